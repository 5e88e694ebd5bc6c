#include "common/source/sparse.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/bounds.h"

struct ha_sparse {
	int fd; /* -1: closed */
	struct ha_identity identity;
	char *bytes;
	size_t len;
	unsigned char *filled; /* a bit a page */
	struct ha_anchors anchors;
};

static size_t
page_count(const struct ha_sparse *sparse)
{
	return (sparse->len + HA_SPARSE_PAGE - 1) / HA_SPARSE_PAGE;
}

/*
 * Small pages alone, or a byte that is read here and there takes 2 MiB each
 * time.  Where there are no others that is an error, and no matter.
 */
static char *
map_bytes(size_t len)
{
	void *bytes = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (bytes == MAP_FAILED)
		return NULL;
	(void)madvise(bytes, len, MADV_NOHUGEPAGE);
	return bytes;
}

enum ha_status
ha_sparse_new(int fd, const struct ha_identity *identity, size_t len,
    struct ha_sparse **out)
{
	struct ha_sparse *sparse = calloc(1, sizeof(*sparse));

	if (sparse == NULL)
		return HA_NOMEM;
	sparse->fd = -1;
	sparse->identity = *identity;
	sparse->len = len;
	sparse->filled = calloc(page_count(sparse) / CHAR_BIT + 1, 1);
	sparse->bytes = map_bytes(len + HA_SOURCE_SLACK);
	if (sparse->filled == NULL || sparse->bytes == NULL) {
		ha_sparse_free(sparse);
		return HA_NOMEM;
	}
	sparse->fd = fd;
	*out = sparse;
	return HA_OK;
}

void
ha_sparse_free(struct ha_sparse *sparse)
{
	if (sparse == NULL)
		return;
	ha_sparse_close(sparse);
	if (sparse->bytes != NULL)
		munmap(sparse->bytes, sparse->len + HA_SOURCE_SLACK);
	free(sparse->filled);
	ha_anchors_free(&sparse->anchors);
	free(sparse);
}

void
ha_sparse_close(struct ha_sparse *sparse)
{
	if (sparse->fd >= 0)
		close(sparse->fd);
	sparse->fd = -1;
}

char *
ha_sparse_bytes(const struct ha_sparse *sparse)
{
	return sparse->bytes;
}

static enum ha_status
check_identity(const struct ha_sparse *sparse, int *error)
{
	struct ha_identity now;
	struct stat st;

	if (fstat(sparse->fd, &st) != 0) {
		*error = errno;
		return HA_UNREADABLE;
	}
	now = ha_identity_of(&st);
	return ha_identity_equal(&sparse->identity, &now) ? HA_OK : HA_CHANGED;
}

enum ha_status
ha_sparse_read(const struct ha_sparse *sparse, size_t offset, char *buffer,
    size_t len, int *error)
{
	size_t done = 0;

	if (sparse->fd < 0) {
		*error = EBADF;
		return HA_UNREADABLE;
	}
	while (done < len) {
		ssize_t n = pread(sparse->fd, buffer + done, len - done,
		    (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			*error = errno;
			return HA_UNREADABLE;
		}
		if (n == 0)
			return HA_CHANGED;
		done += (size_t)n;
	}
	return check_identity(sparse, error);
}

static bool
is_filled(const struct ha_sparse *sparse, size_t page)
{
	return (sparse->filled[page / CHAR_BIT] >> page % CHAR_BIT & 1) != 0;
}

bool
ha_sparse_has(const struct ha_sparse *sparse, size_t offset)
{
	return is_filled(sparse, offset / HA_SPARSE_PAGE);
}

static void
set_filled(struct ha_sparse *sparse, size_t page)
{
	sparse->filled[page / CHAR_BIT] |=
	    (unsigned char)(1u << page % CHAR_BIT);
}

/* The pages from first on, up to end, none of which has been read. */
static enum ha_status
fill_pages(struct ha_sparse *sparse, size_t first, size_t end, int *error)
{
	size_t offset = first * HA_SPARSE_PAGE;
	size_t behind = end * HA_SPARSE_PAGE;
	enum ha_status status;

	if (behind > sparse->len)
		behind = sparse->len;
	status = ha_sparse_read(sparse, offset, sparse->bytes + offset,
	    behind - offset, error);
	if (status != HA_OK)
		return status;
	for (size_t page = first; page < end; page++)
		set_filled(sparse, page);
	return HA_OK;
}

enum ha_status
ha_sparse_fill(struct ha_sparse *sparse, size_t offset, size_t end, int *error)
{
	size_t page = offset / HA_SPARSE_PAGE;
	size_t behind = (end + HA_SPARSE_PAGE - 1) / HA_SPARSE_PAGE;

	while (page < behind) {
		size_t first = page;
		enum ha_status status;

		while (page < behind && !is_filled(sparse, page))
			page++;
		if (page > first) {
			status = fill_pages(sparse, first, page, error);
			if (status != HA_OK)
				return status;
		}
		while (page < behind && is_filled(sparse, page))
			page++;
	}
	return HA_OK;
}

/* Where a page has one, no more than a page must be counted. */
void
ha_sparse_anchor(struct ha_sparse *sparse, struct ha_anchor anchor)
{
	ha_anchors_add(&sparse->anchors, anchor, HA_SPARSE_PAGE);
}

struct ha_anchor
ha_sparse_anchor_before(const struct ha_sparse *sparse, size_t offset)
{
	return ha_anchors_before(&sparse->anchors, offset);
}
