/*
 * Index files: what is not to be trusted is refused, and what is damaged never
 * gives a wrong answer.  Linked with --wrap for memory and pread.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bounds.h"
#include "common/index.h"
#include "common/index_build.h"
#include "common/index_layout.h"
#include "common/index_sum.h"
#include "folder.h"

static bool is_armed;
static size_t calls, fails_at; /* the call that fails; 0: none */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
ssize_t __real_pread(int file, void *bytes, size_t len, off_t at);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
ssize_t __wrap_pread(int file, void *bytes, size_t len, off_t at);

static bool
fails_now(void)
{
	return is_armed && ++calls == fails_at;
}

void *
__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : __real_calloc(count, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails_now() ? NULL : __real_reallocarray(old, count, size);
}

/* What reading does: all is well, an error, an interruption or a byte only. */
static enum {
	READS,
	FAILS,
	IS_INTERRUPTED,
	READS_LITTLE
} reading;
static size_t nreads, reads_of[4096]; /* by page */

ssize_t
__wrap_pread(int file, void *bytes, size_t len, off_t at)
{
	size_t page = (size_t)at / HA_INDEX_PAGE;

	nreads++;
	if (page < COUNT(reads_of))
		reads_of[page]++;
	if (reading == FAILS ||
	    (reading == IS_INTERRUPTED && nreads % 2 == 1)) {
		errno = reading == FAILS ? EIO : EINTR;
		return -1;
	}
	return __real_pread(file, bytes,
	    reading == READS_LITTLE && len > 1000 ? 1000 : len, at);
}

static const char text[] = "# A table with something of everything.\n"
			   "ALL: 10.0.0.1\n"
			   "ALL: 10. EXCEPT 10.1.\n"
			   "ALL: 10.0.0.0/24 10.0.0.1 10.0.0.1\n"
			   "ALL: .example\n"
			   "ALL: 2001:db8::1\n"
			   "ALL: 2001:db8::/32 10.0.0.1\n"
			   "ALL: [::]/0 192.0.2.0/25\n"
			   "sshd@x: 10.0.0.2\n"
			   "ALL: 2001:db8::/32\n";

static const char *const clients[] = { "10.0.0.1", "10.0.0.2", "10.1.0.0",
	"9.255.255.255", "192.0.2.1", "192.0.2.128", "::", "2001:db8::1",
	"2001:db8::2", "ffff::1", "0.0.0.0", "255.255.255.255" };

static struct folder folder;
static struct ha_source *source;
static struct ha_index_image image; /* of it, ripe */
static char path[320];              /* of its file */
static struct ha_index *opened;
static enum ha_index_fault fault;
static struct ha_candidates candidates;

static void
save_as(const char *name)
{
	FILE *file = fopen(name, "w");

	expect(file != NULL, "%s: %d", name, errno);
	expect(fwrite(image.bytes, 1, image.len, file) == image.len, "disk");
	expect(fclose(file) == 0, "disk");
	expect(chmod(name, 0600) == 0, "chmod");
}

static void
build(int64_t taken)
{
	ha_index_image_free(&image);
	expect(ha_index_build(source, HA_INDEX_RULES, taken, &image) == HA_OK,
	    "not built");
}

static void
read_source(struct ha_span bytes)
{
	char name[HA_INDEX_NAME];
	int error;

	ha_source_free(source);
	folder_write(&folder, "table", bytes);
	expect(ha_source_open(folder_file(&folder, "table"), &source, &error) ==
		HA_OK,
	    "not read");
	build(ha_index_ripe_at(&source->identity));
	ha_index_name(&source->identity, name);
	strcpy(path, folder_file(&folder, name));
	save_as(path);
}

static void
begin(void)
{
	folder_begin(&folder);
	read_source(HA_SPAN(text));
}

static void
end(void)
{
	reading = READS;
	is_armed = false;
	ha_index_free(opened);
	ha_index_image_free(&image);
	ha_source_free(source);
	ha_candidates_free(&candidates);
	folder_end(&folder);
}

static enum ha_status
open_index(void)
{
	enum ha_status status;

	ha_index_free(opened);
	opened = NULL;
	fault = HA_INDEX_FAULT_NONE;
	status =
	    ha_index_open(folder.path, source, HA_INDEX_RULES, &opened, &fault);
	if (status == HA_OK || status == HA_MISSING)
		return status;
	expect(status == HA_NOMEM || fault != HA_INDEX_FAULT_NONE, "no fault");
	opened = NULL;
	return status;
}

static void
check_refused(enum ha_status want, enum ha_index_fault want_fault)
{
	enum ha_status status = open_index();

	expect(status == want && fault == want_fault,
	    "status %d, not %d; %s, not: %s", status, want,
	    ha_index_fault_text(fault), ha_index_fault_text(want_fault));
}

/* An index in memory of what the image now is; NULL when it is refused. */
static struct ha_index *
from_copy(void)
{
	struct ha_index_image copy = { malloc(image.len), image.len };
	struct ha_index *index;

	expect(copy.bytes != NULL, "no memory");
	memcpy(copy.bytes, image.bytes, image.len);
	return ha_index_from_image(copy, &index) == HA_OK ? index : NULL;
}

