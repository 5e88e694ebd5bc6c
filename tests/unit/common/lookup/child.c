#include "common/lookup/child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/support.h"

/* This program itself knows by its name that it is the child. */
#define LISTER "list-descriptors"

#define SELF "/proc/self/exe"

static char program[] = "cat", lister[] = LISTER;
static char *const arguments[] = { program, NULL };
static char *const lister_arguments[] = { lister, NULL };

/* In the child: says which descriptors are open besides the standard ones. */
static int
list_descriptors(void)
{
	char packet[100] = "open:";
	size_t len = strlen(packet);

	for (int fd = 3; fd < 70000 && len < sizeof(packet) - 10; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			len += (size_t)snprintf(packet + len,
			    sizeof(packet) - len, " %d", fd);
	}
	return send(0, packet, len, 0) < 0;
}

/* Seconds. */
static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
try(struct ha_child *child, const char *path)
{
	static char *const nothing[] = { NULL };
	const struct ha_child_spec spec = { .path = path,
		.argv = strcmp(path, SELF) == 0 ? lister_arguments : arguments,
		.environment = nothing,
		.talks = true,
		.output = -1,
		.user = (uid_t)-1,
		.group = (gid_t)-1,
		.mask = 022 };

	return ha_child_start(child, &spec);
}

static void
start(struct ha_child *child, const char *path)
{
	ck_assert_int_eq(try(child, path), 0);
}

