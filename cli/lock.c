#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRIES_PER_SECOND 20

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

static void
hold_signals(struct cli_lock *lock)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < NSIGNALS; i++) {
		if (!is_ignored(ending_signals[i]))
			sigaddset(&set, ending_signals[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &lock->mask);
	sigaction(SIGXFSZ, &ignore, &lock->too_long);
}

static void
let_signals_go(const struct cli_lock *lock)
{
	sigaction(SIGXFSZ, &lock->too_long, NULL);
	sigprocmask(SIG_SETMASK, &lock->mask, NULL);
}

bool
cli_lock_is_interrupted(void)
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

char *
cli_lock_path_beside(const char *target, const char *ending)
{
	const char *slash = strrchr(target, '/');
	const char *name = slash == NULL ? target : slash + 1;
	char *path;

	if (asprintf(&path, "%.*s.%s%s", (int)(name - target), target, name,
		ending) < 0)
		return NULL;
	return path;
}

/*
 * Whoever had the lock before may have removed its file when we got it: the
 * lock counts only on the file that the path still leads to.
 */
static bool
is_current(const struct cli_lock *lock)
{
	struct stat held, there;

	return fstat(lock->fd, &held) == 0 && lstat(lock->path, &there) == 0 &&
	    held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

/* 0, EWOULDBLOCK when another one has it, or another errno value. */
static int
try_once(struct cli_lock *lock)
{
	int error;

	lock->fd = open(lock->path,
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (lock->fd < 0)
		return errno;
	error = flock(lock->fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
	if (error == 0 && is_current(lock))
		return 0;
	close(lock->fd);
	return error == 0 ? EWOULDBLOCK : error;
}

static int
wait_for(struct cli_lock *lock)
{
	const struct timespec pause = { 0, 1000000000 / TRIES_PER_SECOND };
	int error = try_once(lock);

	for (int i = 0; i < CLI_LOCK_SECONDS * TRIES_PER_SECOND; i++) {
		if (error != EWOULDBLOCK)
			break;
		if (cli_lock_is_interrupted())
			return EINTR;
		nanosleep(&pause, NULL);
		error = try_once(lock);
	}
	return error;
}

bool
cli_lock_take(struct cli_lock *lock, const char *target, int *error)
{
	lock->path = cli_lock_path_beside(target, ".lock");
	if (lock->path == NULL) {
		*error = ENOMEM;
		return false;
	}
	hold_signals(lock);
	*error = wait_for(lock);
	if (*error == 0)
		return true;
	let_signals_go(lock);
	free(lock->path);
	return false;
}

/* The file goes while the lock is still held; see is_current. */
void
cli_lock_release(struct cli_lock *lock)
{
	unlink(lock->path);
	close(lock->fd);
	free(lock->path);
	let_signals_go(lock);
}
