#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "bounds.h"

/* /dev/null is how administrators write "no table". */
static bool
is_dev_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

static bool
is_readable_kind(const struct stat *st)
{
	return S_ISREG(st->st_mode) || is_dev_null(st);
}

static struct ha_identity
identity_of(const struct stat *st)
{
	return (struct ha_identity){ .device = st->st_dev,
		.inode = st->st_ino,
		.size = (uint64_t)st->st_size,
		.modified = { st->st_mtim.tv_sec,
		    (uint32_t)st->st_mtim.tv_nsec },
		.changed = {
		    st->st_ctim.tv_sec, (uint32_t)st->st_ctim.tv_nsec } };
}

bool
ha_identity_equal(const struct ha_identity *a, const struct ha_identity *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->modified.sec == b->modified.sec &&
	    a->modified.nsec == b->modified.nsec &&
	    a->changed.sec == b->changed.sec &&
	    a->changed.nsec == b->changed.nsec;
}

/* What open(2) and read(2) would say; EINVAL where they might wait. */
static int
error_of_kind(const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		return EISDIR;
	return S_ISSOCK(st->st_mode) ? ENXIO : EINVAL;
}

static enum ha_status
status_of_errno(int *error)
{
	*error = errno;
	return *error == ENOENT ? HA_MISSING : HA_UNREADABLE;
}

/* Asks before it opens: to open a device or a FIFO may already do something. */
static enum ha_status
open_plain_file(const char *path, int *fd, struct stat *st, int *error)
{
	if (stat(path, st) != 0)
		return status_of_errno(error);
	if (!is_readable_kind(st)) {
		*error = error_of_kind(st);
		return HA_UNREADABLE;
	}
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0)
		return status_of_errno(error);
	if (fstat(*fd, st) != 0)
		*error = errno;
	else if (!is_readable_kind(st))
		*error = error_of_kind(st);
	else
		return HA_OK;
	close(*fd);
	return HA_UNREADABLE;
}

/* Reads until the end or until the buffer is full; -1 with errno. */
static ssize_t
read_all(int fd, char *bytes, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, bytes + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static enum ha_status
read_descriptor(int fd, const struct stat *before, struct ha_source *source,
    int *error)
{
	size_t size = is_dev_null(before) ? 0 : (size_t)before->st_size;
	struct ha_identity identity = identity_of(before);
	struct ha_identity identity_after;
	struct stat after;
	ssize_t len;

	if (size > HA_SOURCE_MAX)
		return HA_TOOBIG;
	/* One byte more than expected shows that the file has grown. */
	source->bytes = malloc(size + 1);
	if (source->bytes == NULL)
		return HA_NOMEM;
	len = read_all(fd, source->bytes, size + 1);
	if (len < 0 || fstat(fd, &after) != 0) {
		*error = errno;
		return HA_UNREADABLE;
	}
	identity_after = identity_of(&after);
	if ((size_t)len != size ||
	    !ha_identity_equal(&identity, &identity_after)) {
		*error = EAGAIN;
		return HA_UNREADABLE;
	}
	source->len = size;
	source->owner = after.st_uid;
	source->mode = after.st_mode;
	source->identity = identity;
	return HA_OK;
}

static enum ha_status
source_new(const char *path, struct ha_source **source)
{
	*source = calloc(1, sizeof(**source));
	if (*source == NULL)
		return HA_NOMEM;
	(*source)->path = strdup(path);
	if ((*source)->path == NULL) {
		ha_source_free(*source);
		*source = NULL;
		return HA_NOMEM;
	}
	return HA_OK;
}

static enum ha_status
open_once(const char *path, struct ha_source **out, int *error)
{
	struct ha_source *source;
	enum ha_status status;
	struct stat st;
	int fd;

	status = open_plain_file(path, &fd, &st, error);
	if (status != HA_OK)
		return status;
	status = source_new(path, &source);
	if (status == HA_OK) {
		status = read_descriptor(fd, &st, source, error);
		if (status == HA_OK)
			*out = source;
		else
			ha_source_free(source);
	}
	close(fd);
	return status;
}

enum ha_status
ha_source_open(const char *path, struct ha_source **source, int *error)
{
	enum ha_status status = HA_UNREADABLE;

	*error = 0;
	for (int tries = 0; tries < HA_SOURCE_TRIES; tries++) {
		status = open_once(path, source, error);
		if (status != HA_UNREADABLE || *error != EAGAIN)
			break;
	}
	return status;
}

enum ha_status
ha_source_from_memory(const char *path, struct ha_span text,
    struct ha_source **out)
{
	struct ha_source *source;
	enum ha_status status = source_new(path, &source);

	if (status != HA_OK)
		return status;
	source->bytes = malloc(text.len + 1);
	if (source->bytes == NULL) {
		ha_source_free(source);
		return HA_NOMEM;
	}
	if (text.len > 0)
		memcpy(source->bytes, text.at, text.len);
	source->len = text.len;
	*out = source;
	return HA_OK;
}

void
ha_source_free(struct ha_source *source)
{
	if (source == NULL)
		return;
	free(source->bytes);
	free(source->path);
	free(source);
}

static size_t
line_start(const struct ha_source *source, size_t offset)
{
	const char *newline =
	    offset == 0 ? NULL : memrchr(source->bytes, '\n', offset);

	return newline == NULL ? 0 : (size_t)(newline - source->bytes) + 1;
}

struct ha_place
ha_source_place(const struct ha_source *source, size_t offset)
{
	size_t start = line_start(source, offset);
	struct ha_place place = { 1, offset - start + 1 };
	struct ha_span before = { source->bytes, start };

	while (before.len > 0) {
		before = ha_span_from(before, ha_span_find(before, '\n') + 1);
		place.line++;
	}
	return place;
}

struct ha_span
ha_source_line(const struct ha_source *source, size_t offset)
{
	size_t start = line_start(source, offset);
	struct ha_span rest = { source->bytes + start, source->len - start };

	return ha_span_before(rest, ha_span_find(rest, '\n'));
}

size_t
ha_source_start(const struct ha_source *source)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = sizeof(mark) - 1;

	if (source->len >= len && memcmp(source->bytes, mark, len) == 0)
		return len;
	return 0;
}
