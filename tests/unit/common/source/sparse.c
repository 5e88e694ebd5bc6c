/*
 * Large files, of which only what is asked for is read.  The program is linked
 * with --wrap for what reads and for what gives memory, so that they can fail.
 */
#include "common/source/sparse.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>

#include "common/base/bounds.h"
#include "common/source/source.h"
#include "tests/unit/folder.h"

ssize_t __real_pread64(int fd, void *buffer, size_t len, off_t offset);
void *__real_mmap64(void *at, size_t len, int access, int flags, int fd,
    off_t offset);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);

ssize_t __wrap_pread64(int fd, void *buffer, size_t len, off_t offset);
void *__wrap_mmap64(void *at, size_t len, int access, int flags, int fd,
    off_t offset);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);

static size_t reads, bytes_read;
static size_t read_at_most; /* 0: all */
static int read_error;      /* once: of the next one */
static bool ends_early, fails_mmap, fails_reallocarray;
static size_t callocs, calloc_that_fails; /* 0: none */

ssize_t
__wrap_pread64(int fd, void *buffer, size_t len, off_t offset)
{
	ssize_t n;

	reads++;
	if (read_error != 0) {
		errno = read_error;
		read_error = 0;
		return -1;
	}
	if (read_at_most > 0 && len > read_at_most)
		len = read_at_most;
	n = ends_early ? 0 : __real_pread64(fd, buffer, len, offset);
	bytes_read += n > 0 ? (size_t)n : 0;
	return n;
}

