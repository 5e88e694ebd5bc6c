/* How a source comes into being: from a file, or from memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "common/source/sightings.h"
#include "common/source/source.h"

/* A file on its way to become a source, read again until its text counts. */
struct opening {
	const char *path;
	bool is_sparse;
	struct ha_patience *patience;
	int64_t given; /* what was left of it at first */
	struct ha_sightings sightings;
	/* The state in which it was found first, and did not count. */
	bool was_there;
	struct ha_identity found;
	int fd;
	struct stat st; /* before it was read */
};

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
open_plain_file(struct opening *opening, int *error)
{
	if (stat(opening->path, &opening->st) != 0)
		return status_of_errno(error);
	if (!is_readable_kind(&opening->st)) {
		*error = error_of_kind(&opening->st);
		return HA_UNREADABLE;
	}
	opening->fd =
	    open(opening->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return opening->fd < 0 ? status_of_errno(error) : HA_OK;
}

static bool
is_younger_than(const struct stat *st, int64_t age)
{
	struct ha_identity identity = ha_identity_of(st);

	return ha_identity_is_racy(&identity, age, ha_clock_ns(CLOCK_REALTIME));
}

/* The folder that holds the file, or would; false: it cannot be asked. */
static bool
ask_folder(const char *path, struct stat *st)
{
	char *folder = strdup(path), *slash;
	bool is_there;

	if (folder == NULL)
		return false;
	slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[1] = '\0';
	is_there = stat(slash != NULL ? folder : ".", st) == 0;
	free(folder);
	return is_there;
}

/* Has it come into its folder since it was written? */
static bool
is_new(const struct opening *opening, const struct stat *st)
{
	struct stat folder;
	struct ha_identity file = ha_identity_of(st), holder;

	if (!ask_folder(opening->path, &folder))
		return false;
	holder = ha_identity_of(&folder);
	return ha_identity_modified(&holder) >
	    ha_identity_modified(&file) - HA_GRAIN_NS;
}

/*
 * May somebody be writing the file?  Who empties a file before he fills it
 * may have to wait for the disk in between; a new one is empty without that.
 */
static bool
may_be_in_work(const struct opening *opening, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return false;
	return is_younger_than(st, HA_RACY_NS) ||
	    (st->st_size == 0 && is_younger_than(st, HA_PATIENCE_NS) &&
		!is_new(opening, st));
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

/* Has nobody written the file while it was read, or shortly before? */
static bool
is_at_rest(const struct opening *opening, const struct ha_source *source,
    const struct stat *after)
{
	struct ha_identity now = ha_identity_of(after);

	return ha_identity_equal(&source->identity, &now) &&
	    !may_be_in_work(opening, after);
}

/*
 * The name led to another file when it was opened than when it was asked
 * about: then owner, mode and identity are those of what was read.
 */
static void
take_over(struct opening *opening, struct ha_source *source,
    const struct stat *after)
{
	struct ha_identity now = ha_identity_of(after);

	if (source->identity.device == now.device &&
	    source->identity.inode == now.inode)
		return;
	opening->st = *after;
	source->owner = after->st_uid;
	source->mode = after->st_mode;
	source->identity = now;
}

/* Has nobody written the open file since it was asked about? */
static bool
is_unwritten(const struct opening *opening, const struct stat *now)
{
	return now->st_size == opening->st.st_size &&
	    now->st_mtim.tv_sec == opening->st.st_mtim.tv_sec &&
	    now->st_mtim.tv_nsec == opening->st.st_mtim.tv_nsec;
}

/* Another one has taken the file's place, and nobody writes this one. */
static bool
was_replaced(const struct opening *opening)
{
	struct stat now;

	return fstat(opening->fd, &now) == 0 && now.st_nlink == 0 &&
	    is_unwritten(opening, &now);
}

/*
 * No more is waited for: is the file left as empty as it was found?  Where
 * times are coarse nothing else may be told.
 */
static bool
is_left_empty(struct opening *opening)
{
	struct ha_identity identity = ha_identity_of(&opening->st);
	bool was_empty =
	    opening->was_there && ha_identity_equal(&opening->found, &identity);

	if (!opening->was_there)
		opening->found = identity;
	return was_empty &&
	    ha_patience_left(opening->patience) <= HA_PATIENCE_KEPT_NS;
}

/* Does the open file begin with the text? */
static bool
begins_with(const struct opening *opening, struct ha_span text)
{
	char buffer[4096];

	for (size_t done = 0; done < text.len;) {
		size_t len = text.len - done;
		ssize_t n = pread(opening->fd, buffer,
		    len < sizeof(buffer) ? len : sizeof(buffer), (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || memcmp(buffer, text.at + done, (size_t)n) != 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/*
 * Is the text that was read still there a moment later, and the file as it was
 * or longer?  If not, it was read while it was written.
 */
static bool
stays(const struct opening *opening, struct ha_span text)
{
	const struct timespec moment = { 0, HA_MOMENT_NS };
	struct stat now;

	nanosleep(&moment, NULL);
	return begins_with(opening, text) && fstat(opening->fd, &now) == 0 &&
	    (is_unwritten(opening, &now) || now.st_size > opening->st.st_size);
}

/* Notes what was read; has it been there long enough to be a whole text? */
static bool
is_seen_enough(struct opening *opening, struct ha_span text)
{
	int64_t now = ha_clock_ns(CLOCK_MONOTONIC);

	if (text.len > 0 && stays(opening, text))
		return ha_sightings_confirm(&opening->sightings, text, now);
	ha_sightings_miss(&opening->sightings);
	return text.len == 0 && is_left_empty(opening);
}

/* HA_CHANGED, after a nap; HA_UNREADABLE: it has changed for too long. */
static enum ha_status
ask_again(struct opening *opening, int *error)
{
	if (ha_patience_nap(opening->patience))
		return HA_CHANGED;
	*error = EAGAIN;
	return HA_UNREADABLE;
}

/*
 * What was read of a file that somebody may be writing.  HA_OK: it counts; or
 * as ask_again.
 */
static enum ha_status
settle(struct opening *opening, struct ha_span text, int *error)
{
	enum ha_status status;

	if (is_seen_enough(opening, text))
		return HA_OK;
	opening->was_there = true;
	status = ask_again(opening, error);
	if (status == HA_CHANGED && text.len > 0 && was_replaced(opening))
		return HA_OK;
	return status;
}

static enum ha_status
read_whole(struct opening *opening, struct ha_source *source, int *error)
{
	size_t expected = source->len;
	struct stat after;
	ssize_t len;

	source->bytes = new_bytes(expected);
	if (source->bytes == NULL)
		return HA_NOMEM;
	/* A byte more than expected shows that the file has grown. */
	len = read_all(opening->fd, source->bytes, expected);
	if (len < 0 || fstat(opening->fd, &after) != 0) {
		*error = errno;
		return HA_UNREADABLE;
	}
	if ((size_t)len < expected)
		source->len = (size_t)len;
	memset(source->bytes + source->len, 0,
	    expected - source->len + HA_SOURCE_SLACK);
	if (is_dev_null(&after) ||
	    ((size_t)len == expected && is_at_rest(opening, source, &after)))
		return HA_OK;
	take_over(opening, source, &after);
	/*
	 * What has come in between and is no file, and one that says it is
	 * empty and is not, are never taken for empty.
	 */
	if (!S_ISREG(after.st_mode) || (expected == 0 && len > 0))
		return ask_again(opening, error);
	return settle(opening, (struct ha_span){ source->bytes, source->len },
	    error);
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

/*
 * What is read at once of the open file; closes it, or keeps it.  One that
 * may be half written is read whole, for all of it must be seen again.
 */
static enum ha_status
read_descriptor(struct opening *opening, struct ha_source *source, int *error)
{
	enum ha_status status;

	if (opening->st.st_size > (off_t)HA_SOURCE_MAX)
		status = HA_TOOBIG;
	else if (opening->is_sparse && source->len > HA_SOURCE_WHOLE &&
	    !may_be_in_work(opening, &opening->st))
		status = ha_sparse_new(opening->fd, &source->identity,
		    source->len, &source->sparse);
	else
		status = read_whole(opening, source, error);
	if (source->sparse != NULL)
		source->bytes = ha_sparse_bytes(source->sparse);
	else
		close(opening->fd);
	return status;
}

static enum ha_status
open_once(struct opening *opening, struct ha_source **out, int *error)
{
	struct ha_source *source;
	enum ha_status status = open_plain_file(opening, error);

	if (status != HA_OK)
		return status;
	status = source_new(opening->path, &source);
	if (status != HA_OK) {
		close(opening->fd);
		return status;
	}
	describe(source, &opening->st);
	status = read_descriptor(opening, source, error);
	if (status == HA_OK)
		*out = source;
	else
		ha_source_free(source);
	return status;
}

/* A folder may be busy with other files; half of the time is for those. */
static bool
may_wait_for_missing(const struct opening *opening)
{
	struct stat folder;

	return ask_folder(opening->path, &folder) &&
	    is_younger_than(&folder, HA_GRAIN_NS) &&
	    ha_patience_left(opening->patience) > opening->given / 2;
}

/*
 * Who writes a file anew may have taken the old one away first.  HA_MISSING:
 * it stays away; or as ask_again.
 */
static enum ha_status
ask_missing_again(struct opening *opening, int *error)
{
	if (opening->was_there)
		return ask_again(opening, error);
	return may_wait_for_missing(opening) &&
		ha_patience_nap(opening->patience)
	    ? HA_CHANGED
	    : HA_MISSING;
}

enum ha_status
ha_source_open_within(const char *path, bool is_sparse,
    struct ha_patience *patience, struct ha_source **source, int *error)
{
	struct opening opening = { .path = path,
		.is_sparse = is_sparse,
		.patience = patience,
		.given = ha_patience_left(patience) };
	enum ha_status status;

	*error = 0;
	do {
		status = open_once(&opening, source, error);
		if (status == HA_MISSING)
			status = ask_missing_again(&opening, error);
	} while (status == HA_CHANGED);
	ha_patience_rest(patience);
	return status;
}

enum ha_status
ha_source_open(const char *path, struct ha_source **source, int *error)
{
	struct ha_patience patience = { 0 };

	return ha_source_open_within(path, false, &patience, source, error);
}

bool
ha_source_is_dangling(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	    stat(path, &st) != 0 && errno == ENOENT;
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
