#include "cli/sys/writefile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "tests/unit/folder.h"

#define NOBODY 65534

/* The program is linked with --wrap for these. */
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);

static int flushes, failing_flush; /* 0: none fails */
static void (*before_lock)(void);  /* called once, in the next flock() */

int
__wrap_fsync(int fd)
{
	if (++flushes != failing_flush)
		return __real_fsync(fd);
	errno = EIO;
	return -1;
}

int
__wrap_flock(int fd, int operation)
{
	void (*call)(void) = before_lock;

	before_lock = NULL;
	if (call != NULL)
		call();
	return __real_flock(fd, operation);
}

static struct folder folder;
static struct ha_source *old;
static int error;

static const char *
table(void)
{
	return folder_file(&folder, "hosts.deny");
}

static void
read_old(const char *name)
{
	ha_source_free(old);
	old = NULL;
	ck_assert_int_eq(
	    ha_source_open(folder_file(&folder, name), &old, &error), HA_OK);
}

static void
begin(void)
{
	folder_begin(&folder);
	folder_write(&folder, "hosts.deny", HA_SPAN("ALL: ALL\n"));
	old = NULL;
	read_old("hosts.deny");
	flushes = failing_flush = 0;
	before_lock = NULL;
}

static void
end(void)
{
	ha_source_free(old);
	chmod(folder.path, 0700);
	folder_end(&folder);
}

static enum cli_write
write_text(const char *text)
{
	return cli_write_file(old, ha_span_of(text), &error);
}

/* The folder must hold so many files: what is beyond them is litter. */
static void
expect_files(int wanted)
{
	DIR *dir = opendir(folder.path);
	struct dirent *entry;
	int count = -2;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL)
		count++;
	closedir(dir);
	ck_assert_int_eq(count, wanted);
}

static void
expect_text(const char *name, const char *text)
{
	read_old(name);
	assert_span(((struct ha_span){ old->bytes, old->len }),
	    ha_span_of(text));
}

static void
expect_unchanged(void)
{
	expect_files(1);
	expect_text("hosts.deny", "ALL: ALL\n");
}

START_TEST(the_file_has_the_new_bytes)
{
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	expect_text("hosts.deny", "sshd: ALL\n");
	ck_assert_int_eq(write_text(""), CLI_WRITE_DONE);
	expect_text("hosts.deny", "");
	expect_files(1);
}
END_TEST

/* Its readers need not wait to be sure that it is whole. */
START_TEST(the_file_is_not_young_when_it_is_there)
{
	struct ha_identity identity;
	struct stat st;

	ck_assert_int_eq(write_text("ALL: 192.0.2.1\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(stat(table(), &st), 0);
	identity = ha_identity_of(&st);
	ck_assert(!ha_identity_is_racy(&identity, HA_RACY_NS,
	    ha_clock_ns(CLOCK_REALTIME)));
}
END_TEST

START_TEST(whoever_has_it_open_sees_the_old_file)
{
	char buffer[32];
	int fd = open(table(), O_RDONLY);

	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(read(fd, buffer, sizeof(buffer)), 9);
	close(fd);
}
END_TEST

START_TEST(the_mode_stays)
{
	static const mode_t modes[] = { 0600, 0644, 0640, 0444, 0666, 01640 };
	mode_t mask = umask(077);
	struct stat state;

	ck_assert_int_eq(chmod(table(), modes[_i]), 0);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	umask(mask);
	ck_assert_int_eq(stat(table(), &state), 0);
	ck_assert_uint_eq(state.st_mode & 07777, modes[_i]);
}
END_TEST

START_TEST(the_owner_stays)
{
	struct stat state;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(table(), 3, 4), 0);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(stat(table(), &state), 0);
	ck_assert_uint_eq(state.st_uid, 3);
	ck_assert_uint_eq(state.st_gid, 4);
}
END_TEST

START_TEST(an_owner_that_cannot_be_kept_is_an_error)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chmod(folder.path, 0777), 0);
	ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_OWNER);
	ck_assert_int_eq(error, EPERM);
	ck_assert_int_eq(seteuid(0), 0);
	expect_unchanged();
}
END_TEST

