#include "cli/sys/run.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/unit/support.h"

static struct ha_strbuf output;

static void
begin(void)
{
	output = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&output);
	/* Nothing is left to be reaped. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static bool
run(const char *command)
{
	const char *const words[] = { "/bin/sh", "-c", command, NULL };

	return cli_run(words, 1, 10000, &output);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

START_TEST(what_it_prints_is_taken)
{
	ck_assert(run("echo usepam yes; echo error >&2"));
	ck_assert_str_eq(ha_strbuf_text(&output), "usepam yes\n");
}
END_TEST

START_TEST(a_failure_is_told)
{
	ck_assert(!run("echo usepam yes; exit 1"));
	ck_assert(!run("kill -9 $$"));
	ck_assert(!cli_run((const char *const[]){ "/nonexistent", NULL }, 1,
	    100, &output));
}
END_TEST

START_TEST(it_has_no_environment_and_no_input)
{
	setenv("SECRET", "x", 1);
	ck_assert(run("echo \"$SECRET.\"; cat"));
	ck_assert_str_eq(ha_strbuf_text(&output), ".\n");
}
END_TEST

/* With its children, and also when it has closed its output. */
START_TEST(the_time_is_kept)
{
	double start = now();

	/* What it leaves behind is ours to wait for. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert(!run("sleep 30 & sleep 30"));
	ck_assert(!run("exec >/dev/null; sleep 30"));
	while (waitpid(-1, NULL, 0) > 0)
		;
	ck_assert(now() - start < 20);
}
END_TEST

START_TEST(the_output_is_bounded)
{
	ck_assert(!run("while :; do echo 0123456789012345678901234567; done"));
	ck_assert_uint_le(ha_strbuf_span(&output).len, 10000 + 4096);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, what_it_prints_is_taken);
	tcase_add_test(tests, a_failure_is_told);
	tcase_add_test(tests, it_has_no_environment_and_no_input);
	tcase_add_test(tests, the_time_is_kept);
	tcase_add_test(tests, the_output_is_bounded);
}

int
main(void)
{
	return unit_run("run", add_tests);
}