void *
__wrap_mmap64(void *at, size_t len, int access, int flags, int fd, off_t offset)
{
	if (fails_mmap) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return __real_mmap64(at, len, access, flags, fd, offset);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	if (calloc_that_fails != 0 && ++callocs == calloc_that_fails)
		return NULL;
	return __real_calloc(count, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails_reallocarray ? NULL
				  : __real_reallocarray(old, count, size);
}

/* A bit more than is read whole, of lines that are long and short. */
#define LEN (HA_SOURCE_WHOLE + 3 * HA_SPARSE_PAGE + 17)

static struct folder folder;
static char path[64];
static char text[LEN];
static struct ha_place places[LEN + 1];
static struct ha_source *source;
static int error;

static void
make_text(uint32_t state)
{
	struct ha_place place = { 1, 1 };

	for (size_t i = 0; i <= LEN; i++) {
		places[i] = place;
		if (i == LEN)
			break;
		text[i] = (char)('a' + unit_below(&state, 26));
		/* A long line, and many of a few bytes. */
		if (unit_below(&state, i / 20000 % 2 ? 4 : 900) == 0 &&
		    (i < 30000 || i > 40000))
			text[i] = '\n';
		place.column++;
		if (text[i] == '\n')
			place = (struct ha_place){ place.line + 1, 1 };
	}
}

static void
open_sparse(void)
{
	ha_source_free(source);
	source = NULL;
	expect(unit_open_sparse(path, &source, &error) == HA_OK,
	    "not opened: %d", error);
}

static void
begin(void)
{
	folder_begin(&folder);
	strcpy(path, folder_file(&folder, "file"));
	make_text(0x5ba125e);
	folder_write(&folder, "file", (struct ha_span){ text, LEN });
	reads = bytes_read = read_at_most = callocs = calloc_that_fails = 0;
	read_error = 0;
	ends_early = fails_mmap = fails_reallocarray = false;
	source = NULL;
	open_sparse();
}

static void
end(void)
{
	ha_source_free(source);
	folder_end(&folder);
}

START_TEST(nothing_is_read_that_nobody_asked_for)
{
	ck_assert_ptr_nonnull(source->sparse);
	ck_assert_uint_eq(source->len, LEN);
	ck_assert_uint_eq(reads, 0);
	for (size_t i = 0; i < LEN + HA_SOURCE_SLACK; i++)
		expect(source->bytes[i] == '\0', "byte %zu", i);
}
END_TEST

/* The pages that were asked for are there, and no others. */
static void
check_pages(const bool *wanted)
{
	static const char zeros[HA_SPARSE_PAGE];

	for (size_t at = 0; at < LEN; at += HA_SPARSE_PAGE) {
		size_t len =
		    LEN - at < HA_SPARSE_PAGE ? LEN - at : HA_SPARSE_PAGE;
		const char *want =
		    wanted[at / HA_SPARSE_PAGE] ? text + at : zeros;

		expect(memcmp(source->bytes + at, want, len) == 0,
		    "the page at %zu", at);
	}
	expect(memcmp(source->bytes + LEN, zeros, HA_SOURCE_SLACK) == 0,
	    "the slack");
}

START_TEST(a_piece_is_filled_with_its_pages_once)
{
	uint32_t state = 0xf111;

	for (int round = 0; round < 40; round++) {
		bool wanted[LEN / HA_SPARSE_PAGE + 1] = { false };

		open_sparse();
		bytes_read = 0;
		for (int n = 0; n < 12; n++) {
			size_t offset = unit_below(&state, LEN + 1);
			size_t most = n % 3 == 0 ? 20000 : 300, stop;

			stop = offset + unit_below(&state, most);
			if (stop > LEN)
				stop = LEN;
			expect(ha_source_fill(source, offset, stop, &error) ==
				HA_OK,
			    "%zu to %zu", offset, stop);
			for (size_t at = offset; at < stop; at++)
				wanted[at / HA_SPARSE_PAGE] = true;
			if (offset == stop && offset % HA_SPARSE_PAGE != 0)
				wanted[offset / HA_SPARSE_PAGE] = true;
			check_pages(wanted);
		}
		expect(bytes_read <= LEN, "%zu bytes", bytes_read);
	}
}
END_TEST

START_TEST(what_reads_little_at_a_time_reads_all)
{
	bool all[LEN / HA_SPARSE_PAGE + 1];

	memset(all, true, sizeof(all));
	read_at_most = 100;
	ck_assert_int_eq(ha_source_fill(source, 0, LEN, &error), HA_OK);
	check_pages(all);
}
END_TEST

START_TEST(a_signal_does_not_disturb)
{
	read_error = EINTR;
	ck_assert_int_eq(ha_source_fill(source, 0, LEN, &error), HA_OK);
	ck_assert_int_eq(memcmp(source->bytes, text, LEN), 0);
}
END_TEST

START_TEST(what_cannot_be_read_is_asked_for_again)
{
	read_error = EIO;
	ck_assert_int_eq(ha_source_fill(source, 10, 20, &error), HA_UNREADABLE);
	ck_assert_int_eq(error, EIO);
	ck_assert_int_eq(ha_source_fill(source, 10, 20, &error), HA_OK);
	ck_assert_int_eq(source->bytes[10], text[10]);
}
END_TEST

/* Whatever the file's state says. */
START_TEST(an_end_that_comes_early_is_a_change)
{
	ends_early = true;
	ck_assert_int_eq(ha_source_fill(source, 10, 20, &error), HA_CHANGED);
	ends_early = false;
	ck_assert_int_eq(ha_source_fill(source, 10, 20, &error), HA_OK);
}
END_TEST

START_TEST(what_is_read_into_a_buffer_is_not_noticed)
{
	const bool none[LEN / HA_SPARSE_PAGE + 1] = { false };
	uint32_t state = 0xb0ff;
	static char buffer[LEN];

	for (int i = 0; i < 200; i++) {
		size_t offset = unit_below(&state, LEN);
		size_t len = unit_below(&state, LEN - offset) + 1;

		expect(ha_sparse_read(source->sparse, offset, buffer, len,
			   &error) == HA_OK,
		    "not read");
		expect(memcmp(buffer, text + offset, len) == 0, "%zu at %zu",
		    len, offset);
	}
	check_pages(none);
}
END_TEST

static const size_t sizes[] = { 0, 1, HA_SOURCE_WHOLE - 1, HA_SOURCE_WHOLE,
	HA_SOURCE_WHOLE + 1, HA_SOURCE_WHOLE + HA_SPARSE_PAGE - HA_SOURCE_SLACK,
	HA_SOURCE_WHOLE + HA_SPARSE_PAGE - 1, HA_SOURCE_WHOLE + HA_SPARSE_PAGE,
	HA_SOURCE_WHOLE + HA_SPARSE_PAGE + 1 };

START_TEST(of_any_size_the_text_is_the_files_with_zeros_behind)
{
	static const char zeros[HA_SOURCE_SLACK];
	size_t len = sizes[_i];

	folder_write(&folder, "file", (struct ha_span){ text, len });
	open_sparse();
	ck_assert_uint_eq(source->len, len);
	ck_assert((source->sparse != NULL) == (len > HA_SOURCE_WHOLE));
	ck_assert_int_eq(ha_source_fill(source, 0, len, &error), HA_OK);
	ck_assert_int_eq(memcmp(source->bytes, text, len), 0);
	ck_assert_int_eq(memcmp(source->bytes + len, zeros, sizeof(zeros)), 0);
}
END_TEST

/* Whatever it is, it is opened as when it is read whole. */
START_TEST(what_is_no_large_file_is_opened_as_ever)
{
	const char *const names[] = { "/dev/null", folder.path, "/nonexistent",
		"/dev/zero", "/proc/self/status", "/dev/null/x" };

	for (int i = 0; i < COUNT(names); i++) {
		struct ha_source *whole = NULL, *sparse = NULL;
		int whole_error = 0, sparse_error = 0;

		ck_assert_int_eq(
		    unit_open_sparse(names[i], &sparse, &sparse_error),
		    ha_source_open(names[i], &whole, &whole_error));
		ck_assert_int_eq(sparse_error, whole_error);
		ha_source_free(whole);
		ha_source_free(sparse);
	}
}
END_TEST

START_TEST(a_file_above_the_limit_is_too_big)
{
	struct ha_source *big;

	ck_assert_int_eq(truncate(path, (off_t)HA_SOURCE_MAX + 1), 0);
	ck_assert_int_eq(unit_open_sparse(path, &big, &error), HA_TOOBIG);
}
END_TEST

START_TEST(without_memory_nothing_is_opened_or_left_open)
{
	int before = open("/dev/null", O_RDONLY), behind;
	struct ha_source *none;

	close(before);
	fails_mmap = true;
	ck_assert_int_eq(unit_open_sparse(path, &none, &error), HA_NOMEM);
	fails_mmap = false;
	for (calloc_that_fails = 1; calloc_that_fails <= 3;
	     calloc_that_fails++) {
		callocs = 0;
		ck_assert_int_eq(unit_open_sparse(path, &none, &error),
		    HA_NOMEM);
	}
	calloc_that_fails = 0;
	behind = open("/dev/null", O_RDONLY);
	close(behind);
	ck_assert_int_eq(behind, before);
}
END_TEST

START_TEST(its_descriptor_goes_with_it)
{
	int fd = open("/dev/null", O_RDONLY), again;

	close(fd);
	ha_source_free(source);
	source = NULL;
	again = open("/dev/null", O_RDONLY);
	close(again);
	ck_assert_int_eq(again, fd - 1);
}
END_TEST

START_TEST(a_closed_one_keeps_what_was_read)
{
	ck_assert_int_eq(ha_source_fill(source, 5000, 5001, &error), HA_OK);
	ha_source_close(source);
	ha_source_close(source);
	ck_assert_int_eq(ha_source_fill(source, 4096, 8192, &error), HA_OK);
	ck_assert_int_eq(memcmp(source->bytes + 4096, text + 4096, 4096), 0);
	ck_assert_int_eq(ha_source_fill(source, 4096, 8193, &error),
	    HA_UNREADABLE);
	ck_assert_int_eq(error, EBADF);
}
END_TEST

/* The first anchors stand close to each other, the last ones far apart. */
static void
set_anchors(void)
{
	size_t step = 1;

	for (size_t at = 0; at <= LEN; at += step) {
		ha_source_anchor(source,
		    (struct ha_anchor){ at, places[at].line });
		step = at < 20000 ? 50 + step % 7 : 9000;
	}
}

static void
check_place(size_t offset)
{
	struct ha_place place = ha_source_place(source, offset);

	expect(place.line == places[offset].line &&
		place.column == places[offset].column,
	    "%zu is at %zu:%zu, not %zu:%zu", offset, place.line, place.column,
	    places[offset].line, places[offset].column);
}

static void
check_places_in_random_order(uint32_t state, int count)
{
	check_place(LEN);
	for (int i = 0; i < count; i++)
		check_place(unit_below(&state, LEN + 1));
}

START_TEST(places_are_those_of_a_file_read_whole)
{
	check_places_in_random_order(0x91ace, 1500);
	open_sparse();
	set_anchors();
	check_places_in_random_order(0x91ace, 1500);
	open_sparse();
	set_anchors();
	for (size_t at = LEN + 1; at-- > 0;)
		check_place(at);
}
END_TEST

START_TEST(one_place_reads_from_the_nearest_anchor_on)
{
	set_anchors();
	bytes_read = 0;
	check_place(LEN - 10);
	expect(bytes_read <= 9000 + 3 * HA_SPARSE_PAGE, "%zu bytes",
	    bytes_read);
}
END_TEST

START_TEST(anchors_that_come_again_change_nothing)
{
	set_anchors();
	set_anchors();
	/* Nor others before the last one. */
	ha_source_anchor(source, (struct ha_anchor){ 61000, 9999 });
	check_places_in_random_order(0xa2c, 1500);
}
END_TEST

START_TEST(without_memory_for_anchors_lines_are_counted)
{
	fails_reallocarray = true;
	set_anchors();
	check_places_in_random_order(0xc022, 300);
	open_sparse();
	fails_reallocarray = false;
	for (size_t at = 0; at < 3; at++)
		ha_source_anchor(source,
		    (struct ha_anchor){ at * 5000, places[at * 5000].line });
	fails_reallocarray = true;
	set_anchors();
	check_places_in_random_order(0xc023, 300);
}
END_TEST

START_TEST(lines_are_those_of_a_file_read_whole)
{
	uint32_t state = 0x11e;

	for (int i = 0; i < 500; i++) {
		size_t at = unit_below(&state, LEN + 1), start = at, stop = at;
		struct ha_span line = ha_source_line(source, at);

		while (start > 0 && text[start - 1] != '\n')
			start--;
		while (stop < LEN && text[stop] != '\n')
			stop++;
		expect(line.at == source->bytes + start &&
			line.len == stop - start &&
			memcmp(line.at, text + start, line.len) == 0,
		    "the line at %zu", at);
	}
}
END_TEST

/* Who asked before it was closed gets the same answer afterwards. */
START_TEST(a_place_that_was_told_is_told_when_it_is_closed)
{
	static const size_t offsets[] = { 0, 1, 4095, 4096, 39000, 70000, LEN };

	set_anchors();
	for (int i = 0; i < COUNT(offsets); i++)
		check_place(offsets[i]);
	ha_source_close(source);
	for (int i = 0; i < COUNT(offsets); i++)
		check_place(offsets[i]);
	/* What was not read is no line's end; but it is in the text. */
	for (size_t at = 0; at <= LEN; at += 97) {
		struct ha_place place = ha_source_place(source, at);

		expect(place.line >= 1 && place.column >= 1 &&
			place.line <= LEN && place.column <= at + 1,
		    "%zu is at %zu:%zu", at, place.line, place.column);
	}
}
END_TEST

/* The clock of the file's identity ticks some hundred times a second. */
static void
tick(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 25000000 }, NULL);
}

