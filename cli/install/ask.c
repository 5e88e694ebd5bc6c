#include "cli/install/ask.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/span.h"

static volatile sig_atomic_t was_interrupted;

static void
note(int number)
{
	(void)number;
	was_interrupted = 1;
}

/* Those that are ignored, as by nohup(1), stay so. */
void
cli_ask_begin(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action = { .sa_handler = note }, before;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (sigaction(numbers[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	/* What is written to a terminal that is gone fails. */
	signal(SIGPIPE, SIG_IGN);
}

bool
cli_ask_was_interrupted(void)
{
	return was_interrupted != 0;
}

/* A signal that comes before the terminal is waited for ends the wait, too. */
static bool
wait_for_line(void)
{
	struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t all, before;
	bool is_there;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	is_there = !was_interrupted && ppoll(&wait, 1, NULL, &before) == 1 &&
	    (wait.revents & POLLIN) != 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return is_there && !was_interrupted;
}

/* A line; what of it does not fit is no answer to anything. */
static bool
read_answer(char answer[64])
{
	size_t len = 0;
	char byte = '\0';

	while (byte != '\n') {
		if (!wait_for_line() || read(STDIN_FILENO, &byte, 1) != 1)
			return false;
		if (len < 63 && byte != '\n')
			answer[len++] = byte;
	}
	answer[len] = '\0';
	return true;
}

static bool
ask(const char *question, char answer[64])
{
	fputs(question, stdout);
	fflush(stdout);
	return read_answer(answer);
}

static bool
is_word(const char *answer, const char *word)
{
	struct ha_span text = ha_span_trim(ha_span_of(answer));

	return ha_span_equal_fold(text, ha_span_of(word)) ||
	    (text.len == 1 && ha_fold(text.at[0]) == word[0]);
}

enum cli_answer_kind
cli_ask_what_now(void)
{
	char answer[64];

	while (ask("Save, edit again, or give up? [s/e/g] ", answer)) {
		if (is_word(answer, "save"))
			return CLI_ANSWER_SAVE;
		if (is_word(answer, "edit"))
			return CLI_ANSWER_EDIT;
		if (is_word(answer, "give up"))
			return CLI_ANSWER_GIVE_UP;
		puts("  s: put it in place\n"
		     "  e: go back to the editor\n"
		     "  g: forget what was edited");
	}
	putchar('\n');
	return CLI_ANSWER_NONE;
}

bool
cli_ask_yes(const char *question)
{
	char answer[64];

	return ask(question, answer) && strcmp(answer, "yes") == 0;
}
