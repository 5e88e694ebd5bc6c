#include "cli/sys/lock.h"

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
		if (cli_signals_are_waiting())
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
	cli_signals_hold(&lock->signals);
	*error = wait_for(lock);
	if (*error == 0)
		return true;
	cli_signals_release(&lock->signals);
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
	cli_signals_release(&lock->signals);
}