static void
append(void)
{
	FILE *file = fopen(path, "a");

	fputs("x", file);
	fclose(file);
}

static void
truncate_to_a_page(void)
{
	ck_assert_int_eq(truncate(path, 4096), 0);
}

static void
rewrite(void)
{
	text[LEN - 1] = '-';
	folder_write(&folder, "file", (struct ha_span){ text, LEN });
}

static void
replace(void)
{
	char other[64];

	strcpy(other, folder_file(&folder, "other"));
	folder_write(&folder, "other", (struct ha_span){ text, LEN });
	ck_assert_int_eq(rename(other, path), 0);
}

static void (*const changes[])(void) = { append, truncate_to_a_page, rewrite,
	replace };

START_TEST(a_change_is_noticed_and_what_was_read_stays)
{
	static char before[LEN], buffer[64];

	ck_assert_int_eq(ha_source_fill(source, 0, 4096, &error), HA_OK);
	memcpy(before, text, sizeof(before));
	tick();
	changes[_i]();
	ck_assert_int_eq(ha_source_fill(source, 0, 4096, &error), HA_OK);
	ck_assert_int_eq(ha_source_fill(source, 0, 4097, &error), HA_CHANGED);
	ck_assert_int_eq(ha_source_fill(source, LEN - 1, LEN, &error),
	    HA_CHANGED);
	/* Not read now, and then taken for what it was. */
	ck_assert_int_eq(ha_source_fill(source, 0, 4097, &error), HA_CHANGED);
	ck_assert_int_eq(ha_sparse_read(source->sparse, 70000, buffer,
			     sizeof(buffer), &error),
	    HA_CHANGED);
	ck_assert_int_eq(memcmp(source->bytes, before, 4096), 0);
}
END_TEST

