/*
 * Files that may be half written: when a text counts, how long is waited, and
 * what that costs for a file at rest.  While the reader sleeps, a script
 * writes.  The clock is the test's own, and so are the files' times.
 */
#include "common/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "tests/unit/folder.h"

/* The linker puts these in the place of the C library's. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __real_stat64(const char *name, struct stat *st);
int __wrap_stat64(const char *name, struct stat *st);
int __real_fstat64(int fd, struct stat *st);
int __wrap_fstat64(int fd, struct stat *st);
int __real_open64(const char *name, int flags, ...);
int __wrap_open64(const char *name, int flags, ...);
ssize_t __real_read(int fd, void *buffer, size_t len);
ssize_t __wrap_read(int fd, void *buffer, size_t len);
ssize_t __wrap___read_chk(int fd, void *buffer, size_t len, size_t room);
int __real_close(int fd);
int __wrap_close(int fd);

/* Of the system calls, in their order: s stat, o open, r read, f fstat, c
 * close, n nanosleep. */
static char calls[4096];
static size_t ncalls;

static void
note(char call)
{
	if (ncalls < sizeof(calls) - 1)
		calls[ncalls++] = call;
}

static struct folder folder;
static char path[64];
static struct ha_source *source;
static struct ha_patience patience;
static int error;

/* In ns; it goes on when somebody sleeps, and a little when it is asked. */
static int64_t now;

static struct timespec
to_timespec(int64_t ns)
{
	return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

/* The path has been written, or its folder has. */
static void
stamp(const char *name)
{
	struct timespec times[2] = { to_timespec(now), to_timespec(now) };

	ck_assert_int_eq(utimensat(AT_FDCWD, name, times, 0), 0);
}

/* What is done in each nap, and how often it was. */
static void (*write_on)(int nap);
static int naps;

/* The same while it is seen whether what was read stays. */
static void (*write_at_once)(void);

int
__wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	(void)clock;
	now += 1000;
	*time = to_timespec(now);
	return 0;
}

int
__wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)left;
	now += time->tv_nsec;
	note('n');
	if (write_at_once != NULL && time->tv_nsec == HA_MOMENT_NS)
		write_at_once();
	if (write_on != NULL && time->tv_nsec > HA_MOMENT_NS)
		write_on(naps);
	naps += time->tv_nsec > HA_MOMENT_NS;
	return 0;
}

/* And between the question what the file is and its opening. */
static void (*write_between)(void);

/* As a file system has them that keeps whole seconds. */
static bool has_coarse_times;

static void
coarsen(struct stat *st)
{
	if (has_coarse_times)
		st->st_mtim.tv_nsec = st->st_ctim.tv_nsec = 0;
}

int
__wrap_stat64(const char *name, struct stat *st)
{
	int done = __real_stat64(name, st);

	note('s');
	coarsen(st);
	return done;
}

int
__wrap_fstat64(int fd, struct stat *st)
{
	int done = __real_fstat64(fd, st);

	note('f');
	coarsen(st);
	return done;
}

int
__wrap_open64(const char *name, int flags, ...)
{
	note('o');
	if (write_between != NULL)
		write_between();
	return __real_open64(name, flags, 0600);
}

ssize_t
__wrap_read(int fd, void *buffer, size_t len)
{
	note('r');
	return __real_read(fd, buffer, len);
}

ssize_t
__wrap___read_chk(int fd, void *buffer, size_t len, size_t room)
{
	ck_assert_uint_le(len, room);
	return __wrap_read(fd, buffer, len);
}

int
__wrap_close(int fd)
{
	note('c');
	return __real_close(fd);
}

