#ifndef CLI_LOCK_H
#define CLI_LOCK_H

#include <signal.h>
#include <stdbool.h>

/* How long another program may keep the lock before we give up. */
#define CLI_LOCK_SECONDS 10

/*
 * Keeps others of our commands from replacing the same file meanwhile.  The
 * lock is a file ".NAME.lock" beside it, which only its owner can open: a
 * lock on the file itself could be held for ever by whoever may read it.  It
 * goes when the lock is given back, and one that was left behind is taken.
 *
 * Until then SIGHUP, SIGINT, SIGQUIT and SIGTERM wait, see
 * cli_lock_is_interrupted, and SIGXFSZ is an error of write(2).
 */
struct cli_lock {
	char *path; /* of the lock file */
	int fd;
	sigset_t mask;             /* as it was before */
	struct sigaction too_long; /* likewise, of SIGXFSZ */
};

/*
 * target is the path of the file without symbolic links.  False: *error is an
 * errno value, EWOULDBLOCK where another program kept the lock, and there is
 * nothing to give back.
 */
bool cli_lock_take(struct cli_lock *lock, const char *target, int *error);

/* What has waited ends the program in here. */
void cli_lock_release(struct cli_lock *lock);

/* Does a signal wait that wants the program to end? */
bool cli_lock_is_interrupted(void);

/* The path of ".NAME" and an ending beside the file; the caller frees it. */
char *cli_lock_path_beside(const char *target, const char *ending);

#endif
