#include "common/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "tests/unit/support.h"

static char folder[] = "/tmp/hostsaccess-source-XXXXXX";
static char path[64];
static struct ha_source *source;
static int error;

static void
begin(void)
{
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	source = NULL;
}

static void
end(void)
{
	ha_source_free(source);
	unlink(path);
	rmdir(folder);
}

static void
write_file(struct ha_span text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text.at, 1, text.len, file), text.len);
	ck_assert_int_eq(fclose(file), 0);
}

static struct ha_source *
memory(struct ha_span text)
{
	ck_assert_int_eq(ha_source_from_memory("name", text, &source), HA_OK);
	return source;
}

START_TEST(a_file_is_read_whole)
{
	write_file(HA_SPAN("ALL: ALL\n\0x"));
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_OK);
	assert_span(((struct ha_span){ source->bytes, source->len }),
	    HA_SPAN("ALL: ALL\n\0x"));
	ck_assert_str_eq(source->path, path);
	ck_assert_uint_eq(source->owner, getuid());
	ck_assert(S_ISREG(source->mode));
}
END_TEST

START_TEST(an_empty_file_is_an_empty_source)
{
	write_file(HA_SPAN_EMPTY);
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_OK);
	ck_assert_uint_eq(source->len, 0);
}
END_TEST

START_TEST(dev_null_is_an_empty_source)
{
	ck_assert_int_eq(ha_source_open("/dev/null", &source, &error), HA_OK);
	ck_assert_uint_eq(source->len, 0);
}
END_TEST

START_TEST(a_link_to_a_file_is_followed)
{
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_OK);
}
END_TEST

START_TEST(nothing_there_is_missing)
{
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_MISSING);
	ck_assert_int_eq(ha_source_open("/nonexistent/file", &source, &error),
	    HA_MISSING);
}
END_TEST

START_TEST(a_dangling_link_is_missing)
{
	ck_assert_int_eq(symlink("nowhere", path), 0);
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_MISSING);
}
END_TEST

static void
assert_unreadable(const char *name, int want)
{
	error = 0;
	ck_assert_int_eq(ha_source_open(name, &source, &error), HA_UNREADABLE);
	ck_assert_int_eq(error, want);
}

START_TEST(a_loop_of_links_is_unreadable)
{
	ck_assert_int_eq(symlink("file", path), 0);
	assert_unreadable(path, ELOOP);
}
END_TEST

START_TEST(a_file_in_place_of_a_folder_is_unreadable)
{
	char below[80];

	write_file(HA_SPAN_EMPTY);
	snprintf(below, sizeof(below), "%s/table", path);
	assert_unreadable(below, ENOTDIR);
}
END_TEST

START_TEST(a_folder_is_unreadable)
{
	assert_unreadable(folder, EISDIR);
}
END_TEST

START_TEST(a_fifo_is_unreadable_and_does_not_block)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	assert_unreadable(path, EINVAL);
}
END_TEST

START_TEST(a_socket_is_unreadable)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(name.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&name, sizeof(name)),
	    0);
	assert_unreadable(path, ENXIO);
	close(fd);
}
END_TEST

START_TEST(a_device_is_unreadable)
{
	assert_unreadable("/dev/zero", EINVAL);
}
END_TEST

/* Its size is said to be 0, and there is text in it all the same. */
START_TEST(a_file_longer_than_it_said_is_given_up)
{
	assert_unreadable("/proc/self/status", EAGAIN);
}
END_TEST

/* The linker puts these in the place of read(); see ldflags_source. */
ssize_t __real_read(int fd, void *buffer, size_t len);
ssize_t __wrap_read(int fd, void *buffer, size_t len);
ssize_t __wrap___read_chk(int fd, void *buffer, size_t len, size_t room);

static bool is_interrupted; /* once */

ssize_t
__wrap_read(int fd, void *buffer, size_t len)
{
	if (!is_interrupted)
		return __real_read(fd, buffer, len);
	is_interrupted = false;
	errno = EINTR;
	return -1;
}

/* What glibc makes of it where it knows how long the buffer is. */
ssize_t
__wrap___read_chk(int fd, void *buffer, size_t len, size_t room)
{
	ck_assert_uint_le(len, room);
	return __wrap_read(fd, buffer, len);
}

/* One that says it is empty, too. */
START_TEST(a_signal_is_no_end_of_a_file)
{
	is_interrupted = true;
	assert_unreadable("/proc/self/status", EAGAIN);
	ck_assert(!is_interrupted);
	write_file(HA_SPAN("ALL: ALL\n"));
	is_interrupted = true;
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_OK);
	ck_assert_uint_eq(source->len, 9);
}
END_TEST

START_TEST(a_file_above_the_limit_is_too_big)
{
	write_file(HA_SPAN_EMPTY);
	ck_assert_int_eq(truncate(path, (off_t)HA_SOURCE_MAX + 1), 0);
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_TOOBIG);
}
END_TEST

START_TEST(no_descriptor_is_left_open)
{
	int before, behind;

	write_file(HA_SPAN("x"));
	before = open("/dev/null", O_RDONLY);
	close(before);
	ck_assert_int_eq(ha_source_open(path, &source, &error), HA_OK);
	assert_unreadable(folder, EISDIR);
	assert_unreadable("/proc/self/status", EAGAIN);
	behind = open("/dev/null", O_RDONLY);
	close(behind);
	ck_assert_int_eq(behind, before);
}
END_TEST

