#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "bounds.h"

/* How many bytes must be counted at most, once lines have been counted. */
#define LINES_DISTANCE ((size_t)256)

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

/*
 * Asks before it opens: to open a device or a FIFO may already do something.
 * Should another file have come in between, reading will show it.
 */
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
	return *fd < 0 ? status_of_errno(error) : HA_OK;
}

/*
 * Reads until there are len bytes, or one more if that can be, or the end; -1
 * with errno.  Some files say that they are empty and are not: they are asked.
 */
static ssize_t
read_all(int fd, char *bytes, size_t len)
{
	size_t done = 0;

	for (;;) {
		ssize_t n = read(fd, bytes + done, len + 1 - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		done += (size_t)n;
		if (n == 0 || done >= len)
			return (ssize_t)done;
	}
}

/* The slack lets readers look ahead without asking where the text ends. */
static char *
new_bytes(size_t size)
{
	char *bytes = malloc(size + HA_SOURCE_SLACK);

	if (bytes != NULL)
		memset(bytes + size, 0, HA_SOURCE_SLACK);
	return bytes;
}

static enum ha_status
read_whole(int fd, struct ha_source *source, int *error)
{
	struct ha_identity now;
	struct stat after;
	ssize_t len;

	source->bytes = new_bytes(source->len);
	if (source->bytes == NULL)
		return HA_NOMEM;
	/* A byte more than expected shows that the file has grown. */
	len = read_all(fd, source->bytes, source->len);
	source->bytes[source->len] = '\0';
	if (len < 0 || fstat(fd, &after) != 0) {
		*error = errno;
		return HA_UNREADABLE;
	}
	now = ha_identity_of(&after);
	if ((size_t)len != source->len ||
	    !ha_identity_equal(&source->identity, &now))
		return HA_CHANGED;
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

static void
describe(struct ha_source *source, const struct stat *st)
{
	source->len = is_dev_null(st) ? 0 : (size_t)st->st_size;
	source->owner = st->st_uid;
	source->mode = st->st_mode;
	source->identity = ha_identity_of(st);
}

/* What is read at once of a file that is open as fd; closes it, or keeps it. */
static enum ha_status
read_descriptor(int fd, struct ha_source *source, bool is_sparse, int *error)
{
	enum ha_status status = HA_TOOBIG;

	if (source->len > HA_SOURCE_MAX)
		;
	else if (is_sparse && source->len > HA_SOURCE_WHOLE)
		status = ha_sparse_new(fd, &source->identity, source->len,
		    &source->sparse);
	else
		status = read_whole(fd, source, error);
	if (source->sparse != NULL)
		source->bytes = ha_sparse_bytes(source->sparse);
	else
		close(fd);
	return status;
}

static enum ha_status
open_once(const char *path, bool is_sparse, struct ha_source **out, int *error)
{
	struct ha_source *source;
	enum ha_status status;
	struct stat st;
	int fd;

	status = open_plain_file(path, &fd, &st, error);
	if (status != HA_OK)
		return status;
	status = source_new(path, &source);
	if (status != HA_OK) {
		close(fd);
		return status;
	}
	describe(source, &st);
	status = read_descriptor(fd, source, is_sparse, error);
	if (status == HA_OK)
		*out = source;
	else
		ha_source_free(source);
	return status;
}

static enum ha_status
open_unchanged(const char *path, bool is_sparse, struct ha_source **source,
    int *error)
{
	*error = 0;
	for (int tries = 0; tries < HA_SOURCE_TRIES; tries++) {
		enum ha_status status =
		    open_once(path, is_sparse, source, error);

		if (status != HA_CHANGED)
			return status;
	}
	*error = EAGAIN;
	return HA_UNREADABLE;
}

enum ha_status
ha_source_open(const char *path, struct ha_source **source, int *error)
{
	return open_unchanged(path, false, source, error);
}

enum ha_status
ha_source_open_sparse(const char *path, struct ha_source **source, int *error)
{
	return open_unchanged(path, true, source, error);
}

enum ha_status
ha_source_fill(const struct ha_source *source, size_t offset, size_t end,
    int *error)
{
	if (source->sparse == NULL)
		return HA_OK;
	return ha_sparse_fill(source->sparse, offset, end, error);
}

void
ha_source_anchor(const struct ha_source *source, struct ha_anchor anchor)
{
	if (source->sparse != NULL)
		ha_sparse_anchor(source->sparse, anchor);
}

void
ha_source_close(const struct ha_source *source)
{
	if (source->sparse != NULL)
		ha_sparse_close(source->sparse);
}

enum ha_status
ha_source_from_memory(const char *path, struct ha_span text,
    struct ha_source **out)
{
	struct ha_source *source;
	enum ha_status status = source_new(path, &source);

	if (status != HA_OK)
		return status;
	source->bytes = new_bytes(text.len);
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
	if (source->sparse == NULL)
		free(source->bytes);
	ha_sparse_free(source->sparse);
	ha_anchors_free(&source->lines);
	free(source->path);
	free(source);
}

/* What cannot be read, to be shown or counted, is taken for a line's middle. */
static void
fill_for_show(const struct ha_source *source, size_t start, size_t end)
{
	int ignored;

	(void)ha_source_fill(source, start, end, &ignored);
}

/* Page by page: the one before the offset has mostly been read. */
static size_t
line_start(const struct ha_source *source, size_t offset)
{
	while (offset > 0) {
		size_t page = (offset - 1) / HA_SPARSE_PAGE * HA_SPARSE_PAGE;
		const char *newline;

		fill_for_show(source, page, offset);
		newline = memrchr(source->bytes + page, '\n', offset - page);
		if (newline != NULL)
			return (size_t)(newline - source->bytes) + 1;
		offset = page;
	}
	return 0;
}

static size_t
line_end(const struct ha_source *source, size_t offset)
{
	while (offset < source->len) {
		size_t page = (offset / HA_SPARSE_PAGE + 1) * HA_SPARSE_PAGE;
		struct ha_span part = { source->bytes + offset,
			(page < source->len ? page : source->len) - offset };
		size_t end;

		fill_for_show(source, offset, offset + part.len);
		end = ha_span_find(part, '\n');
		offset += end;
		if (end < part.len)
			break;
	}
	return offset;
}

/* Where the counting of lines begins, with all read from there to offset. */
static struct ha_anchor
anchor_before(const struct ha_source *source, size_t offset)
{
	struct ha_anchor anchor;
	int ignored;

	if (source->sparse == NULL)
		return ha_anchors_before(&source->lines, offset);
	anchor = ha_sparse_anchor_before(source->sparse, offset);
	(void)ha_source_fill(source, anchor.offset, offset, &ignored);
	return anchor;
}

void
ha_source_count_lines(struct ha_source *source)
{
	struct ha_anchor anchor = { 0, 1 };

	for (;;) {
		struct ha_span rest = { source->bytes + anchor.offset,
			source->len - anchor.offset };
		size_t newline = ha_span_find(rest, '\n');

		if (newline == rest.len)
			return;
		anchor.offset += newline + 1;
		anchor.line++;
		ha_anchors_add(&source->lines, anchor, LINES_DISTANCE);
	}
}

struct ha_place
ha_source_place(const struct ha_source *source, size_t offset)
{
	struct ha_anchor anchor = anchor_before(source, offset);
	size_t start = line_start(source, offset);
	struct ha_place place = { anchor.line, offset - start + 1 };
	struct ha_span before = { source->bytes + anchor.offset,
		start > anchor.offset ? start - anchor.offset : 0 };

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

	return (struct ha_span){ source->bytes + start,
		line_end(source, offset) - start };
}

size_t
ha_source_start(const struct ha_source *source)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = sizeof(mark) - 1;

	/* What was not read takes no memory as long as nobody looks. */
	if (source->sparse != NULL && !ha_sparse_has(source->sparse, 0))
		return 0;
	if (source->len >= len && memcmp(source->bytes, mark, len) == 0)
		return len;
	return 0;
}
