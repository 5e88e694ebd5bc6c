#include "cli/sys/signals.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int ending_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

#define NSIGNALS (sizeof(ending_signals) / sizeof(ending_signals[0]))

/* One that is ignored, as under nohup(1), would wait all the same. */
static bool
is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 &&
	    action.sa_handler == SIG_IGN;
}

static sigset_t
set_of_ending(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < NSIGNALS; i++) {
		if (!is_ignored(ending_signals[i]))
			sigaddset(&set, ending_signals[i]);
	}
	return set;
}

void
cli_signals_hold(struct cli_signals *before)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set = set_of_ending();

	sigprocmask(SIG_BLOCK, &set, &before->mask);
	sigaction(SIGXFSZ, &ignore, &before->too_long);
}

void
cli_signals_release(const struct cli_signals *before)
{
	sigaction(SIGXFSZ, &before->too_long, NULL);
	sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

bool
cli_signals_are_waiting(void)
{
	sigset_t pending;

	if (sigpending(&pending) != 0)
		return false;
	for (size_t i = 0; i < NSIGNALS; i++) {
		if (sigismember(&pending, ending_signals[i]) == 1)
			return true;
	}
	return false;
}

/* A handler could run just before read(2) begins to wait; this cannot. */
bool
cli_signals_wait_for(int fd)
{
	sigset_t set = set_of_ending();
	struct pollfd waiting[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = signalfd(-1, &set, SFD_CLOEXEC), .events = POLLIN } };
	int n;

	do {
		n = poll(waiting, 2, -1);
	} while (n < 0 && errno == EINTR);
	if (waiting[1].fd >= 0)
		close(waiting[1].fd);
	return n < 0 || (waiting[1].revents & POLLIN) == 0;
}
