#include "pam_hostsaccess/rate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/folder.h"
#include "tests/unit/support.h"

static struct folder folder;
static unsigned long skipped;

/* The machine has been up for longer, and the test is over before. */
#define LONG 600
#define NS_PER_SECOND UINT64_C(1000000000)

static void
begin(void)
{
	folder_begin(&folder);
}

static void
end(void)
{
	folder_end(&folder);
}

static enum mod_rate_answer
take(unsigned long count, unsigned long seconds)
{
	const struct mod_rate rate = { folder.path, "rate", count, seconds };

	skipped = 7777;
	return mod_rate_take(&rate, &skipped);
}

/* How many are taken before there is none. */
static unsigned long
take_all(unsigned long count, unsigned long seconds)
{
	unsigned long taken = 0;

	while (take(count, seconds) == MOD_RATE_TAKEN)
		expect(++taken <= count, "%lu of %lu taken", taken, count);
	return taken;
}

static uint64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (uint64_t)time.tv_sec * NS_PER_SECOND + (uint64_t)time.tv_nsec;
}

static void
nap(unsigned milliseconds)
{
	struct timespec time = { 0, (long)milliseconds * 1000000 };

	nanosleep(&time, NULL);
}

static void
write_state(struct ha_span text)
{
	folder_write(&folder, "rate", text);
	ck_assert_int_eq(chmod(folder_file(&folder, "rate"), 0600), 0);
}

static void
write_numbers(uint64_t full, unsigned long count, uint64_t told)
{
	char text[80];

	snprintf(text, sizeof(text), "%ju %lu %ju\n", (uintmax_t)full, count,
	    (uintmax_t)told);
	write_state(ha_span_of(text));
}

START_TEST(a_new_bucket_is_full)
{
	ck_assert_uint_eq(take_all(5, LONG), 5);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_EMPTY);
}
END_TEST

START_TEST(nothing_is_told_while_there_are_tokens)
{
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(take(3, LONG), MOD_RATE_TAKEN);
		ck_assert_uint_eq(skipped, 0);
	}
}
END_TEST

START_TEST(a_bucket_holds_no_more_than_its_count)
{
	write_numbers(1, 0, 0);
	ck_assert_uint_eq(take_all(3, LONG), 3);
}
END_TEST

/* What was made and never written to, as by a process that was killed. */
START_TEST(an_empty_file_is_a_full_bucket)
{
	write_state(HA_SPAN_EMPTY);
	ck_assert_uint_eq(take_all(3, LONG), 3);
}
END_TEST

START_TEST(a_count_of_0_is_never_a_token)
{
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(take(0, _i == 0 ? 1 : LONG), MOD_RATE_EMPTY);
}
END_TEST

/* However slow the machine is: the time that has passed says how many. */
START_TEST(tokens_come_back_one_by_one)
{
	uint64_t before = now(), behind, last;
	unsigned long taken = 0;

	ck_assert_int_eq(take(20, 1), MOD_RATE_TAKEN);
	behind = now();
	for (int i = 0; i < 20; i++) {
		last = now();
		while (take(20, 1) == MOD_RATE_TAKEN)
			taken++;
		nap(10);
	}
	taken++;
	ck_assert_uint_ge(taken, 19 + (last - behind) * 20 / NS_PER_SECOND);
	ck_assert_uint_le(taken, 20 + (now() - before) * 20 / NS_PER_SECOND);
}
END_TEST

START_TEST(who_waits_gets_one)
{
	take_all(5, 1);
	nap(200);
	ck_assert_int_eq(take(5, 1), MOD_RATE_TAKEN);
}
END_TEST