START_TEST(a_text_in_memory_is_copied)
{
	char text[] = "ALL: ALL";

	memory(ha_span_of(text));
	text[0] = 'x';
	assert_span(((struct ha_span){ source->bytes, source->len }),
	    HA_SPAN("ALL: ALL"));
	ck_assert_str_eq(source->path, "name");
}
END_TEST

START_TEST(an_empty_text_in_memory_may_be_null)
{
	memory((struct ha_span){ NULL, 0 });
	ck_assert_uint_eq(source->len, 0);
}
END_TEST

static const struct {
	struct ha_span text;
	size_t offset;
	struct ha_place place;
	struct ha_span line;
} places[] = {
	{ BYTES(""), 0, { 1, 1 }, BYTES("") },
	{ BYTES("ab"), 0, { 1, 1 }, BYTES("ab") },
	{ BYTES("ab"), 2, { 1, 3 }, BYTES("ab") },
	{ BYTES("ab\ncd\n"), 1, { 1, 2 }, BYTES("ab") },
	{ BYTES("ab\ncd\n"), 2, { 1, 3 }, BYTES("ab") },
	{ BYTES("ab\ncd\n"), 3, { 2, 1 }, BYTES("cd") },
	{ BYTES("ab\ncd\n"), 6, { 3, 1 }, BYTES("") },
	{ BYTES("\n\n\n"), 2, { 3, 1 }, BYTES("") },
	{ BYTES("\xef\xbb\xbf"
		"ab"),
	    3, { 1, 4 },
	    BYTES("\xef\xbb\xbf"
		  "ab") },
	{ BYTES("a\0b\nc"), 2, { 1, 3 }, BYTES("a\0b") },
};

START_TEST(lines_and_columns_count_bytes_from_one)
{
	struct ha_place place;

	memory(places[_i].text);
	place = ha_source_place(source, places[_i].offset);
	ck_assert_uint_eq(place.line, places[_i].place.line);
	ck_assert_uint_eq(place.column, places[_i].place.column);
	assert_span(ha_source_line(source, places[_i].offset), places[_i].line);
}
END_TEST

START_TEST(places_agree_with_a_count_from_the_start)
{
	uint32_t state = 3;
	char text[40];

	for (int n = 0; n < 2000; n++) {
		size_t len =
		    unit_random_text(&state, HA_SPAN("a\n\n"), 30, text);
		size_t line = 1, column = 1;

		memory((struct ha_span){ text, len });
		for (size_t at = 0; at <= len; at++) {
			struct ha_place got = ha_source_place(source, at);

			ck_assert_uint_eq(got.line, line);
			ck_assert_uint_eq(got.column, column);
			column++;
			if (text[at] == '\n') {
				line++;
				column = 1;
			}
		}
		ha_source_free(source);
		source = NULL;
	}
}
END_TEST

static const struct {
	struct ha_span text;
	size_t start;
} starts[] = {
	{ BYTES(""), 0 },
	{ BYTES("ALL"), 0 },
	{ BYTES("\xef\xbb"), 0 },
	{ BYTES("\xef\xbb\xbf"), 3 },
	{ BYTES("\xef\xbb\xbf"
		"ALL"),
	    3 },
	{ BYTES("\xef\xbb\xbf\xef\xbb\xbf"), 3 },
	{ BYTES("\n\xef\xbb\xbf"), 0 },
};

START_TEST(the_text_starts_behind_one_byte_order_mark)
{
	ck_assert_uint_eq(ha_source_start(memory(starts[_i].text)),
	    starts[_i].start);
}
END_TEST

START_TEST(nothing_is_freed_for_null)
{
	ha_source_free(NULL);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_file_is_read_whole);
	tcase_add_test(tests, an_empty_file_is_an_empty_source);
	tcase_add_test(tests, dev_null_is_an_empty_source);
	tcase_add_test(tests, a_link_to_a_file_is_followed);
	tcase_add_test(tests, nothing_there_is_missing);
	tcase_add_test(tests, a_dangling_link_is_missing);
	tcase_add_test(tests, a_loop_of_links_is_unreadable);
	tcase_add_test(tests, a_file_in_place_of_a_folder_is_unreadable);
	tcase_add_test(tests, a_folder_is_unreadable);
	tcase_add_test(tests, a_fifo_is_unreadable_and_does_not_block);
	tcase_add_test(tests, a_socket_is_unreadable);
	tcase_add_test(tests, a_device_is_unreadable);
	tcase_add_test(tests, a_file_longer_than_it_said_is_given_up);
	tcase_add_test(tests, a_signal_is_no_end_of_a_file);
	tcase_add_test(tests, a_file_above_the_limit_is_too_big);
	tcase_add_test(tests, no_descriptor_is_left_open);
	tcase_add_test(tests, a_text_in_memory_is_copied);
	tcase_add_test(tests, an_empty_text_in_memory_may_be_null);
	tcase_add_loop_test(tests, lines_and_columns_count_bytes_from_one, 0,
	    COUNT(places));
	tcase_add_test(tests, places_agree_with_a_count_from_the_start);
	tcase_add_loop_test(tests, the_text_starts_behind_one_byte_order_mark,
	    0, COUNT(starts));
	tcase_add_test(tests, nothing_is_freed_for_null);
}

int
main(void)
{
	return unit_run("source", add_tests);
}
