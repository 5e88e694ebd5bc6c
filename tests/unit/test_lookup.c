#include "common/lookup/lookup.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

/* This program itself, which then behaves as the netgroup's name says. */
const char ha_lookup_helper[] = "/proc/self/exe";

static void
say(const char *packet)
{
	send(0, packet, strlen(packet), MSG_NOSIGNAL);
}

/* Answers that nobody asked for, and no ear for questions. */
static void
flood(void)
{
	while (send(0, "+", 1, MSG_NOSIGNAL) == 1)
		continue;
}

static int
be_the_program(void)
{
	char packet[256] = "";

	while (recv(0, packet, sizeof(packet) - 1, 0) > 0) {
		packet[strcspn(packet, "\n")] = '\0';
		if (strcmp(packet, "gflood") == 0)
			flood();
		else if (strcmp(packet, "gend") == 0)
			_exit(0);
		else if (strcmp(packet, "gsilence") != 0)
			say(packet + 1);
		memset(packet, 0, sizeof(packet));
	}
	return 0;
}

static struct ha_lookup lookup;
static struct ha_resolver resolver;

static void
begin(void)
{
	ha_lookup_init(&lookup, 1);
	resolver = ha_lookup_resolver(&lookup, true);
}

static void
end(void)
{
	ha_lookup_end(&lookup);
	ck_assert_int_eq(waitpid(-1, NULL, (int)__WALL | WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static enum ha_answer
ask(const char *word)
{
	return resolver.netgroup(&lookup, ha_span_of(word), HA_SPAN("host"));
}

static const struct {
	const char *word;
	enum ha_answer answer;
	int error;
} answers[] = {
	{ "-", HA_ANSWER_NONE, 0 },
	{ "+", HA_ANSWER_FOUND, 0 },
	{ "?", HA_ANSWER_FAILED, 0 },
	{ "!13", HA_ANSWER_BROKEN, EACCES },
	{ "!0", HA_ANSWER_BROKEN, EPROTO },
	{ "garbage", HA_ANSWER_BROKEN, EPROTO },
	{ "end", HA_ANSWER_BROKEN, EPIPE },
};

START_TEST(an_answer_is_what_the_program_says)
{
	ck_assert_int_eq(ask(answers[_i].word), answers[_i].answer);
	ck_assert_int_eq(lookup.error, answers[_i].error);
	/* What is broken remains so until the next decision. */
	ck_assert_int_eq(ask("-"),
	    answers[_i].error != 0 ? HA_ANSWER_BROKEN : HA_ANSWER_NONE);
	ha_lookup_restart(&lookup);
	ck_assert_int_eq(ask("-"), HA_ANSWER_NONE);
}
END_TEST

static const struct ha_span unaskable[] = { { "", 0 }, { "a\0b", 3 },
	{ "a\nb", 3 } };

START_TEST(what_nobody_can_be_called_is_not_asked_for)
{
	ck_assert_int_eq(resolver.user(&lookup, unaskable[_i]), HA_ANSWER_NONE);
	ck_assert_int_eq(
	    resolver.netgroup(&lookup, HA_SPAN("group"), unaskable[_i]),
	    unaskable[_i].len == 0 ? HA_ANSWER_BROKEN : HA_ANSWER_NONE);
}
END_TEST

START_TEST(after_the_deadline_nobody_is_asked)
{
	struct timespec begun, ended;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	ck_assert_int_eq(ask("silence"), HA_ANSWER_FAILED);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(ask("+"), HA_ANSWER_FAILED);
	clock_gettime(CLOCK_MONOTONIC, &ended);
	ck_assert_int_le(ended.tv_sec - begun.tv_sec, 2);
	ha_lookup_restart(&lookup);
	ck_assert_int_eq(ask("+"), HA_ANSWER_FOUND);
}
END_TEST

START_TEST(a_pause_takes_no_time)
{
	ck_assert_int_eq(ask("+"), HA_ANSWER_FOUND);
	ha_lookup_pause(&lookup);
	usleep(1100000);
	ha_lookup_resume(&lookup);
	ck_assert_int_eq(ask("+"), HA_ANSWER_FOUND);
	ck_assert_int_eq(ask("silence"), HA_ANSWER_FAILED);
	/* What was late before remains so. */
	ha_lookup_pause(&lookup);
	ha_lookup_resume(&lookup);
	ck_assert_int_eq(ask("+"), HA_ANSWER_FAILED);
}
END_TEST

/* Questions that it does not read must not make us wait. */
START_TEST(a_program_that_only_talks_is_given_up)
{
	enum ha_answer answer = ask("flood");

	for (int i = 0; i < 10000 && answer == HA_ANSWER_FOUND; i++)
		answer = ask("more");
	ck_assert_int_eq(answer, HA_ANSWER_BROKEN);
	ck_assert_int_eq(lookup.error, EAGAIN);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, an_answer_is_what_the_program_says, 0,
	    COUNT(answers));
	tcase_add_loop_test(tests, what_nobody_can_be_called_is_not_asked_for,
	    0, COUNT(unaskable));
	tcase_add_test(tests, after_the_deadline_nobody_is_asked);
	tcase_add_test(tests, a_pause_takes_no_time);
	tcase_add_test(tests, a_program_that_only_talks_is_given_up);
}

int
main(int argc, char **argv)
{
	if (argc == 1 && strcmp(argv[0], "hostsaccess-lookup") == 0)
		return be_the_program();
	return unit_run("lookup", add_tests);
}
