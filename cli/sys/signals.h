#ifndef CLI_SYS_SIGNALS_H
#define CLI_SYS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/*
 * While a file is being replaced, SIGHUP, SIGINT, SIGQUIT and SIGTERM wait, so
 * that nothing is left behind, and SIGXFSZ is an error of write(2).
 */
struct cli_signals {
	sigset_t mask;             /* as it was before */
	struct sigaction too_long; /* likewise, of SIGXFSZ */
};

void cli_signals_hold(struct cli_signals *before);

/* What has waited ends the program in here. */
void cli_signals_release(const struct cli_signals *before);

/* Does a signal wait that wants the program to end? */
bool cli_signals_are_waiting(void);

/*
 * While they are held: waits until the descriptor can be read, or is at its
 * end.  False: such a signal has come first.
 */
bool cli_signals_wait_for(int fd);

#endif
