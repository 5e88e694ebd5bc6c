#include "cli/sys/writing.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/sys/attributes.h"
#include "common/base/bounds.h"

#define NEW_ENDING ".hostsaccess-new"
#define LOCK_ENDING ".lock"

/* Of a file that was not there: tables hold nothing that is secret. */
#define NEW_MODE 0644

static enum cli_write
fail(struct cli_writing *writing, enum cli_write result)
{
	writing->error = errno;
	return result;
}

static enum cli_write
status_of(enum cli_attribute failed)
{
	switch (failed) {
	case CLI_ATTRIBUTE_NONE:
		break;
	case CLI_ATTRIBUTE_OWNER:
		return CLI_WRITE_OWNER;
	case CLI_ATTRIBUTE_MODE:
		return CLI_WRITE_MODE;
	case CLI_ATTRIBUTE_EXTENDED:
		return CLI_WRITE_ATTRIBUTES;
	}
	return CLI_WRITE_DONE;
}

/* ---- begin ---- */

/* Of a file that is not there: its folder's path, and its name. */
static char *
resolve_missing(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	const char *name = slash == NULL ? path : slash + 1;
	char *folder = slash == NULL ? strdup(".") : strndup(path, len + 1);
	char *real = folder == NULL ? NULL : realpath(folder, NULL);
	char *target = NULL;

	free(folder);
	if (real != NULL &&
	    asprintf(&target, "%s/%s", real[1] == '\0' ? "" : real, name) < 0)
		target = NULL;
	free(real);
	return target;
}

static int
open_target(const struct cli_writing *writing)
{
	return open(writing->target,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
}

static bool
is_missing(const struct cli_writing *writing)
{
	struct stat st;

	return lstat(writing->target, &st) != 0 && errno == ENOENT;
}

static enum cli_write
open_old(struct cli_writing *writing)
{
	if (writing->old == NULL)
		return is_missing(writing) ? CLI_WRITE_DONE : CLI_WRITE_CHANGED;
	writing->old_fd = open_target(writing);
	if (writing->old_fd < 0 ||
	    fstat(writing->old_fd, &writing->old_state) != 0)
		return fail(writing, CLI_WRITE_FAILED);
	return S_ISREG(writing->old_state.st_mode) ? CLI_WRITE_DONE
						   : CLI_WRITE_CHANGED;
}

static enum cli_write
take_lock(struct cli_writing *writing)
{
	writing->is_locked =
	    cli_lock_take(&writing->lock, writing->target, &writing->error);
	if (writing->is_locked)
		return CLI_WRITE_DONE;
	if (writing->error != EWOULDBLOCK)
		return CLI_WRITE_FAILED;
	writing->error = 0;
	return CLI_WRITE_LOCKED;
}

enum cli_write
cli_writing_begin(struct cli_writing *writing, const char *path,
    const struct ha_source *old)
{
	enum cli_write result;

	*writing =
	    (struct cli_writing){ .old = old, .old_fd = -1, .new_fd = -1 };
	writing->target =
	    old == NULL ? resolve_missing(path) : realpath(path, NULL);
	if (writing->target != NULL)
		writing->new_path =
		    cli_lock_path_beside(writing->target, NEW_ENDING);
	if (writing->new_path == NULL)
		return fail(writing, CLI_WRITE_FAILED);
	result = take_lock(writing);
	if (result != CLI_WRITE_DONE)
		return result;
	unlink(writing->new_path);
	return open_old(writing);
}

/* ---- make ---- */

static enum cli_write
give_rights(struct cli_writing *writing)
{
	enum cli_write result;

	if (writing->old == NULL)
		return fchmod(writing->new_fd, NEW_MODE) == 0
		    ? CLI_WRITE_DONE
		    : fail(writing, CLI_WRITE_MODE);
	result =
	    status_of(cli_attributes_copy(writing->old_fd, writing->new_fd));
	return result == CLI_WRITE_DONE ? result : fail(writing, result);
}

/* Nobody else can open it until it has the mode of the old one. */
enum cli_write
cli_writing_make(struct cli_writing *writing, struct ha_span bytes)
{
	enum cli_write result;

	writing->new_fd = open(writing->new_path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (writing->new_fd < 0)
		return fail(writing, CLI_WRITE_FAILED);
	writing->has_new = true;
	if (!cli_write_all(writing->new_fd, bytes))
		return fail(writing, CLI_WRITE_FAILED);
	result = give_rights(writing);
	if (result == CLI_WRITE_DONE && fsync(writing->new_fd) != 0)
		return fail(writing, CLI_WRITE_FAILED);
	return result;
}

void
cli_writing_age(void)
{
	const struct timespec while_young = { 0, HA_RACY_NS };

	nanosleep(&while_young, NULL);
}

/* ---- put ---- */

/* The rest of the descriptor's file: these bytes and no more? */
static bool
holds_bytes(int fd, struct ha_span wanted)
{
	char buffer[65536];

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (size_t)n > wanted.len)
			return false;
		if (n == 0)
			return wanted.len == 0;
		if (memcmp(buffer, wanted.at, (size_t)n) != 0)
			return false;
		wanted = ha_span_from(wanted, (size_t)n);
	}
}