/* Not every file system has them. */
START_TEST(attributes_stay)
{
	char value[8];

	if (setxattr(table(), "user.note", "kept", 4, 0) != 0)
		return;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(getxattr(table(), "user.note", value, sizeof(value)),
	    4);
	ck_assert_mem_eq(value, "kept", 4);
}
END_TEST

/* They would be wrong for the new ones. */
START_TEST(signatures_of_the_old_bytes_go)
{
	char value[8];

	if (setxattr(table(), "security.ima", "\1hash", 5, 0) != 0)
		return;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_lt(
	    getxattr(table(), "security.ima", value, sizeof(value)), 0);
}
END_TEST

/* Version 2; then tag, permissions and id of each entry. */
#define ENTRY(tag, bits, id) tag "\0" bits "\0" id
#define NO_ID "\xff\xff\xff\xff"
static const char access_list[] = "\2\0\0\0" ENTRY("\1", "\6", NO_ID)
    ENTRY("\2", "\6", "\7\0\0\0") ENTRY("\4", "\4", NO_ID)
	ENTRY("\x10", "\6", NO_ID) ENTRY("\x20", "\0", NO_ID);

START_TEST(an_access_list_stays)
{
	const size_t len = sizeof(access_list) - 1;
	char value[64];
	struct stat state;

	if (setxattr(table(), "system.posix_acl_access", access_list, len, 0) !=
	    0)
		return;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(
	    getxattr(table(), "system.posix_acl_access", value, sizeof(value)),
	    (int)len);
	ck_assert_mem_eq(value, access_list, len);
	ck_assert_int_eq(stat(table(), &state), 0);
	ck_assert_uint_eq(state.st_mode & 07777, 0660);
}
END_TEST

START_TEST(a_folder_gives_no_access_list)
{
	char value[64];

	if (setxattr(folder.path, "system.posix_acl_default", access_list,
		sizeof(access_list) - 1, 0) != 0)
		return;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_lt(
	    getxattr(table(), "system.posix_acl_access", value, sizeof(value)),
	    0);
}
END_TEST

START_TEST(a_symbolic_link_stays)
{
	struct stat state;
	const char *link = folder_file(&folder, "link");

	ck_assert_int_eq(symlink("hosts.deny", link), 0);
	read_old("link");
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	ck_assert_int_eq(lstat(link, &state), 0);
	ck_assert(S_ISLNK(state.st_mode));
	expect_text("hosts.deny", "sshd: ALL\n");
	expect_files(2);
}
END_TEST

START_TEST(a_file_that_has_changed_is_not_replaced)
{
	static const char *const others[] = { "ALL: ALL\nsshd: 192.0.2.9\n",
		"ALL: ALl\n", "ALL: ALL", "" };

	folder_write(&folder, "hosts.deny", ha_span_of(others[_i]));
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_CHANGED);
	expect_text("hosts.deny", others[_i]);
	expect_files(1);
}
END_TEST

START_TEST(a_file_that_is_gone_is_not_made)
{
	ck_assert_int_eq(unlink(table()), 0);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_FAILED);
	ck_assert_int_eq(error, ENOENT);
	expect_files(0);
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_is_an_error)
{
	ck_assert_int_eq(chmod(folder.path, 0555), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_FAILED);
	ck_assert_int_eq(error, EACCES);
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	expect_unchanged();
}
END_TEST

/* Also says that SIGXFSZ does not kill, which it does before and after. */
START_TEST(a_file_that_grows_too_long_is_an_error)
{
	struct rlimit limit, before;
	enum cli_write result;

	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 4;
	/* libcheck writes files, too. */
	setrlimit(RLIMIT_FSIZE, &limit);
	result = write_text("sshd: ALL\n");
	setrlimit(RLIMIT_FSIZE, &before);
	ck_assert_int_eq(result, CLI_WRITE_FAILED);
	ck_assert_int_eq(error, EFBIG);
	expect_unchanged();
}
END_TEST

START_TEST(bytes_that_cannot_be_flushed_take_no_place)
{
	failing_flush = 1;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_FAILED);
	ck_assert_int_eq(error, EIO);
	expect_unchanged();
}
END_TEST