static const struct ha_span senseless[] = {
	BYTES("\n"),
	BYTES("x"),
	BYTES("damaged\n"),
	BYTES("1 0 0"),
	BYTES("1 0"),
	BYTES("1 0 "),
	BYTES("1"),
	BYTES("1 0\n"),
	BYTES("1 0 0\n\n"),
	BYTES("1 0 0\n1 0 0\n"),
	BYTES("1 0 0 0\n"),
	BYTES(" 1 0 0\n"),
	BYTES("1  0 0\n"),
	BYTES("1 0 0 \n"),
	BYTES("1\t0\t0\n"),
	BYTES("1 0 0\r\n"),
	BYTES("-1 0 0\n"),
	BYTES("+1 0 0\n"),
	BYTES("0x1 0 0\n"),
	BYTES("1 -1 0\n"),
	BYTES("1 0 -1\n"),
	BYTES("1.5 0 0\n"),
	BYTES("99999999999999999999 0 0\n"),
	BYTES("18446744073709551615 0 0\n"),
	BYTES("18446744073709551616 0 0\n"),
	BYTES("1 18446744073709551616 0\n"),
	BYTES("1 0 18446744073709551616\n"),
	BYTES("9223372036854775807 0 0\n"),
	BYTES("1 0 9223372036854775807\n"),
	BYTES("\0"),
	BYTES("1\0 0 0\n"),
	BYTES("1 0 0\0\n"),
	BYTES("1 0 0\n\0"),
	BYTES("\0\0\0\0\0\0\0\0\0\0\0\0"),
	BYTES("\x7f"
	      "ELF\x02\x01\x01"),
	BYTES("\xff\xfe"
	      "1 0 0\n"),
	BYTES("0000000000000000000000000000000000000000000000000000000000"
	      "0000000000000000000001 0 0\n"),
};

START_TEST(a_state_that_makes_no_sense_is_an_empty_bucket)
{
	write_state(senseless[_i]);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_EMPTY);
}
END_TEST

START_TEST(a_state_of_random_bytes_is_an_empty_bucket)
{
	uint32_t state = 5;
	char text[100];

	for (int n = 0; n < 500; n++) {
		size_t len = 1 + unit_below(&state, sizeof(text) - 1);

		for (size_t i = 0; i < len; i++)
			text[i] = (char)unit_below(&state, 256);
		/* Three numbers could make sense. */
		text[0] = '?';
		write_state((struct ha_span){ text, len });
		expect(take(5, LONG) == MOD_RATE_EMPTY, "try %d", n);
	}
}
END_TEST

START_TEST(a_state_that_was_cut_is_an_empty_bucket)
{
	char text[100];
	FILE *file;
	size_t len;

	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	file = fopen(folder_file(&folder, "rate"), "r");
	ck_assert_ptr_nonnull(file);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	while (--len > 0) {
		write_state((struct ha_span){ text, len });
		expect(take(5, LONG) == MOD_RATE_EMPTY, "%zu bytes", len);
	}
}
END_TEST

/* No token more than a bucket that was empty would have. */
START_TEST(a_state_from_the_future_is_an_empty_bucket)
{
	uint64_t time = now();

	write_numbers(time + 3600 * NS_PER_SECOND, 0, 0);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_EMPTY);
	write_numbers(time, 0, time + 3600 * NS_PER_SECOND);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_EMPTY);
}
END_TEST

START_TEST(such_a_bucket_fills_again)
{
	if (_i == 0)
		write_state(HA_SPAN("damaged"));
	else
		write_numbers(now() + 200000 * NS_PER_SECOND, 0, 0);
	ck_assert_int_eq(take(50, 1), MOD_RATE_EMPTY);
	nap(20);
	ck_assert_int_eq(take(50, 1), MOD_RATE_TAKEN);
}
END_TEST

/* Services with different rates share one bucket, and its debt. */
START_TEST(a_shorter_interval_does_not_fill_the_bucket)
{
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(take(3, LONG), MOD_RATE_TAKEN);
	ck_assert_int_eq(take(30, 1), MOD_RATE_EMPTY);
	ck_assert_int_eq(take(3, LONG), MOD_RATE_EMPTY);
}
END_TEST

