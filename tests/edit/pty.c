/*
 * usage: pty SCRIPT COMMAND [ARGUMENT]...
 *
 * Runs the command in a terminal of its own and works off the script:
 *
 *	expect TEXT   waits until it has shown TEXT, after what was expected
 *	              before
 *	type TEXT     types it; \n is the return key, \e escape, \c control-C
 *	run COMMAND   a command of the shell, for which it waits
 *	hangup        takes the terminal away
 *	end           waits until the command has ended; also at the script's
 *end
 *
 * Prints all that the terminal has shown, without carriage returns.  Exits with
 * the status of the command, 128 and the signal that killed it, or 99: what was
 * expected did not come in 20 seconds.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/base/clock.h"

#define SECONDS 20
#define SHOWN_MAX ((size_t)1 << 20)
#define TOO_LATE 99

static char shown[SHOWN_MAX];
static size_t len, seen; /* of which is what was expected so far */
static int terminal = -1;
static pid_t child;

static void
die(const char *what, const char *text)
{
	printf("%.*s\npty: %s: %s\n", (int)len, shown, what, text);
	kill(child, SIGKILL);
	exit(TOO_LATE);
}

static void
start(char **words)
{
	const char *name;
	int slave;

	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
		die("no terminal", strerror(errno));
	name = ptsname(terminal);
	child = fork();
	if (child != 0)
		return;
	setsid();
	slave = open(name, O_RDWR);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) != 0)
		_exit(TOO_LATE);
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	if (slave > 2)
		close(slave);
	execvp(words[0], words);
	_exit(TOO_LATE);
}

/* What the terminal shows next; false: it shows nothing any more. */
static bool
read_more(int64_t until)
{
	struct pollfd wait = { .fd = terminal, .events = POLLIN };
	int64_t left = (until - ha_clock_ns(CLOCK_MONOTONIC)) / 1000000;
	char bytes[4096];
	ssize_t n;

	if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
		die("nothing came", "in time");
	n = read(terminal, bytes, sizeof(bytes));
	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] != '\r' && len < SHOWN_MAX - 1)
			shown[len++] = bytes[i];
	}
	return n > 0;
}

static int64_t
deadline(void)
{
	return ha_clock_ns(CLOCK_MONOTONIC) + SECONDS * HA_NS_PER_SECOND;
}

static void
expect(const char *text)
{
	int64_t until = deadline();

	for (;;) {
		const char *found =
		    memmem(shown + seen, len - seen, text, strlen(text));

		if (found != NULL) {
			seen = (size_t)(found - shown) + strlen(text);
			return;
		}
		if (!read_more(until))
			die("it ended before it showed", text);
	}
}

static void
type(const char *text)
{
	for (; *text != '\0'; text++) {
		char byte = *text;

		if (byte == '\\' && text[1] != '\0') {
			text++;
			byte = *text == 'n' ? '\n'
			    : *text == 'e'  ? 033
			    : *text == 'c'  ? 003
					    : *text;
		}
		if (write(terminal, &byte, 1) != 1)
			die("cannot type", strerror(errno));
	}
}

static int
end(void)
{
	int64_t until = deadline();
	int status;

	while (terminal >= 0 && read_more(until))
		;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
work_off(const char *line)
{
	if (strncmp(line, "expect ", 7) == 0)
		expect(line + 7);
	else if (strncmp(line, "type ", 5) == 0)
		type(line + 5);
	else if (strncmp(line, "run ", 4) == 0) {
		if (system(line + 4) != 0)
			die("failed", line + 4);
	} else if (strcmp(line, "hangup") == 0) {
		close(terminal);
		terminal = -1;
	} else if (line[0] != '\0')
		die("not understood", line);
}

int
main(int argc, char **argv)
{
	FILE *script = argc < 3 ? NULL : fopen(argv[1], "re");
	char line[1024];
	int status;

	if (script == NULL) {
		fputs("usage: pty SCRIPT COMMAND [ARGUMENT]...\n", stderr);
		return TOO_LATE;
	}
	start(argv + 2);
	while (fgets(line, sizeof(line), script) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		work_off(line);
	}
	fclose(script);
	status = end();
	fwrite(shown, 1, len, stdout);
	return status;
}