static void
expect_nothing_left(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, (int)__WALL | WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

/* The program has then hardly begun, or not even that. */
START_TEST(a_child_that_is_ended_at_once_is_gone)
{
	for (int i = 0; i < 50; i++) {
		struct ha_child child;
		double begun;

		start(&child, "/bin/cat");
		begun = now();
		ha_child_end(&child);
		ck_assert(now() - begun < 1.0);
		expect_nothing_left();
	}
}
END_TEST

START_TEST(a_child_is_ended_at_its_work)
{
	struct ha_child child;

	start(&child, "/bin/cat");
	usleep(20000);
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

START_TEST(a_child_is_ended_though_it_is_stopped)
{
	struct ha_child child;

	start(&child, "/bin/cat");
	usleep(20000);
	kill(child.keeper, SIGSTOP);
	usleep(20000);
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

START_TEST(a_program_that_ends_leaves_nothing)
{
	struct ha_child child;
	char packet[8] = "";

	start(&child, "/bin/true");
	ck_assert_int_eq(recv(child.socket, packet, sizeof(packet), 0), 2);
	ck_assert_str_eq(packet, "=0");
	ck_assert_int_eq(recv(child.socket, packet, sizeof(packet), 0), 0);
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

START_TEST(a_program_that_is_not_there_is_told)
{
	struct ha_child child;
	char packet[8] = "";

	start(&child, "/nonexistent/program");
	ck_assert_int_eq(recv(child.socket, packet, sizeof(packet), 0), 2);
	ck_assert_str_eq(packet, "!2");
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

static void
forbid(unsigned call, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog rules = { COUNT(filter), filter };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &rules), 0);
}

/* LeakSanitizer waits for a child of its own. */
#ifdef __SANITIZE_ADDRESS__
#define MAY_FORBID_WAITING false
#else
#define MAY_FORBID_WAITING true
#endif

/* As in a service that may not wait: nobody knows how the program ended. */
START_TEST(a_program_that_cannot_be_waited_for_has_not_succeeded)
{
	struct ha_child child;
	char packet[8] = "";

	if (!MAY_FORBID_WAITING)
		return;
	forbid(SYS_wait4, EPERM);
	start(&child, "/bin/cat");
	ck_assert_int_ge(recv(child.socket, packet, sizeof(packet), 0), 2);
	ck_assert_str_eq(packet, "=9");
	ha_child_end(&child);
}
END_TEST

/* ---- descriptors ---- */

static bool is_unlimited;
int __real_getrlimit64(__rlimit_resource_t resource, struct rlimit *limit);
int __wrap_getrlimit64(__rlimit_resource_t resource, struct rlimit *limit);

int
__wrap_getrlimit64(__rlimit_resource_t resource, struct rlimit *limit)
{
	int result = __real_getrlimit64(resource, limit);

	if (is_unlimited)
		limit->rlim_max = RLIM_INFINITY;
	return result;
}

/* Opens some, as a service does, and then may open no more than a few. */
static void
open_some(void)
{
	const struct rlimit few = { 64, 64 };

	for (int fd = 40; fd < 1000; fd += 50)
		ck_assert_int_eq(dup2(0, fd), fd);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
}

static void
expect_first_packet(const char *path, const char *want)
{
	struct ha_child child;
	char packet[200] = "";

	start(&child, path);
	ck_assert_int_gt(recv(child.socket, packet, sizeof(packet) - 1, 0), 0);
	ck_assert_str_eq(packet, want);
	ha_child_end(&child);
	expect_nothing_left();
}

/* What a kernel or a sandbox may lack. */
static const unsigned closing[] = { SYS_close_range, SYS_getdents64 };

START_TEST(a_program_has_no_descriptors_of_the_process)
{
	open_some();
	for (int i = 0; i < _i; i++)
		forbid(closing[i], ENOSYS);
	expect_first_packet(SELF, "open:");
}
END_TEST

START_TEST(a_program_is_not_run_with_descriptors_of_the_process)
{
	is_unlimited = true;
	expect_first_packet(SELF, "open:");
	forbid(SYS_close_range, ENOSYS);
	expect_first_packet(SELF, "open:");
	forbid(SYS_getdents64, ENOSYS);
	expect_first_packet(SELF, "!24");
}
END_TEST

static int
next_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY);

	close(fd);
	return fd;
}

START_TEST(a_child_that_has_ended_leaves_no_descriptor)
{
	int before = next_descriptor();
	struct ha_child child;

	for (int i = 0; i < 3; i++) {
		start(&child, _i == 0 ? "/bin/cat" : "/nonexistent/program");
		ha_child_end(&child);
	}
	ck_assert_int_eq(next_descriptor(), before);
}
END_TEST

START_TEST(descriptors_of_a_child_are_neither_standard_nor_inherited)
{
	struct ha_child child;
	int standard[3];

	for (int fd = 0; fd < 3; fd++) {
		standard[fd] = fcntl(fd, F_DUPFD, 10);
		close(fd);
	}
	start(&child, "/bin/cat");
	for (int fd = 0; fd < 3; fd++) {
		ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
		ck_assert_int_eq(dup2(standard[fd], fd), fd);
	}
	for (int fd = 3; fd < 10; fd++) {
		int flags = fcntl(fd, F_GETFD);

		if (fd == child.pidfd || fd == child.socket)
			ck_assert_int_eq(flags & FD_CLOEXEC, FD_CLOEXEC);
	}
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

/* ---- whose number it is ---- */

/* A process of somebody else, which got the number of a keeper. */
static pid_t
start_bystander(void)
{
	pid_t bystander = fork();

	ck_assert_int_ge(bystander, 0);
	if (bystander == 0) {
		pause();
		_exit(0);
	}
	return bystander;
}

START_TEST(a_keeper_that_was_waited_for_is_not_looked_for_by_its_number)
{
	struct ha_child child;
	pid_t bystander;
	int status;

	start(&child, "/bin/true");
	if (child.pidfd < 0)
		return;
	/* As a host process that waits for whatever child there is. */
	ck_assert_int_eq(waitpid(-1, NULL, (int)__WALL), child.keeper);
	bystander = child.keeper = start_bystander();
	ha_child_end(&child);
	usleep(50000);
	ck_assert_int_eq(waitpid(bystander, &status, WNOHANG), 0);
	ck_assert_int_eq(kill(bystander, SIGKILL), 0);
	ck_assert_int_eq(waitpid(bystander, &status, 0), bystander);
	ck_assert_int_eq(WTERMSIG(status), SIGKILL);
}
END_TEST

/* Kernels from before there were any, and from when they could do little. */
static const unsigned missing[] = { SYS_pidfd_send_signal, SYS_waitid };

START_TEST(a_child_is_ended_where_descriptors_of_processes_do_little)
{
	struct ha_child child;

	forbid(missing[_i], _i == 0 ? ENOSYS : EINVAL);
	start(&child, "/bin/cat");
	usleep(20000);
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

/* As before 5.2, where the descriptor in its place is none. */
START_TEST(a_child_is_ended_by_its_number_where_there_is_no_other_way)
{
	struct ha_child child;

	start(&child, "/bin/cat");
	usleep(20000);
	if (child.pidfd >= 0)
		close(child.pidfd);
	child.pidfd = -1;
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

START_TEST(a_child_is_started_where_one_descriptor_more_has_no_place)
{
	int next = next_descriptor();
	const struct rlimit two = { (rlim_t)next + 2, (rlim_t)next + 2 };
	struct ha_child child;
	char packet[8] = "";

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &two), 0);
	start(&child, "/bin/cat");
	ck_assert_int_eq(child.pidfd, -1);
	/* The copy has no place for /dev/null either, and says so. */
	ck_assert_int_ge(recv(child.socket, packet, sizeof(packet) - 1, 0), 0);
	ck_assert_str_eq(packet, "!24");
	ha_child_end(&child);
	expect_nothing_left();
}
END_TEST

/* ---- threads that are to be cancelled ---- */

static void *
start_while_cancelled(void *packet)
{
	struct ha_child child;
	int error, state;

	/* Nothing here but what is tested may be a point where it ends. */
	pthread_cancel(pthread_self());
	error = try(&child, "/bin/true");
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	if (error != 0 || state != PTHREAD_CANCEL_ENABLE)
		return NULL;
	if (recv(child.socket, packet, 7, 0) < 0)
		return NULL;
	ha_child_end(&child);
	return packet;
}

START_TEST(a_thread_that_is_to_be_cancelled_starts_a_whole_child)
{
	char packet[8] = "";
	pthread_t thread;
	void *result;

	ck_assert_int_eq(
	    pthread_create(&thread, NULL, start_while_cancelled, packet), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	ck_assert_ptr_eq(result, packet);
	ck_assert_str_eq(packet, "=0");
	expect_nothing_left();
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, a_child_that_is_ended_at_once_is_gone);
	tcase_add_test(tests, a_child_is_ended_at_its_work);
	tcase_add_test(tests, a_child_is_ended_though_it_is_stopped);
	tcase_add_test(tests, a_program_that_ends_leaves_nothing);
	tcase_add_test(tests, a_program_that_is_not_there_is_told);
	tcase_add_test(tests,
	    a_program_that_cannot_be_waited_for_has_not_succeeded);
	tcase_add_loop_test(tests, a_program_has_no_descriptors_of_the_process,
	    0, COUNT(closing) + 1);
	tcase_add_test(tests,
	    a_program_is_not_run_with_descriptors_of_the_process);
	tcase_add_loop_test(tests, a_child_that_has_ended_leaves_no_descriptor,
	    0, 2);
	tcase_add_test(tests,
	    descriptors_of_a_child_are_neither_standard_nor_inherited);
	tcase_add_test(tests,
	    a_keeper_that_was_waited_for_is_not_looked_for_by_its_number);
	tcase_add_loop_test(tests,
	    a_child_is_ended_where_descriptors_of_processes_do_little, 0,
	    COUNT(missing));
	tcase_add_test(tests,
	    a_child_is_ended_by_its_number_where_there_is_no_other_way);
	tcase_add_test(tests,
	    a_child_is_started_where_one_descriptor_more_has_no_place);
	tcase_add_test(tests,
	    a_thread_that_is_to_be_cancelled_starts_a_whole_child);
}

int
main(int argc, char **argv)
{
	if (argc == 1 && strcmp(argv[0], LISTER) == 0)
		return list_descriptors();
	return unit_run("child", add_tests);
}