/* As when it is replaced between the look at it and its opening. */
START_TEST(another_file_in_its_place_is_noticed_at_the_first_read)
{
	struct ha_identity identity = source->identity;
	struct ha_sparse *sparse;

	identity.inode++;
	ck_assert_int_eq(
	    ha_sparse_new(open(path, O_RDONLY), &identity, LEN, &sparse),
	    HA_OK);
	ck_assert_int_eq(ha_sparse_fill(sparse, 0, 1, &error), HA_CHANGED);
	ha_sparse_free(sparse);
}
END_TEST

START_TEST(nothing_is_freed_for_null)
{
	ha_sparse_free(NULL);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, nothing_is_read_that_nobody_asked_for);
	tcase_add_test(tests, a_piece_is_filled_with_its_pages_once);
	tcase_add_test(tests, what_reads_little_at_a_time_reads_all);
	tcase_add_test(tests, a_signal_does_not_disturb);
	tcase_add_test(tests, what_cannot_be_read_is_asked_for_again);
	tcase_add_test(tests, an_end_that_comes_early_is_a_change);
	tcase_add_test(tests, what_is_read_into_a_buffer_is_not_noticed);
	tcase_add_loop_test(tests,
	    of_any_size_the_text_is_the_files_with_zeros_behind, 0,
	    COUNT(sizes));
	tcase_add_test(tests, what_is_no_large_file_is_opened_as_ever);
	tcase_add_test(tests, a_file_above_the_limit_is_too_big);
	tcase_add_test(tests, without_memory_nothing_is_opened_or_left_open);
	tcase_add_test(tests, its_descriptor_goes_with_it);
	tcase_add_test(tests, a_closed_one_keeps_what_was_read);
	tcase_add_test(tests, places_are_those_of_a_file_read_whole);
	tcase_add_test(tests, one_place_reads_from_the_nearest_anchor_on);
	tcase_add_test(tests, anchors_that_come_again_change_nothing);
	tcase_add_test(tests, without_memory_for_anchors_lines_are_counted);
	tcase_add_test(tests, lines_are_those_of_a_file_read_whole);
	tcase_add_test(tests, a_place_that_was_told_is_told_when_it_is_closed);
	tcase_add_loop_test(tests, a_change_is_noticed_and_what_was_read_stays,
	    0, COUNT(changes));
	tcase_add_test(tests,
	    another_file_in_its_place_is_noticed_at_the_first_read);
	tcase_add_test(tests, nothing_is_freed_for_null);
}

int
main(void)
{
	return unit_run("sparse", add_tests);
}
