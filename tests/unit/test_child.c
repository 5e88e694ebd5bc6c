#include "common/lookup/child.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

static char program[] = "cat";
static char *const arguments[] = { program, NULL };

/* Seconds. */
static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
start(struct ha_child *child, const char *path)
{
	static char *const nothing[] = { NULL };
	const struct ha_child_spec spec = { .path = path,
		.argv = arguments,
		.environment = nothing,
		.talks = true,
		.output = -1,
		.user = (uid_t)-1,
		.group = (gid_t)-1,
		.mask = 022 };

	ck_assert_int_eq(ha_child_start(child, &spec), 0);
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
}

int
main(void)
{
	return unit_run("child", add_tests);
}
