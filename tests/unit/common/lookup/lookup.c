#include "common/lookup/lookup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/support.h"

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

/*
 * What the program says first.  The limit of locked memory, which nobody here
 * needs and which is inherited, tells it which.
 */
static const struct {
	const char *packet;
	int error;
	bool is_shared;
} greetings[] = {
	{ "@1", 0, false },
	{ "@1 nobody", 0, true },
	{ "@2", EPROTO, false },
	{ "@", EPROTO, false },
	{ "", EPIPE, false },
	{ "+", EPROTO, false },
	{ "-", EPROTO, false },
	{ "?", EPROTO, false },
	{ "!13", EACCES, false },
	{ "!0", EPROTO, false },
};

static void
greet_with(rlim_t number)
{
	const struct rlimit limit = { number, number };

	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
}

static const char *
greeting(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 ||
	    limit.rlim_cur >= COUNT(greetings))
		return "@1";
	return greetings[limit.rlim_cur].packet;
}

/* "user" is this process, and "group" how often it was asked for names. */
static void
say_who(unsigned names)
{
	char packet[64];

	snprintf(packet, sizeof(packet), "+%d %u\n", getpid(), names);
	say(packet);
}

static int
be_the_program(void)
{
	char packet[256] = "";
	unsigned names = 0;

	say(greeting());
	while (recv(0, packet, sizeof(packet) - 1, 0) > 0) {
		packet[strcspn(packet, "\n")] = '\0';
		if (packet[0] == 'u' || packet[0] == 'p') {
			say_who(names);
			memset(packet, 0, sizeof(packet));
			continue;
		}
		names++;
		if (strcmp(packet, "gflood") == 0)
			flood();
		else if (strcmp(packet, "gend") == 0)
			_exit(0);
		else if (packet[0] == 'n')
			say("-");
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

START_TEST(a_program_that_is_not_ours_is_not_asked)
{
	greet_with((rlim_t)_i);
	ck_assert_int_eq(ask("+"),
	    greetings[_i].error == 0 ? HA_ANSWER_FOUND : HA_ANSWER_BROKEN);
	ck_assert_int_eq(lookup.error, greetings[_i].error);
	ck_assert_int_eq(lookup.is_shared, greetings[_i].is_shared);
	/* It is asked for once. */
	if (greetings[_i].error == 0)
		ck_assert_int_eq(ask("-"), HA_ANSWER_NONE);
}
END_TEST

static struct ha_account
ask_account(bool is_group)
{
	struct ha_account account = { 0, 7777 };

	ck_assert_int_eq(
	    ha_lookup_account(&lookup, HA_SPAN("alice"), is_group, &account),
	    HA_ANSWER_FOUND);
	ck_assert_uint_eq(account.group, 0);
	return account;
}

/* What a client wrote may have made another program of it. */
START_TEST(accounts_are_asked_of_a_program_that_has_met_no_names)
{
	unsigned long first = ask_account(false).user, second, third;

	ck_assert_uint_eq(ask_account(true).user, first);
	ck_assert_int_eq(ask("+"), HA_ANSWER_FOUND);
	second = ask_account(_i != 0).user;
	ck_assert_uint_ne(second, first);
	ck_assert_uint_eq(ask_account(_i == 0).user, second);
	ck_assert_int_eq(
	    resolver.netgroup(&lookup, HA_SPAN("?"), HA_SPAN("host")),
	    HA_ANSWER_FAILED);
	ha_lookup_restart(&lookup);
	third = ask_account(_i != 0).user;
	ck_assert_uint_ne(third, second);
	ck_assert_uint_ne(third, first);
}
END_TEST

/* The questions for names that the program is asked in vain, too. */
START_TEST(any_question_for_names_is_one)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_addr addr, *addrs;
	struct ha_span *names;
	unsigned long before = ask_account(false).user;
	size_t count;

	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.1"), &addr));
	ck_assert_uint_eq(ask_account(false).user, before);
	if (_i == 0)
		resolver.names(&lookup, &addr, &arena, &names, &count);
	else if (_i == 1)
		resolver.addresses(&lookup, HA_SPAN("?"), &arena, &addrs,
		    &count);
	else
		ha_lookup_netgroup(&lookup, HA_SPAN("?"));
	ck_assert_int_eq(lookup.error, 0);
	ck_assert_uint_ne(ask_account(false).user, before);
	ha_arena_free(&arena);
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
	tcase_add_loop_test(tests, a_program_that_is_not_ours_is_not_asked, 0,
	    COUNT(greetings));
	tcase_add_loop_test(tests,
	    accounts_are_asked_of_a_program_that_has_met_no_names, 0, 2);
	tcase_add_loop_test(tests, any_question_for_names_is_one, 0, 3);
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