static void
write_with(int flags, const char *text)
{
	bool is_new = access(path, F_OK) != 0;
	int fd = __real_open64(path, O_WRONLY | O_CREAT | flags, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	__real_close(fd);
	stamp(path);
	if (is_new)
		stamp(folder.path);
}

static void
set_size(off_t size)
{
	ck_assert_int_eq(truncate(path, size), 0);
	stamp(path);
}

static void
take_away(void)
{
	ck_assert_int_eq(unlink(path), 0);
	stamp(folder.path);
}

static void
replace_by(const char *text)
{
	char fresh[80];
	FILE *file;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	file = fopen(fresh, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	stamp(fresh);
	ck_assert_int_eq(rename(fresh, path), 0);
	stamp(folder.path);
}

/* The folder, too, as after a while without a change. */
static void
age_all(void)
{
	folder_age(path);
	folder_age(folder.path);
}

static void
begin(void)
{
	folder_begin(&folder);
	strcpy(path, folder_file(&folder, "file"));
	source = NULL;
	patience = (struct ha_patience){ 0 };
	write_on = NULL;
	write_at_once = NULL;
	write_between = NULL;
	has_coarse_times = false;
	now = INT64_C(2000000000500000000);
	stamp(folder.path);
	naps = 0;
	ncalls = 0;
}

static void
end(void)
{
	ha_source_free(source);
	folder_end(&folder);
}

static enum ha_status
open_file(void)
{
	enum ha_status status;

	ha_source_free(source);
	source = NULL;
	naps = 0;
	ncalls = 0;
	status = ha_source_open_within(path, true, &patience, &source, &error);
	calls[ncalls] = '\0';
	return status;
}

static void
expect_text(const char *text)
{
	assert_span(((struct ha_span){ source->bytes, source->len }),
	    ha_span_of(text));
}

START_TEST(a_file_at_rest_costs_five_calls_and_no_nap)
{
	write_with(0, "ALL: ALL\n");
	age_all();
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_str_eq(calls, "sorfc");
	expect_text("ALL: ALL\n");
	ck_assert_int_eq(patience.spent, 0);
}
END_TEST

START_TEST(an_empty_file_at_rest_costs_the_same)
{
	write_with(0, "");
	age_all();
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_str_eq(calls, "sorfc");
}
END_TEST

START_TEST(a_missing_file_costs_a_look_at_its_folder)
{
	folder_age(folder.path);
	ck_assert_int_eq(open_file(), HA_MISSING);
	ck_assert_str_eq(calls, "ss");
}
END_TEST

START_TEST(a_large_file_at_rest_is_not_read)
{
	write_with(0, "ALL: ALL\n");
	set_size(HA_SOURCE_WHOLE + 1);
	age_all();
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_str_eq(calls, "so");
	ck_assert_ptr_nonnull(source->sparse);
}
END_TEST

START_TEST(a_large_young_file_is_waited_for)
{
	write_with(0, "ALL: ALL\n");
	set_size(HA_SOURCE_WHOLE + 1);
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_int_gt(naps, 0);
}
END_TEST

START_TEST(a_time_in_the_future_is_old)
{
	struct timespec times[2] = { { 0 } };

	times[1] = to_timespec(now + INT64_C(3600000000000));
	write_with(0, "ALL: ALL\n");
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_int_eq(naps, 0);
}
END_TEST

START_TEST(a_young_file_that_stays_counts_after_a_grain)
{
	write_with(0, "ALL: ALL\n");
	ck_assert_int_eq(open_file(), HA_OK);
	expect_text("ALL: ALL\n");
	ck_assert_int_ge(naps, 2);
	ck_assert_int_le(patience.spent, HA_PATIENCE_NS);
}
END_TEST

/* What writers do in the first naps, and what is then read. */
static void
fill(int nap)
{
	if (nap == 1)
		write_with(0, "ALL: ALL\n");
}

static void
fill_late(int nap)
{
	if (nap == 4)
		write_with(0, "ALL: ALL\n");
}

static void
grow(int nap)
{
	if (nap < 4)
		write_with(O_APPEND, "ALL: 192.0.2.1\n");
}

static void
finish_line(int nap)
{
	if (nap == 1)
		write_with(O_APPEND, " EXCEPT 192.0.2.1\n");
}

static void
overwrite(int nap)
{
	if (nap == 1)
		write_with(0, "ALL: ANY\n");
}

static void
take_place(int nap)
{
	replace_by(nap % 2 == 0 ? "ALL: one\n" : "ALL: two\n");
}

static void
take_turns(int nap)
{
	write_with(O_TRUNC, nap % 2 == 0 ? "ALL: one\n" : "ALL: two\n");
}

static const struct {
	const char *name, *before;
	void (*write)(int nap);
	const char *read;
} works[] = {
	{ "emptied and filled", "", fill, "ALL: ALL\n" },
	{ "filled after a while", "", fill_late, "ALL: ALL\n" },
	{ "it gains whole lines", "ALL: 192.0.2.9\n", grow, NULL },
	{ "it gains the rest of a line", "ALL: ALL", finish_line,
	    "ALL: ALL EXCEPT 192.0.2.1\n" },
	{ "written over", "ALL: ALL\n", overwrite, "ALL: ANY\n" },
	/* The text of a file that has lost its place is whole. */
	{ "replaced all the time", "ALL: zero\n", take_place, "ALL: zero\n" },
	/* Either is read often enough. */
	{ "two versions in turns", "ALL: zero\n", take_turns, NULL },
};

START_TEST(a_file_in_work_is_read_when_it_is_done)
{
	write_with(0, works[_i].before);
	/* It was emptied, not made. */
	folder_age(folder.path);
	write_on = works[_i].write;
	expect(open_file() == HA_OK, "%s: %d", works[_i].name, error);
	if (works[_i].read != NULL)
		expect_text(works[_i].read);
	else
		expect(source->len > 0 &&
			source->bytes[source->len - 1] == '\n',
		    "%s: %.*s", works[_i].name, (int)source->len,
		    source->bytes);
}
END_TEST

static void
change_always(int nap)
{
	char text[40];

	snprintf(text, sizeof(text), "ALL: 192.0.2.%d\n", nap);
	write_with(O_TRUNC, text);
}

START_TEST(a_file_that_never_stays_is_an_error)
{
	write_with(0, "ALL: ALL\n");
	write_on = change_always;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
	ck_assert_int_ge(patience.spent, HA_PATIENCE_NS);
	/* Nothing is left for another one that may be half written. */
	write_on = NULL;
	write_with(0, "ALL: ALL\n");
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	age_all();
	ck_assert_int_eq(open_file(), HA_OK);
}
END_TEST

static void
tear(int nap)
{
	(void)nap;
	write_with(0, "ALL: half\n");
}

static void
mend(void)
{
	write_with(0, "ALL: ALL \n");
}

/* Half of one version and half of another, each time it is read. */
START_TEST(a_text_that_does_not_stay_for_a_moment_was_never_there)
{
	tear(0);
	write_on = tear;
	write_at_once = mend;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
}
END_TEST

/* The name leads to this file when it is asked, and to that when it is opened.
 */
static void
point_at(const char *name)
{
	unlink(path);
	ck_assert_int_eq(symlink(name, path), 0);
}

static void
point_at_that(void)
{
	point_at("that");
}

static void
point_at_this(int nap)
{
	(void)nap;
	point_at("this");
}

/* Else a rule of one file could have what the owner of another one may. */
START_TEST(owner_mode_and_identity_are_those_of_what_was_read)
{
	struct ha_identity identity;
	struct stat st;

	folder_write(&folder, "this", HA_SPAN("ALL: ALL: spawn echo this\n"));
	folder_write(&folder, "that", HA_SPAN("ALL: ALL: spawn echo that\n"));
	ck_assert_int_eq(chmod(folder_file(&folder, "that"), 0666), 0);
	point_at_this(0);
	folder_age(folder.path);
	write_between = point_at_that;
	write_on = point_at_this;
	ck_assert_int_eq(open_file(), HA_OK);
	expect_text("ALL: ALL: spawn echo that\n");
	ck_assert_int_eq(__real_stat64(folder_file(&folder, "that"), &st), 0);
	identity = ha_identity_of(&st);
	ck_assert(ha_identity_equal(&source->identity, &identity));
	ck_assert_int_eq(source->mode & 0777, 0666);
}
END_TEST

static void
point_at_pipe(void)
{
	point_at("pipe");
}

START_TEST(a_pipe_that_comes_in_between_is_no_empty_file)
{
	folder_write(&folder, "this", HA_SPAN(""));
	ck_assert_int_eq(mkfifo(folder_file(&folder, "pipe"), 0600), 0);
	point_at_this(0);
	patience.spent = HA_PATIENCE_NS;
	write_between = point_at_pipe;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
}
END_TEST

static void
empty_always(int nap)
{
	(void)nap;
	write_with(O_TRUNC, "ALL: ALL\n");
	set_size(0);
}

START_TEST(a_file_that_is_emptied_all_the_time_is_an_error)
{
	write_with(0, "");
	folder_age(folder.path);
	write_on = empty_always;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
}
END_TEST

START_TEST(an_emptied_file_that_stays_so_is_empty)
{
	write_with(0, "ALL: ALL\n");
	folder_age(folder.path);
	set_size(0);
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_uint_eq(source->len, 0);
	ck_assert_int_ge(naps, 10);
}
END_TEST

/* Nobody waits for the disk before he fills a file that he has just made. */
START_TEST(a_new_empty_file_is_empty_sooner)
{
	write_with(0, "");
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_uint_eq(source->len, 0);
	ck_assert_int_ge(naps, 1);
	ck_assert_int_lt(naps, 15);
}
END_TEST

/* For two seconds nothing tells whether it changes but its text. */
START_TEST(where_times_are_coarse_a_text_that_stays_counts)
{
	has_coarse_times = true;
	write_with(0, "ALL: ALL\n");
	for (int i = 0; i < 3; i++) {
		patience = (struct ha_patience){ 0 };
		ck_assert_int_eq(open_file(), HA_OK);
		expect_text("ALL: ALL\n");
		ck_assert_int_gt(naps, 0);
	}
	write_on = overwrite;
	patience = (struct ha_patience){ 0 };
	ck_assert_int_eq(open_file(), HA_OK);
	expect_text("ALL: ANY\n");
}
END_TEST

START_TEST(where_times_are_coarse_an_empty_file_is_left_empty)
{
	has_coarse_times = true;
	write_with(0, "");
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_uint_eq(source->len, 0);
	/* The next one has little time left, and is as empty. */
	ck_assert_int_eq(open_file(), HA_OK);
	ck_assert_uint_eq(source->len, 0);
	ck_assert_int_ge(naps, 1);
}
END_TEST

static void
fill_at_once(int nap)
{
	if (nap == 0)
		write_with(0, "ALL: ALL\n");
}

/* An empty hosts.allow, and then a hosts.deny that is just being written. */
START_TEST(a_file_is_not_empty_because_another_one_was)
{
	has_coarse_times = true;
	write_with(0, "");
	ck_assert_int_eq(open_file(), HA_OK);
	write_on = fill_at_once;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
}
END_TEST

START_TEST(without_time_nothing_is_taken_for_empty)
{
	write_with(0, "ALL: ALL\n");
	folder_age(folder.path);
	set_size(0);
	patience.spent = HA_PATIENCE_NS;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
}
END_TEST

static void
keep_busy(int nap)
{
	(void)nap;
	stamp(folder.path);
}

/* A missing hosts.allow, where others write, too. */
START_TEST(a_missing_file_leaves_time_for_the_next_one)
{
	write_on = keep_busy;
	ck_assert_int_eq(open_file(), HA_MISSING);
	write_with(0, "ALL: ALL\n");
	ck_assert_int_eq(open_file(), HA_OK);
	expect_text("ALL: ALL\n");
	ck_assert_int_le(patience.spent, HA_PATIENCE_NS);
}
END_TEST

static void
come(int nap)
{
	if (nap == 2)
		write_with(0, "ALL: ALL\n");
}

START_TEST(a_file_that_was_taken_away_may_come_again)
{
	write_on = come;
	ck_assert_int_eq(open_file(), HA_OK);
	expect_text("ALL: ALL\n");
}
END_TEST

START_TEST(a_file_that_stays_away_is_missing)
{
	ck_assert_int_eq(open_file(), HA_MISSING);
	ck_assert_int_ge(naps, 1);
}
END_TEST

static void
come_and_go(int nap)
{
	if (nap % 2 == 0)
		write_with(0, "");
	else
		take_away();
}

/* Somebody is at work on it: it is not left away. */
START_TEST(a_file_that_comes_and_goes_is_an_error)
{
	write_on = come_and_go;
	ck_assert_int_eq(open_file(), HA_UNREADABLE);
	ck_assert_int_eq(error, EAGAIN);
}
END_TEST

START_TEST(a_link_to_nothing_is_told_from_no_link)
{
	ck_assert(!ha_source_is_dangling(path));
	ck_assert_int_eq(symlink("nowhere", path), 0);
	ck_assert(ha_source_is_dangling(path));
	unlink(path);
	ck_assert_int_eq(symlink(".", path), 0);
	ck_assert(!ha_source_is_dangling(path));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_file_at_rest_costs_five_calls_and_no_nap);
	tcase_add_test(tests, an_empty_file_at_rest_costs_the_same);
	tcase_add_test(tests, a_missing_file_costs_a_look_at_its_folder);
	tcase_add_test(tests, a_large_file_at_rest_is_not_read);
	tcase_add_test(tests, a_large_young_file_is_waited_for);
	tcase_add_test(tests, a_time_in_the_future_is_old);
	tcase_add_test(tests, a_young_file_that_stays_counts_after_a_grain);
	tcase_add_loop_test(tests, a_file_in_work_is_read_when_it_is_done, 0,
	    COUNT(works));
	tcase_add_test(tests, a_file_that_never_stays_is_an_error);
	tcase_add_test(tests,
	    a_text_that_does_not_stay_for_a_moment_was_never_there);
	tcase_add_test(tests,
	    owner_mode_and_identity_are_those_of_what_was_read);
	tcase_add_test(tests, a_pipe_that_comes_in_between_is_no_empty_file);
	tcase_add_test(tests, a_file_that_is_emptied_all_the_time_is_an_error);
	tcase_add_test(tests, an_emptied_file_that_stays_so_is_empty);
	tcase_add_test(tests, a_new_empty_file_is_empty_sooner);
	tcase_add_test(tests, where_times_are_coarse_a_text_that_stays_counts);
	tcase_add_test(tests,
	    where_times_are_coarse_an_empty_file_is_left_empty);
	tcase_add_test(tests, a_file_is_not_empty_because_another_one_was);
	tcase_add_test(tests, without_time_nothing_is_taken_for_empty);
	tcase_add_test(tests, a_missing_file_leaves_time_for_the_next_one);
	tcase_add_test(tests, a_file_that_was_taken_away_may_come_again);
	tcase_add_test(tests, a_file_that_stays_away_is_missing);
	tcase_add_test(tests, a_file_that_comes_and_goes_is_an_error);
	tcase_add_test(tests, a_link_to_nothing_is_told_from_no_link);
}

int
main(void)
{
	return unit_run("source_open", add_tests);
}
