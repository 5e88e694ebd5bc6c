/*
 * Index files: found for their source and its present state, and refused when
 * they are not to be trusted.  Linked with --wrap=pread.
 */
#include "tests/unit/index_file.h"

ssize_t __real_pread64(int file, void *bytes, size_t len, off_t at);
ssize_t __wrap_pread64(int file, void *bytes, size_t len, off_t at);

/* What reading does: all is well, an error, an interruption or a byte only. */
static enum {
	READS,
	FAILS,
	IS_INTERRUPTED,
	READS_LITTLE
} reading;
static size_t nreads, reads_of[4096]; /* by page */

ssize_t
__wrap_pread64(int file, void *bytes, size_t len, off_t at)
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
	return __real_pread64(file, bytes,
	    reading == READS_LITTLE && len > 1000 ? 1000 : len, at);
}

static void
end(void)
{
	reading = READS;
	index_file_end();
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
	ck_assert_int_eq(about->taken, ha_identity_ripe_at(&source->identity));
}
END_TEST

START_TEST(an_index_of_rules_is_none_of_words)
{
	ck_assert_int_eq(
	    ha_index_open(folder.path, source, HA_INDEX_WORDS, &opened, &fault),
	    HA_INVALID);
	ck_assert_int_eq(fault, HA_INDEX_FAULT_KIND);
	opened = NULL;
}
END_TEST

START_TEST(the_same_source_gives_the_same_bytes)
{
	struct ha_index_image first = image;

	image = (struct ha_index_image){ NULL, 0 };
	build(ha_identity_ripe_at(&source->identity));
	ck_assert_uint_eq(image.len, first.len);
	ck_assert_mem_eq(image.bytes, first.bytes, image.len);
	free(first.bytes);
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
	int64_t ripe = ha_identity_ripe_at(&source->identity);

	build(ripe - 1);
	save_as(path);
	check_refused(HA_INVALID, HA_INDEX_FAULT_UNRIPE);
	build(ripe);
	save_as(path);
	ck_assert_int_eq(open_index(), HA_OK);
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

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, index_file_begin, end);
	tcase_add_test(tests, a_file_says_what_memory_does);
	tcase_add_test(tests, an_index_file_can_be_opened_without_its_source);
	tcase_add_test(tests, an_index_of_rules_is_none_of_words);
	tcase_add_test(tests, the_same_source_gives_the_same_bytes);
	tcase_add_test(tests, a_missing_index_is_missing);
	tcase_add_loop_test(tests, what_others_may_write_is_not_trusted, 0,
	    COUNT(modes));
	tcase_add_test(tests, what_belongs_to_others_is_not_trusted);
	tcase_add_test(tests, what_is_no_regular_file_is_not_trusted);
	tcase_add_test(tests, a_folder_whose_path_is_too_long_has_no_index);
	tcase_add_test(tests, a_refused_file_is_closed);
	tcase_add_test(tests, a_file_that_cannot_be_read_gives_no_answer);
	tcase_add_loop_test(tests, an_index_of_another_state_is_stale, 0, 7);
	tcase_add_test(tests, an_index_of_a_file_just_changed_is_not_trusted);
	tcase_add_test(tests, a_look_up_reads_no_page_twice);
	tcase_add_test(tests, a_single_address_takes_three_pages_to_find);
}

int
main(void)
{
	return unit_run("index_file", add_tests);
}
