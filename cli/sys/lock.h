#ifndef CLI_SYS_LOCK_H
#define CLI_SYS_LOCK_H

#include <stdbool.h>

#include "cli/sys/signals.h"

/* How long another program may keep the lock before we give up. */
#define CLI_LOCK_SECONDS 10

/*
 * Keeps others of our commands from replacing the same file meanwhile.  The
 * lock is a file ".NAME.lock" beside it, which only its owner can open: a
 * lock on the file itself could be held for ever by whoever may read it.  It
 * goes when the lock is given back, and one that was left behind is taken.
 *
 * Until then signals are held, see cli_signals_hold.
 */
struct cli_lock {
	char *path; /* of the lock file */
	int fd;
	struct cli_signals signals; /* as they were before */
};

/*
 * target is the path of the file without symbolic links.  False: *error is an
 * errno value, EWOULDBLOCK where another program kept the lock, and there is
 * nothing to give back.
 */
bool cli_lock_take(struct cli_lock *lock, const char *target, int *error);

/* What has waited ends the program in here. */
void cli_lock_release(struct cli_lock *lock);

/* The path of ".NAME" and an ending beside the file; the caller frees it. */
char *cli_lock_path_beside(const char *target, const char *ending);

#endif