START_TEST(what_is_skipped_is_told_at_once_and_then_counted)
{
	ck_assert_int_eq(take(1, LONG), MOD_RATE_TAKEN);
	ck_assert_int_eq(take(1, LONG), MOD_RATE_EMPTY);
	ck_assert_uint_eq(skipped, 1);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(take(1, LONG), MOD_RATE_EMPTY);
		ck_assert_uint_eq(skipped, 0);
	}
}
END_TEST

START_TEST(what_was_counted_is_told_once)
{
	write_numbers(1, 3, 1);
	ck_assert_int_eq(take(0, 1), MOD_RATE_EMPTY);
	ck_assert_uint_eq(skipped, 4);
	ck_assert_int_eq(take(0, LONG), MOD_RATE_EMPTY);
	ck_assert_uint_eq(skipped, 0);
}
END_TEST

START_TEST(what_was_counted_is_told_with_a_token_too)
{
	write_numbers(1, 3, 1);
	ck_assert_int_eq(take(5, 1), MOD_RATE_TAKEN);
	ck_assert_uint_eq(skipped, 3);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	ck_assert_uint_eq(skipped, 0);
}
END_TEST

/* Who cannot be root has no other user to give a file to. */
static bool
give_away(const char *path)
{
	if (geteuid() != 0)
		return false;
	ck_assert_int_eq(chown(path, 7777, 7777), 0);
	return true;
}

static void
assert_unknown(int error)
{
	errno = 0;
	ck_assert_int_eq(take(5, LONG), MOD_RATE_UNKNOWN);
	ck_assert_uint_eq(skipped, 0);
	if (error != 0)
		ck_assert_int_eq(errno, error);
	else
		ck_assert_int_ne(errno, 0);
}