/* What an index says of all clients, as text; "damaged" is said, too. */
struct answers {
	char text[COUNT(clients)][64];
};

static struct answers
ask(const struct ha_index *index)
{
	struct answers answers;

	memset(&answers, 0, sizeof(answers));
	for (int i = 0; i < COUNT(clients); i++) {
		struct ha_addr addr;
		char *out = answers.text[i];

		ha_addr_parse(ha_span_of(clients[i]), &addr);
		if (ha_index_find(index, &addr, &candidates) != HA_OK) {
			strcpy(out, "damaged");
			continue;
		}
		expect(candidates.count <= 10, "too many");
		for (size_t n = 0; n < candidates.count; n++)
			out += sprintf(out, "%u:%u ", candidates.at[n].line,
			    candidates.at[n].offset);
	}
	return answers;
}

/* Is each the same, or said to be damaged? */
static bool
are_right(const struct answers *got, const struct answers *want)
{
	for (int i = 0; i < COUNT(clients); i++) {
		if (strcmp(got->text[i], want->text[i]) != 0 &&
		    strcmp(got->text[i], "damaged") != 0)
			return false;
	}
	return true;
}

static struct answers
right_answers(void)
{
	struct ha_index *index = from_copy();
	struct answers answers;

	expect(index != NULL, "no index");
	answers = ask(index);
	ha_index_free(index);
	return answers;
}

START_TEST(a_file_says_what_memory_does)
{
	struct answers want = right_answers(), got;

	ck_assert_int_eq(open_index(), HA_OK);
	ck_assert_int_eq(fault, HA_INDEX_FAULT_NONE);
	got = ask(opened);
	ck_assert_mem_eq(&got, &want, sizeof(got));
	ck_assert_str_eq(got.text[0], "2:40 3:54 4:76 5:111 7:142 9:195 ");
	ck_assert_int_eq(ha_index_verify(opened), HA_OK);
	assert_span(ha_index_path(opened), ha_span_of(source->path));
}
END_TEST

START_TEST(an_index_file_can_be_opened_without_its_source)
{
	const struct ha_index_about *about;

	ck_assert_int_eq(ha_index_open_file(path, &opened, &fault), HA_OK);
	about = ha_index_about(opened);
	ck_assert(ha_identity_equal(&about->identity, &source->identity));
	ck_assert_int_eq(about->kind, HA_INDEX_RULES);
	ck_assert_int_eq(about->taken, ha_index_ripe_at(&source->identity));
	ck_assert_int_eq(
	    ha_index_check_source(opened, &source->identity, HA_INDEX_RULES),
	    HA_INDEX_FAULT_NONE);
	ck_assert_int_eq(
	    ha_index_check_source(opened, &source->identity, HA_INDEX_WORDS),
	    HA_INDEX_FAULT_KIND);
}
END_TEST

START_TEST(the_same_source_gives_the_same_bytes)
{
	struct ha_index_image first = image;

	image = (struct ha_index_image){ NULL, 0 };
	build(ha_index_ripe_at(&source->identity));
	ck_assert_uint_eq(image.len, first.len);
	ck_assert_mem_eq(image.bytes, first.bytes, image.len);
	ha_index_image_free(&first);
}
END_TEST

START_TEST(a_missing_index_is_missing)
{
	struct ha_source *memory;

	unlink(path);
	ck_assert_int_eq(open_index(), HA_MISSING);
	ck_assert_int_eq(ha_index_open("/nonexistent/folder", source,
			     HA_INDEX_RULES, &opened, &fault),
	    HA_MISSING);
	/* What is no file has no index file, whatever is called so. */
	ck_assert_int_eq(ha_source_from_memory("t", HA_SPAN_EMPTY, &memory),
	    HA_OK);
	save_as(folder_file(&folder, "0-0.index"));
	ck_assert_int_eq(
	    ha_index_open(folder.path, memory, HA_INDEX_RULES, &opened, &fault),
	    HA_MISSING);
	ha_source_free(memory);
}
END_TEST

static const struct {
	mode_t mode;
	bool is_trusted;
} modes[] = { { 0600, true }, { 0644, true }, { 0400, true }, { 0755, true },
	{ 0620, false }, { 0602, false }, { 0660, false }, { 0646, false } };

START_TEST(what_others_may_write_is_not_trusted)
{
	ck_assert_int_eq(chmod(path, modes[_i].mode), 0);
	if (modes[_i].is_trusted)
		ck_assert_int_eq(open_index(), HA_OK);
	else
		check_refused(HA_UNREADABLE, HA_INDEX_FAULT_WRITABLE);
}
END_TEST

