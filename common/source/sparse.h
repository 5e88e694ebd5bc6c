#ifndef HA_SOURCE_SPARSE_H
#define HA_SOURCE_SPARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"
#include "common/source/anchors.h"
#include "common/source/identity.h"

/*
 * A large file that is not read whole: its bytes have their places in memory,
 * and are read there piece by piece, as they are asked for.  Until then they
 * are 0 and take no memory.  The file is never mapped: somebody who shortens
 * a mapped file ends the processes that read it.
 */
struct ha_sparse;

/* What of the bytes is read at once. */
#define HA_SPARSE_PAGE ((size_t)4096)

/*
 * len bytes of the file that is open as fd.  HA_OK, and *sparse owns fd;
 * HA_NOMEM, and the caller still does.
 */
enum ha_status ha_sparse_new(int fd, const struct ha_identity *identity,
    size_t len, struct ha_sparse **sparse);
void ha_sparse_free(struct ha_sparse *sparse);

/*
 * The file is not needed any more; what was read of it stays.  More cannot be
 * read: HA_UNREADABLE with EBADF.
 */
void ha_sparse_close(struct ha_sparse *sparse);

/* All len bytes, and HA_SOURCE_SLACK more that are 0. */
char *ha_sparse_bytes(const struct ha_sparse *sparse);

/*
 * Reads offset up to end, which lies within the file, into their places.
 *
 * HA_OK          and so for whatever was read before.
 * HA_CHANGED     the file is not any more what it was when it was opened.
 * HA_UNREADABLE  *error is an errno value.
 */
enum ha_status ha_sparse_fill(struct ha_sparse *sparse, size_t offset,
    size_t end, int *error);

/* As ha_sparse_fill, but into a buffer, and not remembered. */
enum ha_status ha_sparse_read(const struct ha_sparse *sparse, size_t offset,
    char *buffer, size_t len, int *error);

/* Has the byte at offset been filled? */
bool ha_sparse_has(const struct ha_sparse *sparse, size_t offset);

/* Remembers it; in ascending order. */
void ha_sparse_anchor(struct ha_sparse *sparse, struct ha_anchor anchor);

/* The last one at or before the offset; the file's first line if none. */
struct ha_anchor ha_sparse_anchor_before(const struct ha_sparse *sparse,
    size_t offset);

#endif