/* The file is there for us alone. */
static void
assert_private(void)
{
	struct stat st;

	ck_assert_int_eq(stat(folder_file(&folder, "rate"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_uint_eq(st.st_uid, geteuid());
}

static ino_t
inode(void)
{
	struct stat st;

	ck_assert_int_eq(stat(folder_file(&folder, "rate"), &st), 0);
	return st.st_ino;
}

/* What it says counts on: nothing but reading was possible. */
START_TEST(a_state_that_others_can_read_is_made_private)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0755 };
	ino_t before;

	ck_assert_uint_eq(take_all(5, LONG), 5);
	before = inode();
	for (int i = 0; i < COUNT(modes); i++) {
		chmod(folder_file(&folder, "rate"), modes[i]);
		ck_assert_int_eq(take(5, LONG), MOD_RATE_EMPTY);
		assert_private();
		ck_assert_uint_eq(inode(), before);
	}
}
END_TEST

/* Whoever had it open has it no more, nor a lock that anybody waits for. */
START_TEST(a_state_that_others_can_write_is_made_anew)
{
	static const mode_t modes[] = { 0620, 0602, 0622, 0666, 0777 };

	for (int i = 0; i < COUNT(modes); i++) {
		int fd;

		write_state(HA_SPAN("garbage"));
		chmod(folder_file(&folder, "rate"), modes[i]);
		fd = open(folder_file(&folder, "rate"), O_RDWR);
		ck_assert_int_eq(flock(fd, LOCK_EX), 0);
		ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
		assert_private();
		ck_assert_uint_eq(take_all(5, LONG), 4);
		close(fd);
	}
}
END_TEST

START_TEST(a_folder_that_others_can_write_is_unknown)
{
	static const mode_t modes[] = { 0720, 0702, 0777, 01777 };

	write_state(HA_SPAN("1 0 0\n"));
	for (int i = 0; i < COUNT(modes); i++) {
		chmod(folder.path, modes[i]);
		assert_unknown(EPERM);
	}
	chmod(folder.path, 0755);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
}
END_TEST

START_TEST(a_state_of_another_user_is_made_anew)
{
	write_state(HA_SPAN("garbage"));
	if (!give_away(folder_file(&folder, "rate")))
		return;
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	assert_private();
}
END_TEST

START_TEST(a_folder_of_another_user_is_unknown)
{
	if (give_away(folder.path))
		assert_unknown(EPERM);
}
END_TEST

START_TEST(a_link_to_a_state_is_unknown)
{
	folder_write(&folder, "other", HA_SPAN("1 0 0\n"));
	ck_assert_int_eq(symlink(_i == 0 ? "other" : "nowhere",
			     folder_file(&folder, "rate")),
	    0);
	assert_unknown(ELOOP);
	ck_assert_int_ne(access(folder_file(&folder, "nowhere"), F_OK), 0);
}
END_TEST

static void
assert_unknown_folder(const char *path)
{
	const struct mod_rate rate = { path, "rate", 5, LONG };

	skipped = 7777;
	errno = 0;
	ck_assert_int_eq(mod_rate_take(&rate, &skipped), MOD_RATE_UNKNOWN);
	ck_assert_uint_eq(skipped, 0);
	ck_assert_int_ne(errno, 0);
}

START_TEST(a_link_to_a_folder_is_unknown)
{
	ck_assert_int_eq(symlink(folder.path, folder_file(&folder, "link")), 0);
	assert_unknown_folder(folder_file(&folder, "link"));
	ck_assert_int_ne(access(folder_file(&folder, "rate"), F_OK), 0);
}
END_TEST

START_TEST(what_is_no_folder_is_unknown)
{
	folder_write(&folder, "file", HA_SPAN(""));
	assert_unknown_folder(folder_file(&folder, "file"));
	assert_unknown_folder(folder_file(&folder, "no/such"));
}
END_TEST

START_TEST(a_fifo_is_unknown_and_does_not_block)
{
	ck_assert_int_eq(mkfifo(folder_file(&folder, "rate"), 0600), 0);
	assert_unknown(0);
}
END_TEST

START_TEST(a_folder_in_place_of_a_state_is_unknown)
{
	ck_assert_int_eq(mkdir(folder_file(&folder, "rate"), 0700), 0);
	assert_unknown(0);
}
END_TEST

START_TEST(the_folder_is_made)
{
	struct mod_rate rate = { folder_file(&folder, "made"), "rate", 1,
		LONG };
	char path[100];
	struct stat st;

	umask(0);
	ck_assert_int_eq(mod_rate_take(&rate, &skipped), MOD_RATE_TAKEN);
	ck_assert_int_eq(mod_rate_take(&rate, &skipped), MOD_RATE_EMPTY);
	ck_assert_int_eq(stat(rate.folder, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0755);
	snprintf(path, sizeof(path), "%s/rate", rate.folder);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	unlink(path);
}
END_TEST

START_TEST(a_lock_that_is_not_given_back_is_unknown_within_a_second)
{
	uint64_t begun;
	int fd;

	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	fd = open(folder_file(&folder, "rate"), O_RDONLY);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	begun = now();
	assert_unknown(EWOULDBLOCK);
	ck_assert_uint_lt(now() - begun, 3 * NS_PER_SECOND);
	close(fd);
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
}
END_TEST

/* How many tokens a process gets that asks thirty times. */
static pid_t
start_taker(void)
{
	pid_t child = fork();
	int taken = 0;

	ck_assert_int_ge(child, 0);
	if (child > 0)
		return child;
	for (int i = 0; i < 30; i++)
		taken += take(50, LONG) == MOD_RATE_TAKEN;
	_exit(taken);
}

START_TEST(processes_share_one_bucket)
{
	pid_t children[4];
	int taken = 0;

	for (int i = 0; i < 4; i++)
		children[i] = start_taker();
	for (int i = 0; i < 4; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert(WIFEXITED(status));
		taken += WEXITSTATUS(status);
	}
	ck_assert_int_eq(taken, 50);
}
END_TEST

/* A limit that the process must not be killed for; Check writes files, too. */
START_TEST(a_state_over_the_limit_of_files_is_unknown)
{
	const struct rlimit limit = { 0, 0 };
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
		    take(5, LONG) != MOD_RATE_UNKNOWN || errno != EFBIG);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(take_all(5, LONG), 5);
}
END_TEST

static bool forks;
static pid_t copy;

/* Another thread of the process forks just when the state is written. */
int
ftruncate(int fd, off_t len)
{
	if (forks && (copy = fork()) == 0) {
		pause();
		_exit(0);
	}
	return (int)syscall(SYS_ftruncate, fd, len);
}

START_TEST(a_copy_of_the_process_does_not_keep_the_lock)
{
	forks = true;
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	forks = false;
	ck_assert_int_eq(take(5, LONG), MOD_RATE_TAKEN);
	ck_assert_int_eq(kill(copy, SIGKILL), 0);
	ck_assert_int_eq(waitpid(copy, NULL, 0), copy);
}
END_TEST

START_TEST(no_descriptor_is_left_open)
{
	int before = open("/dev/null", O_RDONLY), behind;

	close(before);
	take_all(2, LONG);
	write_state(HA_SPAN("damaged"));
	take_all(2, LONG);
	chmod(folder_file(&folder, "rate"), 0666);
	take_all(2, LONG);
	chmod(folder_file(&folder, "rate"), 0644);
	take_all(2, LONG);
	chmod(folder.path, 0777);
	assert_unknown(EPERM);
	behind = open("/dev/null", O_RDONLY);
	close(behind);
	ck_assert_int_eq(behind, before);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_new_bucket_is_full);
	tcase_add_test(tests, nothing_is_told_while_there_are_tokens);
	tcase_add_test(tests, a_bucket_holds_no_more_than_its_count);
	tcase_add_test(tests, an_empty_file_is_a_full_bucket);
	tcase_add_loop_test(tests, a_count_of_0_is_never_a_token, 0, 2);
	tcase_add_test(tests, tokens_come_back_one_by_one);
	tcase_add_test(tests, who_waits_gets_one);
	tcase_add_loop_test(tests,
	    a_state_that_makes_no_sense_is_an_empty_bucket, 0,
	    COUNT(senseless));
	tcase_add_test(tests, a_state_of_random_bytes_is_an_empty_bucket);
	tcase_add_test(tests, a_state_that_was_cut_is_an_empty_bucket);
	tcase_add_test(tests, a_state_from_the_future_is_an_empty_bucket);
	tcase_add_loop_test(tests, such_a_bucket_fills_again, 0, 2);
	tcase_add_test(tests, a_shorter_interval_does_not_fill_the_bucket);
	tcase_add_test(tests, what_is_skipped_is_told_at_once_and_then_counted);
	tcase_add_test(tests, what_was_counted_is_told_once);
	tcase_add_test(tests, what_was_counted_is_told_with_a_token_too);
	tcase_add_test(tests, a_state_that_others_can_read_is_made_private);
	tcase_add_test(tests, a_state_that_others_can_write_is_made_anew);
	tcase_add_test(tests, a_folder_that_others_can_write_is_unknown);
	tcase_add_test(tests, a_state_of_another_user_is_made_anew);
	tcase_add_test(tests, a_folder_of_another_user_is_unknown);
	tcase_add_loop_test(tests, a_link_to_a_state_is_unknown, 0, 2);
	tcase_add_test(tests, a_link_to_a_folder_is_unknown);
	tcase_add_test(tests, what_is_no_folder_is_unknown);
	tcase_add_test(tests, a_fifo_is_unknown_and_does_not_block);
	tcase_add_test(tests, a_folder_in_place_of_a_state_is_unknown);
	tcase_add_test(tests, the_folder_is_made);
	tcase_add_test(tests,
	    a_lock_that_is_not_given_back_is_unknown_within_a_second);
	tcase_add_test(tests, processes_share_one_bucket);
	tcase_add_test(tests, a_state_over_the_limit_of_files_is_unknown);
	tcase_add_test(tests, a_copy_of_the_process_does_not_keep_the_lock);
	tcase_add_test(tests, no_descriptor_is_left_open);
}

int
main(void)
{
	return unit_run("rate", add_tests);
}