START_TEST(what_belongs_to_others_is_not_trusted)
{
	/* Only root can give a file away. */
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(path, 12345, 0), 0);
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_OWNER);
	/* Our own, when we are not root. */
	ck_assert_int_eq(chmod(folder.path, 0755), 0);
	ck_assert_int_eq(seteuid(12345), 0);
	ck_assert_int_eq(open_index(), HA_OK);
	/* Root's, which may be readable. */
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chown(path, 0, 0), 0);
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_eq(seteuid(12345), 0);
	ck_assert_int_eq(open_index(), HA_OK);
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod(path, 0600), 0);
	ck_assert_int_eq(seteuid(12345), 0);
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_UNREADABLE);
	ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(what_is_no_regular_file_is_not_trusted)
{
	const char *other = folder_file(&folder, "other");

	ck_assert_int_eq(rename(path, other), 0);
	ck_assert_int_eq(symlink(other, path), 0);
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_UNREADABLE);
	unlink(path);
	/* Nobody writes to it: that must not be waited for. */
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_NO_FILE);
	unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_NO_FILE);
}
END_TEST

START_TEST(a_folder_whose_path_is_too_long_has_no_index)
{
	char long_path[5000];

	for (size_t len = 4040; len < sizeof(long_path); len++) {
		memset(long_path, '/', len);
		long_path[len] = '\0';
		ck_assert_int_ne(ha_index_open(long_path, source,
				     HA_INDEX_RULES, &opened, &fault),
		    HA_OK);
	}
}
END_TEST

START_TEST(a_refused_file_is_closed)
{
	int before = dup(0), after;

	close(before);
	chmod(path, 0666);
	open_index();
	chmod(path, 0600);
	image.bytes[0] ^= 1;
	save_as(path);
	open_index();
	ck_assert_int_eq(truncate(path, 100), 0);
	open_index();
	after = dup(0);
	close(after);
	ck_assert_int_eq(before, after);
}
END_TEST

/* The file is changed in place, as nobody should. */
static void
flip(FILE *file, size_t at, unsigned char bits)
{
	image.bytes[at] ^= bits;
	expect(fseek(file, (long)at, SEEK_SET) == 0, "seek");
	expect(fputc(image.bytes[at], file) != EOF, "disk");
	expect(fflush(file) == 0, "disk");
}

/* Whether or not a look-up comes by that page. */
START_TEST(no_flipped_bit_gives_a_wrong_answer)
{
	static const unsigned char bits[] = { 0x01, 0x80, 0x10, 0xff };
	struct answers want = right_answers(), got;
	FILE *file = fopen(path, "r+");

	ck_assert_ptr_nonnull(file);
	for (size_t at = 0; at < image.len; at++) {
		unsigned char flipped = bits[(at + (size_t)_i) % 4];

		flip(file, at, flipped);
		if (open_index() == HA_OK) {
			expect(at >= HA_INDEX_PAGE, "header, byte %zu", at);
			got = ask(opened);
			expect(are_right(&got, &want), "byte %zu", at);
			expect(ha_index_verify(opened) == HA_INVALID,
			    "not noticed: byte %zu", at);
		} else {
			expect(at < HA_INDEX_PAGE, "byte %zu", at);
		}
		flip(file, at, flipped);
	}
	fclose(file);
	ck_assert_int_eq(open_index(), HA_OK);
}
END_TEST

START_TEST(no_other_size_is_accepted)
{
	for (size_t more = 1; more <= 2 * HA_INDEX_PAGE; more++) {
		expect(truncate(path, (off_t)(image.len + more)) == 0, "disk");
		expect(open_index() == HA_INVALID, "%zu more", more);
	}
	for (size_t len = image.len; len-- > 0;) {
		expect(truncate(path, (off_t)len) == 0, "disk");
		expect(open_index() == HA_INVALID, "%zu bytes", len);
	}
	ck_assert_int_eq(fault, HA_INDEX_FAULT_DAMAGED);
}
END_TEST

START_TEST(a_file_may_be_cut_short_while_it_is_open)
{
	struct answers want = right_answers(), got;

	for (size_t len = 0; len < image.len; len += 512) {
		save_as(path);
		ck_assert_int_eq(open_index(), HA_OK);
		ck_assert_int_eq(truncate(path, (off_t)len), 0);
		got = ask(opened);
		ck_assert(are_right(&got, &want));
		ck_assert_int_eq(ha_index_verify(opened), HA_INVALID);
	}
}
END_TEST

START_TEST(a_file_that_cannot_be_read_gives_no_answer)
{
	struct answers want = right_answers(), got;

	reading = FAILS;
	check_refused(HA_UNREADABLE, HA_INDEX_FAULT_UNREADABLE);
	reading = IS_INTERRUPTED;
	ck_assert_int_eq(open_index(), HA_OK);
	got = ask(opened);
	ck_assert_mem_eq(&got, &want, sizeof(got));
	reading = READS_LITTLE;
	ck_assert_int_eq(open_index(), HA_OK);
	got = ask(opened);
	ck_assert_mem_eq(&got, &want, sizeof(got));
	ck_assert_int_eq(open_index(), HA_OK);
	reading = FAILS;
	got = ask(opened);
	ck_assert_str_eq(got.text[0], "damaged");
	ck_assert_int_eq(ha_index_verify(opened), HA_INVALID);
}
END_TEST

/* ---- the header ---- */

static uint32_t
get(size_t at)
{
	uint32_t number;

	memcpy(&number, image.bytes + at, sizeof(number));
	return number;
}

static void
put(size_t at, uint32_t number)
{
	memcpy(image.bytes + at, &number, sizeof(number));
}

