#include "cli/sys/writefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/sys/attributes.h"
#include "cli/sys/lock.h"
#include "common/base/bounds.h"

/* Bytes between two looks at what signals wait. */
#define CHUNK ((size_t)1 << 20)

/* One file that is being replaced. */
struct job {
	const struct ha_source *old; /* as it was read */
	struct ha_span bytes;
	char *target, *new_path; /* without symbolic links */
	int old_fd, new_fd;
	struct stat old_state;
	int error;
};

static enum cli_write
fail(struct job *job, enum cli_write result)
{
	job->error = errno;
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

bool
cli_write_all(int fd, struct ha_span bytes)
{
	while (bytes.len > 0) {
		size_t len = bytes.len < CHUNK ? bytes.len : CHUNK;
		ssize_t n = write(fd, bytes.at, len);

		if (cli_signals_are_waiting()) {
			errno = EINTR;
			return false;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = ha_span_from(bytes, (size_t)n);
	}
	return true;
}

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

static int
open_target(const struct job *job)
{
	return open(job->target,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
}

static enum cli_write
open_old(struct job *job)
{
	job->old_fd = open_target(job);
	if (job->old_fd < 0 || fstat(job->old_fd, &job->old_state) != 0)
		return fail(job, CLI_WRITE_FAILED);
	return S_ISREG(job->old_state.st_mode) ? CLI_WRITE_DONE
					       : CLI_WRITE_CHANGED;
}

/* Still the same file, with the same rights, and the bytes that were read? */
static enum cli_write
check_old(struct job *job)
{
	const struct stat *before = &job->old_state;
	struct ha_span bytes = { job->old->bytes, job->old->len };
	struct stat now;
	int fd = open_target(job);
	bool is_same;

	if (fd < 0)
		return CLI_WRITE_CHANGED;
	is_same = fstat(fd, &now) == 0 && now.st_dev == before->st_dev &&
	    now.st_ino == before->st_ino && now.st_mode == before->st_mode &&
	    now.st_uid == before->st_uid && now.st_gid == before->st_gid &&
	    holds_bytes(fd, bytes);
	close(fd);
	return is_same ? CLI_WRITE_DONE : CLI_WRITE_CHANGED;
}

/* Nobody else can open it until it has the mode of the old one. */
static enum cli_write
make_new(struct job *job)
{
	enum cli_write result;

	job->new_fd = mkostemp(job->new_path, O_CLOEXEC);
	if (job->new_fd < 0) {
		job->new_path[0] = '\0';
		return fail(job, CLI_WRITE_FAILED);
	}
	if (!cli_write_all(job->new_fd, job->bytes))
		return fail(job, CLI_WRITE_FAILED);
	result = status_of(cli_attributes_copy(job->old_fd, job->new_fd));
	if (result != CLI_WRITE_DONE)
		return fail(job, result);
	if (fsync(job->new_fd) != 0)
		return fail(job, CLI_WRITE_FAILED);
	return CLI_WRITE_DONE;
}

/* Some file systems cannot, and need not. */
static enum cli_write
flush_folder(struct job *job)
{
	char *slash = strrchr(job->target, '/');
	enum cli_write result = CLI_WRITE_DONE;
	int fd;

	slash[slash == job->target] = '\0';
	fd = open(job->target, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP))
		result = fail(job, CLI_WRITE_NOT_FLUSHED);
	if (fd >= 0)
		close(fd);
	return result;
}

/* Readers of a young file wait, to be sure that it is whole: this one is. */
static void
let_it_age(void)
{
	const struct timespec while_young = { 0, HA_RACY_NS };

	nanosleep(&while_young, NULL);
}

static enum cli_write
put_in_place(struct job *job)
{
	enum cli_write result;

	let_it_age();
	result = check_old(job);
	if (result != CLI_WRITE_DONE)
		return result;
	if (cli_signals_are_waiting()) {
		errno = EINTR;
		return fail(job, CLI_WRITE_FAILED);
	}
	if (rename(job->new_path, job->target) != 0)
		return fail(job, CLI_WRITE_FAILED);
	job->new_path[0] = '\0';
	return flush_folder(job);
}

static enum cli_write
replace(struct job *job)
{
	enum cli_write result = open_old(job);

	if (result == CLI_WRITE_DONE)
		result = make_new(job);
	if (result == CLI_WRITE_DONE)
		result = put_in_place(job);
	if (job->new_path[0] != '\0' && job->new_fd >= 0)
		unlink(job->new_path);
	if (job->new_fd >= 0)
		close(job->new_fd);
	if (job->old_fd >= 0)
		close(job->old_fd);
	return result;
}

static enum cli_write
replace_locked(struct job *job)
{
	struct cli_lock lock;
	enum cli_write result;

	if (!cli_lock_take(&lock, job->target, &job->error)) {
		if (job->error != EWOULDBLOCK)
			return CLI_WRITE_FAILED;
		job->error = 0;
		return CLI_WRITE_LOCKED;
	}
	result = replace(job);
	cli_lock_release(&lock);
	return result;
}

enum cli_write
cli_write_file(const struct ha_source *old, struct ha_span bytes, int *error)
{
	struct job job = {
		.old = old, .bytes = bytes, .old_fd = -1, .new_fd = -1
	};
	enum cli_write result;

	job.target = realpath(old->path, NULL);
	if (job.target != NULL)
		job.new_path = cli_lock_path_beside(job.target, ".XXXXXX");
	result = job.new_path == NULL ? fail(&job, CLI_WRITE_FAILED)
				      : replace_locked(&job);
	free(job.new_path);
	free(job.target);
	*error = job.error;
	return result;
}

const char *
cli_write_text(enum cli_write result)
{
	switch (result) {
	case CLI_WRITE_DONE:
		return "%1: written";
	case CLI_WRITE_FAILED:
		return "%1: not written: %2";
	case CLI_WRITE_LOCKED:
		return "%1: not written: another program is changing it";
	case CLI_WRITE_CHANGED:
		return "%1: not written: it has changed since it was read";
	case CLI_WRITE_OWNER:
		return "%1: not written: its owner cannot be kept: %2";
	case CLI_WRITE_MODE:
		return "%1: not written: its mode cannot be kept: %2";
	case CLI_WRITE_ATTRIBUTES:
		return "%1: not written: its access list or label cannot be "
		       "kept: %2";
	case CLI_WRITE_NOT_FLUSHED:
		break;
	}
	return "%1: written, but not yet safe on the disk: %2";
}