START_TEST(a_folder_that_cannot_be_flushed_is_told)
{
	failing_flush = 2;
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_NOT_FLUSHED);
	ck_assert_int_eq(error, EIO);
	expect_files(1);
	expect_text("hosts.deny", "sshd: ALL\n");
}
END_TEST

START_TEST(a_signal_ends_it_without_litter)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signals[_i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(signals[_i]);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_FAILED);
	ck_assert_int_eq(error, EINTR);
	/* It waits no longer. */
	signal(signals[_i], SIG_IGN);
	signal(signals[_i], SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	expect_unchanged();
}
END_TEST

START_TEST(a_signal_that_is_ignored_changes_nothing)
{
	signal(SIGHUP, SIG_IGN);
	raise(SIGHUP);
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	signal(SIGHUP, SIG_DFL);
}
END_TEST

static int
hold_lock(void)
{
	int fd = open(folder_file(&folder, ".hosts.deny.lock"),
	    O_RDWR | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	return fd;
}

static pid_t other;

/* Another program has the lock for a while, and changes the table then. */
static void
hold_for_a_while(void)
{
	int fd = hold_lock();

	other = fork();
	if (other == 0) {
		usleep(200000);
		folder_write(&folder, "hosts.deny", HA_SPAN("other: ALL\n"));
		unlink(folder_file(&folder, ".hosts.deny.lock"));
		_exit(0);
	}
	close(fd);
}

static void
expect_the_others(void)
{
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_CHANGED);
	waitpid(other, NULL, 0);
	expect_text("hosts.deny", "other: ALL\n");
	expect_files(1);
}

START_TEST(a_lock_is_waited_for)
{
	hold_for_a_while();
	expect_the_others();
}
END_TEST

/* The lock's file is removed and made again between our open and flock. */
static void
lose_the_file(void)
{
	unlink(folder_file(&folder, ".hosts.deny.lock"));
	hold_for_a_while();
}

START_TEST(a_lock_on_a_file_that_is_gone_is_none)
{
	before_lock = lose_the_file;
	expect_the_others();
}
END_TEST

START_TEST(a_lock_that_was_left_behind_is_taken)
{
	close(hold_lock());
	ck_assert_int_eq(write_text("sshd: ALL\n"), CLI_WRITE_DONE);
	expect_files(1);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, the_file_has_the_new_bytes);
	tcase_add_test(tests, the_file_is_not_young_when_it_is_there);
	tcase_add_test(tests, whoever_has_it_open_sees_the_old_file);
	tcase_add_loop_test(tests, the_mode_stays, 0, 6);
	tcase_add_test(tests, the_owner_stays);
	tcase_add_test(tests, an_owner_that_cannot_be_kept_is_an_error);
	tcase_add_test(tests, attributes_stay);
	tcase_add_test(tests, signatures_of_the_old_bytes_go);
	tcase_add_test(tests, an_access_list_stays);
	tcase_add_test(tests, a_folder_gives_no_access_list);
	tcase_add_test(tests, a_symbolic_link_stays);
	tcase_add_loop_test(tests, a_file_that_has_changed_is_not_replaced, 0,
	    4);
	tcase_add_test(tests, a_file_that_is_gone_is_not_made);
	tcase_add_test(tests, a_folder_that_cannot_be_written_is_an_error);
	tcase_add_test(tests, a_file_that_grows_too_long_is_an_error);
	tcase_add_test(tests, bytes_that_cannot_be_flushed_take_no_place);
	tcase_add_test(tests, a_folder_that_cannot_be_flushed_is_told);
	tcase_add_loop_test(tests, a_signal_ends_it_without_litter, 0, 4);
	tcase_add_test(tests, a_signal_that_is_ignored_changes_nothing);
	tcase_add_test(tests, a_lock_is_waited_for);
	tcase_add_test(tests, a_lock_on_a_file_that_is_gone_is_none);
	tcase_add_test(tests, a_lock_that_was_left_behind_is_taken);
}

int
main(void)
{
	return unit_run("writefile", add_tests);
}