/* As if whoever changed it had made the index anew. */
static void
mend_sums(void)
{
	struct ha_index_about about;
	struct ha_index_layout layout;
	uint64_t salt;

	if (ha_index_header_read(image.bytes, image.len / HA_INDEX_PAGE, &about,
		&layout) != HA_INDEX_FAULT_NONE)
		return;
	salt = ha_index_salt(&about);
	for (uint32_t n = 0; n < layout.pages; n++) {
		unsigned char *page = image.bytes + (size_t)n * HA_INDEX_PAGE;
		uint64_t sum = ha_index_page_sum(page, n, salt);

		memcpy(page + HA_INDEX_PAYLOAD, &sum, sizeof(sum));
	}
}

/* Offsets in page 0. */
enum {
	AT_ORDER = 8,
	AT_VERSION = 12,
	AT_KIND = 16,
	AT_PAGES = 20,
	AT_BYTES = 80,
	AT_ALWAYS_BYTES = 88,
	AT_ITEMS = 96,
	AT_ALWAYS = 100,
	AT_NODES4 = 104,
	AT_NODES6 = 108,
	AT_POSTINGS = 112,
	AT_PATH_LEN = 116
};

static const struct {
	size_t at;
	uint32_t value;
	enum ha_index_fault fault;
} headers[] = {
	{ 0, 0, HA_INDEX_FAULT_NO_INDEX },
	{ 4, 0, HA_INDEX_FAULT_NO_INDEX },
	{ AT_ORDER, 0x04030201, HA_INDEX_FAULT_BYTE_ORDER },
	{ AT_VERSION, HA_INDEX_VERSION + 1, HA_INDEX_FAULT_VERSION },
	{ AT_VERSION, 0, HA_INDEX_FAULT_VERSION },
	{ AT_KIND, HA_INDEX_WORDS, HA_INDEX_FAULT_KIND },
	{ AT_KIND, 2, HA_INDEX_FAULT_DAMAGED },
	{ AT_KIND, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_PAGES, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_PAGES, 7, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, 1u << 30, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES + 4, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, sizeof(text) - 2, HA_INDEX_FAULT_DAMAGED },
	{ AT_ALWAYS_BYTES + 4, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_ITEMS, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_ITEMS, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_ALWAYS, 600, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES4, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES4, HA_INDEX_NETS_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES6, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES6, 128, HA_INDEX_FAULT_DAMAGED },
	{ AT_POSTINGS, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_POSTINGS, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_PATH_LEN, 2000, HA_INDEX_FAULT_DAMAGED },
	{ AT_PATH_LEN, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
};

START_TEST(a_foreign_header_is_refused)
{
	put(headers[_i].at, headers[_i].value);
	mend_sums();
	save_as(path);
	check_refused(HA_INVALID, headers[_i].fault);
}
END_TEST

/* A page of it is no page of the other, nor in another place. */
START_TEST(pages_of_another_index_do_not_fit)
{
	struct ha_index_image older = image;
	struct answers want, got;

	image = (struct ha_index_image){ NULL, 0 };
	build(ha_index_ripe_at(&source->identity) + 1);
	want = right_answers();
	for (size_t n = 1; n < image.len / HA_INDEX_PAGE; n++) {
		unsigned char *page = image.bytes + n * HA_INDEX_PAGE;

		memcpy(page, older.bytes + n * HA_INDEX_PAGE, HA_INDEX_PAGE);
		save_as(path);
		ck_assert_int_eq(open_index(), HA_OK);
		got = ask(opened);
		ck_assert(are_right(&got, &want));
		ck_assert_int_eq(ha_index_verify(opened), HA_INVALID);
		ha_index_image_free(&image);
		build(ha_index_ripe_at(&source->identity) + 1);
	}
	ck_assert_uint_eq(image.len, 5 * HA_INDEX_PAGE);
	memcpy(image.bytes + HA_INDEX_PAGE, image.bytes + 3 * HA_INDEX_PAGE,
	    HA_INDEX_PAGE);
	save_as(path);
	ck_assert_int_eq(open_index(), HA_OK);
	got = ask(opened);
	ck_assert_str_eq(got.text[0], "damaged");
	ha_index_image_free(&older);
}
END_TEST

/* ---- another state of the source ---- */

START_TEST(an_index_of_another_state_is_stale)
{
	struct ha_identity right = source->identity;
	struct ha_identity *now = &source->identity;
	char name[HA_INDEX_NAME];

	switch (_i) {
	case 0:
		now->device++;
		break;
	case 1:
		now->inode ^= UINT64_C(1) << 40;
		break;
	case 2:
		now->size++;
		break;
	case 3:
		now->modified.sec--;
		break;
	case 4:
		now->modified.nsec ^= 1;
		break;
	case 5:
		now->changed.sec--;
		break;
	default:
		now->changed.nsec ^= 1;
		break;
	}
	/* Of another file, it would have another name. */
	if (_i < 2)
		ck_assert_int_eq(open_index(), HA_MISSING);
	ha_index_name(now, name);
	save_as(folder_file(&folder, name));
	check_refused(HA_INVALID, HA_INDEX_FAULT_STALE);
	source->identity = right;
	ck_assert_int_eq(open_index(), HA_OK);
}
END_TEST

START_TEST(an_index_of_a_file_just_changed_is_not_trusted)
{
	int64_t ripe = ha_index_ripe_at(&source->identity);

	build(ripe - 1);
	save_as(path);
	check_refused(HA_INVALID, HA_INDEX_FAULT_UNRIPE);
	build(ripe);
	save_as(path);
	ck_assert_int_eq(open_index(), HA_OK);
}
END_TEST

#define SECOND INT64_C(1000000000)

static const struct {
	int64_t modified_sec;
	uint32_t modified_nsec;
	int64_t changed_sec;
	uint32_t changed_nsec;
	int64_t ripe_at;
} times[] = {
	{ 0, 0, 0, 0, 2 * SECOND },
	{ 5, 0, 3, 0, 7 * SECOND },
	{ 3, 0, 5, 0, 7 * SECOND },
	{ 5, 0, 3, 1, 5 * SECOND + SECOND / 50 },
	{ 5, 7, 3, 0, 5 * SECOND + SECOND / 50 + 7 },
	{ 5, 7, 5, 8, 5 * SECOND + SECOND / 50 + 8 },
	{ -5, 7, -6, 8, -5 * SECOND + SECOND / 50 + 7 },
	{ INT64_MAX, 0, 3, 0, INT64_MAX },
	{ 3, 0, INT64_MAX, 999999999, INT64_MAX - 2 * SECOND + SECOND / 50 },
	{ INT64_MIN, 0, 3, 1, 3 * SECOND + SECOND / 50 + 1 },
	{ INT64_MIN, 0, INT64_MIN, 0, INT64_MIN + 2 * SECOND },
};

START_TEST(a_file_is_ripe_when_its_clock_has_ticked)
{
	struct ha_identity identity = { .modified = { times[_i].modified_sec,
					    times[_i].modified_nsec },
		.changed = { times[_i].changed_sec, times[_i].changed_nsec } };

	ck_assert_int_eq(ha_index_ripe_at(&identity), times[_i].ripe_at);
}
END_TEST

static const struct {
	uint64_t device, inode;
	const char *name;
} names[] = { { 0, 0, "0-0.index" },
	{ 0xfd01, 0x1234abc, "fd01-1234abc.index" },
	{ UINT64_MAX, UINT64_MAX, "ffffffffffffffff-ffffffffffffffff.index" },
	{ 16, UINT64_C(1) << 63, "10-8000000000000000.index" } };

START_TEST(a_file_is_named_by_device_and_inode)
{
	struct ha_identity identity = { .device = names[_i].device,
		.inode = names[_i].inode };
	char name[HA_INDEX_NAME];

	memset(name, 'x', sizeof(name));
	ha_index_name(&identity, name);
	ck_assert_str_eq(name, names[_i].name);
}
END_TEST

/* ---- indexes that nobody makes, with sound checksums ---- */

/*
 * The pages of the table above: 1 IPv4 rows, 2 IPv6 rows, 3 postings, 4
 * always.  The rows are 10/8, 10.0.0.0/24, 10.0.0.1, 192.0.2.0/25, and ::/0,
 * 2001:db8::/32, 2001:db8::1.
 */
#define ROW4(n) (HA_INDEX_PAGE + 16 * (n))
#define ROW6(n) (2 * HA_INDEX_PAGE + 32 * (n))
#define POSTING(n) (3 * HA_INDEX_PAGE + 8 * (n))
#define ALWAYS(n) (4 * HA_INDEX_PAGE + 8 * (n))
#define PARENT4(length, row) ((uint32_t)(length) << 26 | (row))

static const struct {
	size_t at;
	uint32_t value;
	const char *client; /* whose look-up shows it; NULL: none need */
} damages[] = {
	{ ROW4(2) + 4, PARENT4(32, 2), "10.0.0.1" }, /* its own parent */
	{ ROW4(2) + 4, PARENT4(32, 3), "10.0.0.1" }, /* parents below */
	{ ROW4(2) + 4, PARENT4(33, 1), "10.0.0.1" }, /* no such length */
	{ ROW4(2) + 4, PARENT4(31, 1), "10.0.0.1" }, /* bits behind it */
	{ ROW4(1) + 4, PARENT4(32, 0), "10.0.0.1" }, /* as long as below */
	{ ROW4(2) + 4, PARENT4(32, 0), NULL },       /* one left out */
	{ ROW4(3) + 4, PARENT4(25, 0), NULL },       /* no parent at all */
	{ ROW4(2), 0, NULL },                        /* out of order */
	{ ROW4(0) + 8, HA_INDEX_LAST | 1000, "10.0.0.1" },
	{ ROW4(0) + 8, HA_INDEX_LAST | (1u << 30), "10.0.0.1" },
	{ ROW4(0) + 12, 0, "10.0.0.1" },   /* line 0 */
	{ ROW4(0) + 12, 400, "10.0.0.1" }, /* more lines than bytes */
	{ ROW4(2) + 8, 3, NULL },          /* within another's */
	{ ROW4(2) + 8, 5, "10.0.0.1" },    /* behind the last */
	{ ROW4(2) + 12, 1, "10.0.0.1" },   /* neither nor */
	{ ROW6(2) + 16, 2, "2001:db8::1" },
	{ ROW6(2) + 20, 129, "2001:db8::1" },
	{ ROW6(1) + 20, 128, "2001:db8::1" },
	{ ROW6(1) + 24, 2, NULL }, /* another's */
	{ POSTING(0), 2000, "10.0.0.1" },
	{ POSTING(0), HA_INDEX_LAST | 40, NULL }, /* ends too early */
	{ POSTING(4), 220, "2001:db8::1" },       /* never ends */
	{ POSTING(1), 40, NULL },                 /* twice the same */
	{ POSTING(1) + 4, 1, "10.0.0.1" },        /* back to line 1 */
	{ ALWAYS(0), HA_INDEX_LAST | 112, "10.0.0.1" },
	{ ALWAYS(1), 1000, "10.0.0.1" },
	{ ALWAYS(1), 1, "10.0.0.1" }, /* offset back, not line */
	{ ALWAYS(1) + 4, 4, "10.0.0.1" },
	{ 120, 0x0b000000, NULL }, /* top of the directory */
};

START_TEST(what_cannot_be_is_noticed)
{
	struct ha_index *index;
	struct ha_addr addr;

	ck_assert_uint_eq(image.len, 5 * HA_INDEX_PAGE);
	ck_assert_uint_ne(get(damages[_i].at), damages[_i].value);
	put(damages[_i].at, damages[_i].value);
	mend_sums();
	index = from_copy();
	ck_assert_ptr_nonnull(index);
	ck_assert_int_eq(ha_index_verify(index), HA_INVALID);
	ask(index);
	if (damages[_i].client != NULL) {
		ha_addr_parse(ha_span_of(damages[_i].client), &addr);
		ck_assert_int_eq(ha_index_find(index, &addr, &candidates),
		    HA_INVALID);
	}
	ha_index_free(index);
}
END_TEST

/* Whatever it says then: no crash, and not without end. */
START_TEST(a_random_index_does_no_harm)
{
	uint32_t state = 0xbadb17 + (uint32_t)_i;
	struct ha_index_image right = image;

	image.bytes = malloc(right.len);
	ck_assert_ptr_nonnull(image.bytes);
	for (int i = 0; i < 3000; i++) {
		struct ha_index *index;

		memcpy(image.bytes, right.bytes, right.len);
		for (size_t n = unit_below(&state, 8) + 1; n > 0; n--) {
			size_t page = unit_below(&state, 5) * HA_INDEX_PAGE;
			size_t at = unit_below(&state, page == 0 ? 160 : 96);

			image.bytes[page + at] = (unsigned char)unit_below(
			    &state, unit_below(&state, 2) == 0 ? 4 : 256);
		}
		mend_sums();
		index = from_copy();
		if (index == NULL)
			continue;
		ha_index_verify(index);
		for (int n = 0; n < COUNT(clients); n++) {
			struct ha_addr addr;

			ha_addr_parse(ha_span_of(clients[n]), &addr);
			ha_index_find(index, &addr, &candidates);
		}
		ha_index_free(index);
	}
	ha_index_image_free(&right);
}
END_TEST

/* ---- limits ---- */

START_TEST(what_is_too_large_gets_no_index)
{
	struct ha_source huge = { .path = source->path,
		.bytes = source->bytes,
		.len = HA_SOURCE_MAX + 1 };
	char long_path[3000];
	struct ha_source named = {
		.path = long_path, .bytes = source->bytes, .len = source->len
	};
	struct ha_index_image none;
	bool was_built = true;

	ck_assert_int_eq(ha_index_build(&huge, HA_INDEX_RULES, 0, &none),
	    HA_TOOBIG);
	for (size_t len = 1000; len < 2000; len++) {
		enum ha_status status;

		memset(long_path, 'x', len);
		long_path[len] = '\0';
		status = ha_index_build(&named, HA_INDEX_RULES, 0, &none);
		if (status == HA_OK)
			ha_index_image_free(&none);
		else
			expect(status == HA_TOOBIG, "%zu: %d", len, status);
		expect(was_built || status != HA_OK, "%zu: fits again", len);
		was_built = status == HA_OK;
	}
	ck_assert(!was_built);
}
END_TEST

START_TEST(the_layout_holds_the_most_that_there_may_be)
{
	struct ha_index_counts most = { .bytes = HA_SOURCE_MAX,
		.always_bytes = HA_SOURCE_MAX,
		.items = HA_SOURCE_MAX,
		.always = HA_SOURCE_MAX,
		.nodes = { HA_INDEX_NETS_MAX, 0 },
		.postings = HA_INDEX_NETS_MAX };
	struct ha_index_layout layout;

	ck_assert(ha_index_layout_of(&most, &layout));
	ck_assert_uint_le(layout.tables[HA_IPV4].nlevels, HA_INDEX_LEVELS);
	ck_assert_uint_gt(layout.pages, 0);
	most.nodes[HA_IPV4] = 0;
	most.nodes[HA_IPV6] = HA_INDEX_NETS_MAX;
	ck_assert(ha_index_layout_of(&most, &layout));
	ck_assert_uint_le(layout.tables[HA_IPV6].nlevels, HA_INDEX_LEVELS);
	most.nodes[HA_IPV4] = 1;
	ck_assert(!ha_index_layout_of(&most, &layout));
}
END_TEST

/* ---- memory ---- */

START_TEST(without_memory_there_is_no_index)
{
	enum ha_status status;
	size_t n = 0;

	do {
		struct ha_index_image built = { NULL, 0 };

		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_build(source, HA_INDEX_RULES, 0, &built);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
		ha_index_image_free(&built);
	} while (calls >= n);
	ck_assert_uint_gt(n, 6);
}
END_TEST

START_TEST(without_memory_no_index_is_opened)
{
	enum ha_status status;
	size_t n = 0;

	do {
		ha_index_free(opened);
		opened = NULL;
		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_open(folder.path, source, HA_INDEX_RULES,
		    &opened, &fault);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
	} while (calls >= n);
	ck_assert_uint_eq(n, 3);
	calls = 0;
	fails_at = 2; /* behind the copy */
	is_armed = true;
	ck_assert_ptr_null(from_copy());
}
END_TEST

/* Room is asked for once; then it is there for the next client. */
START_TEST(without_memory_nothing_is_found)
{
	char many[4000] = "";
	struct ha_addr addr;
	enum ha_status status;
	size_t n = 0;

	for (size_t i = 0; i < 100; i++)
		strcat(many, i % 3 == 0 ? "ALL: ALL\n" : "ALL: 10.0.0.1\n");
	read_source(ha_span_of(many));
	ck_assert_int_eq(open_index(), HA_OK);
	ha_addr_parse(HA_SPAN("10.0.0.1"), &addr);
	do {
		ha_candidates_free(&candidates);
		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_find(opened, &addr, &candidates);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
	} while (calls >= n);
	ck_assert_uint_gt(n, 2);
	ck_assert_uint_eq(candidates.count, 100);
	calls = 0;
	is_armed = true;
	status = ha_index_find(opened, &addr, &candidates);
	is_armed = false;
	ck_assert_int_eq(status, HA_OK);
	ck_assert_uint_eq(calls, 0);
}
END_TEST

/* ---- pages ---- */

/* So many that all is spread over several pages; all in each other, too. */
static void
read_large_source(void)
{
	size_t count = 40000, len = 0;
	char *bytes = malloc(count * 40);

	expect(bytes != NULL, "no memory");
	for (unsigned i = 0; i < count; i++)
		len += (size_t)sprintf(bytes + len, "ALL: 10.%u.%u.%u/%u\n",
		    i >> 12, i >> 4 & 255, i << 4 & 255, 8 + i % 25);
	for (unsigned i = 0; i < 2000; i++)
		len += (size_t)sprintf(bytes + len, "ALL: %s\n",
		    i % 2 == 0 ? "x" : "10.9.195.0/27");
	read_source((struct ha_span){ bytes, len });
	free(bytes);
}

START_TEST(a_look_up_reads_no_page_twice)
{
	struct ha_addr addr;
	size_t pages;

	read_large_source();
	pages = image.len / HA_INDEX_PAGE;
	ck_assert_uint_lt(pages, COUNT(reads_of));
	for (unsigned i = 0; i < 40000; i += 37) {
		char client[64];

		sprintf(client, "10.%u.%u.%u", i >> 12, i >> 4 & 255,
		    i << 4 & 255);
		ha_addr_parse(ha_span_of(client), &addr);
		memset(reads_of, 0, sizeof(reads_of));
		expect(open_index() == HA_OK, "not opened");
		expect(ha_index_find(opened, &addr, &candidates) == HA_OK,
		    "not found");
		expect(candidates.count >= 1000, "%zu", candidates.count);
		for (size_t n = 0; n < pages; n++)
			expect(reads_of[n] <= 1, "page %zu of %zu: %zu times",
			    n, pages, reads_of[n]);
	}
}
END_TEST

START_TEST(a_single_address_takes_three_pages_to_find)
{
	struct ha_addr addr;
	size_t count = 200000, len = 0;
	char *bytes = malloc(count * 20);

	ck_assert_ptr_nonnull(bytes);
	for (unsigned i = 0; i < count; i++)
		len += (size_t)sprintf(bytes + len, "a:10.%u.%u.%u\n", i >> 16,
		    i >> 8 & 255, i & 255);
	read_source((struct ha_span){ bytes, len });
	free(bytes);
	ck_assert_uint_le(image.len, 17 * count);
	ha_addr_parse(HA_SPAN("10.1.2.3"), &addr);
	nreads = 0;
	ck_assert_int_eq(open_index(), HA_OK);
	ck_assert_int_eq(ha_index_find(opened, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, 1);
	ck_assert_uint_eq(nreads, 3);
	ck_assert_int_eq(ha_index_find(opened, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(nreads, 3);
}
END_TEST

/* ---- the parts ---- */

START_TEST(a_checksum_notices_every_change_of_a_word)
{
	static unsigned char page[HA_INDEX_PAYLOAD];
	uint32_t state = 0x5005;
	uint64_t sum, word;

	for (size_t i = 0; i < sizeof(page); i++)
		page[i] = (unsigned char)unit_random(&state);
	sum = ha_index_sum(page, sizeof(page) / 8, 7);
	for (size_t i = 0; i < sizeof(page); i += 8) {
		for (size_t bit = 0; bit < 64; bit++) {
			page[i + bit / 8] ^= (unsigned char)(1 << bit % 8);
			expect(ha_index_sum(page, sizeof(page) / 8, 7) != sum,
			    "bit %zu of %zu", bit, i);
			page[i + bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
	}
	/* Two words change places. */
	memcpy(&word, page, 8);
	memmove(page, page + 8, 8);
	memcpy(page + 8, &word, 8);
	ck_assert(ha_index_sum(page, sizeof(page) / 8, 7) != sum);
	memset(page, 0, sizeof(page));
	ck_assert(ha_index_sum(page, 511, 7) != ha_index_sum(page, 511, 8));
	ck_assert(ha_index_sum(page, 511, 7) != ha_index_sum(page, 510, 7));
}
END_TEST

START_TEST(candidates_are_put_in_order)
{
	uint32_t state = 0x50f7;

	for (int i = 0; i < 3000; i++) {
		size_t limit = 1 + unit_below(&state, 200), count = 0;
		bool is_there[200] = { false };

		candidates.count = 0;
		for (size_t n = unit_below(&state, 150); n > 0; n--) {
			uint32_t at = (uint32_t)unit_below(&state, limit);

			is_there[at] = true;
			ck_assert_int_eq(
			    ha_candidates_add(&candidates,
				(struct ha_candidate){ at, at / 3 + 1 }),
			    HA_OK);
		}
		expect(ha_candidates_order(&candidates) == HA_OK, "order");
		for (uint32_t at = 0; at < limit; at++) {
			if (!is_there[at])
				continue;
			expect(count < candidates.count &&
				candidates.at[count].offset == at &&
				candidates.at[count].line == at / 3 + 1,
			    "%u", at);
			count++;
		}
		expect(count == candidates.count, "%zu", candidates.count);
	}
}
END_TEST

START_TEST(every_fault_has_a_text)
{
	for (int i = HA_INDEX_FAULT_NONE; i <= HA_INDEX_FAULT_UNRIPE; i++)
		ck_assert_str_ne(ha_index_fault_text((enum ha_index_fault)i),
		    "");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_file_says_what_memory_does);
	tcase_add_test(tests, an_index_file_can_be_opened_without_its_source);
	tcase_add_test(tests, the_same_source_gives_the_same_bytes);
	tcase_add_test(tests, a_missing_index_is_missing);
	tcase_add_loop_test(tests, what_others_may_write_is_not_trusted, 0,
	    COUNT(modes));
	tcase_add_test(tests, what_belongs_to_others_is_not_trusted);
	tcase_add_test(tests, what_is_no_regular_file_is_not_trusted);
	tcase_add_test(tests, a_folder_whose_path_is_too_long_has_no_index);
	tcase_add_test(tests, a_refused_file_is_closed);
	tcase_add_loop_test(tests, no_flipped_bit_gives_a_wrong_answer, 0, 4);
	tcase_add_test(tests, no_other_size_is_accepted);
	tcase_add_test(tests, a_file_may_be_cut_short_while_it_is_open);
	tcase_add_test(tests, a_file_that_cannot_be_read_gives_no_answer);
	tcase_add_loop_test(tests, a_foreign_header_is_refused, 0,
	    COUNT(headers));
	tcase_add_test(tests, pages_of_another_index_do_not_fit);
	tcase_add_loop_test(tests, an_index_of_another_state_is_stale, 0, 7);
	tcase_add_test(tests, an_index_of_a_file_just_changed_is_not_trusted);
	tcase_add_loop_test(tests, a_file_is_ripe_when_its_clock_has_ticked, 0,
	    COUNT(times));
	tcase_add_loop_test(tests, a_file_is_named_by_device_and_inode, 0,
	    COUNT(names));
	tcase_add_loop_test(tests, what_cannot_be_is_noticed, 0,
	    COUNT(damages));
	tcase_add_loop_test(tests, a_random_index_does_no_harm, 0, 4);
	tcase_add_test(tests, what_is_too_large_gets_no_index);
	tcase_add_test(tests, the_layout_holds_the_most_that_there_may_be);
	tcase_add_test(tests, without_memory_there_is_no_index);
	tcase_add_test(tests, without_memory_no_index_is_opened);
	tcase_add_test(tests, without_memory_nothing_is_found);
	tcase_add_test(tests, a_look_up_reads_no_page_twice);
	tcase_add_test(tests, a_single_address_takes_three_pages_to_find);
	tcase_add_test(tests, a_checksum_notices_every_change_of_a_word);
	tcase_add_test(tests, candidates_are_put_in_order);
	tcase_add_test(tests, every_fault_has_a_text);
}

int
main(void)
{
	return unit_run("index_file", add_tests);
}