/* Still the same file, with the same rights, and the bytes that were read? */
static bool
is_as_read(struct cli_writing *writing)
{
	const struct stat *before = &writing->old_state;
	struct ha_span bytes;
	struct stat now;
	int fd;
	bool is_same;

	if (writing->old == NULL)
		return is_missing(writing);
	bytes = (struct ha_span){ writing->old->bytes, writing->old->len };
	fd = open_target(writing);
	if (fd < 0)
		return false;
	is_same = fstat(fd, &now) == 0 && now.st_dev == before->st_dev &&
	    now.st_ino == before->st_ino && now.st_mode == before->st_mode &&
	    now.st_uid == before->st_uid && now.st_gid == before->st_gid &&
	    holds_bytes(fd, bytes);
	close(fd);
	return is_same;
}

enum cli_write
cli_writing_check(struct cli_writing *writing)
{
	if (!is_as_read(writing))
		return CLI_WRITE_CHANGED;
	if (!cli_signals_are_waiting())
		return CLI_WRITE_DONE;
	errno = EINTR;
	return fail(writing, CLI_WRITE_FAILED);
}

/* Some file systems cannot, and need not. */
enum cli_write
cli_writing_flush(struct cli_writing *writing)
{
	const char *slash = strrchr(writing->target, '/');
	char *folder = strndup(writing->target,
	    slash == writing->target ? 1 : (size_t)(slash - writing->target));
	enum cli_write result = CLI_WRITE_DONE;
	int fd = folder == NULL
	    ? -1
	    : open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP))
		result = fail(writing, CLI_WRITE_NOT_FLUSHED);
	if (fd >= 0)
		close(fd);
	free(folder);
	return result;
}

/* One that has come meanwhile is not replaced. */
static int
put_where_none_was(const struct cli_writing *writing)
{
	if (renameat2(AT_FDCWD, writing->new_path, AT_FDCWD, writing->target,
		RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(writing->new_path, writing->target) != 0)
		return -1;
	return unlink(writing->new_path);
}

enum cli_write
cli_writing_put(struct cli_writing *writing)
{
	int status = writing->old == NULL
	    ? put_where_none_was(writing)
	    : rename(writing->new_path, writing->target);

	if (status != 0)
		return writing->old == NULL && errno == EEXIST
		    ? CLI_WRITE_CHANGED
		    : fail(writing, CLI_WRITE_FAILED);
	writing->has_new = false;
	return CLI_WRITE_DONE;
}

enum cli_write
cli_writing_remove(struct cli_writing *writing)
{
	return unlink(writing->target) == 0 ? CLI_WRITE_DONE
					    : fail(writing, CLI_WRITE_FAILED);
}

/* ---- end ---- */

void
cli_writing_end(struct cli_writing *writing)
{
	if (writing->has_new)
		unlink(writing->new_path);
	if (writing->new_fd >= 0)
		close(writing->new_fd);
	if (writing->old_fd >= 0)
		close(writing->old_fd);
	if (writing->is_locked)
		cli_lock_release(&writing->lock);
	free(writing->new_path);
	free(writing->target);
	*writing = (struct cli_writing){ .old_fd = -1, .new_fd = -1 };
}

static bool
is_there(const char *target, const char *ending)
{
	char *path = cli_lock_path_beside(target, ending);
	struct stat st;
	bool is_so = path != NULL && lstat(path, &st) == 0;

	free(path);
	return is_so;
}

void
cli_writing_clean(const char *path)
{
	struct cli_writing writing = { .old_fd = -1, .new_fd = -1 };

	writing.target = realpath(path, NULL);
	if (writing.target == NULL)
		writing.target = resolve_missing(path);
	if (writing.target != NULL &&
	    (is_there(writing.target, NEW_ENDING) ||
		is_there(writing.target, LOCK_ENDING)) &&
	    take_lock(&writing) == CLI_WRITE_DONE) {
		writing.new_path =
		    cli_lock_path_beside(writing.target, NEW_ENDING);
		writing.has_new = writing.new_path != NULL;
	}
	cli_writing_end(&writing);
}
