#ifndef HA_INDEX_BUILD_H
#define HA_INDEX_BUILD_H

#include "common/base/status.h"
#include "common/index/format.h"
#include "common/source/source.h"

/*
 * Makes the index of a source, which was read whole: the same bytes for the
 * same source and taken, the moment when reading it began, in ns of the
 * real-time clock (or anything for an index that is used at once).
 *
 * HA_OK      with the image; the caller hands it on, or frees its bytes.
 * HA_TOOBIG  the source has more than HA_SOURCE_MAX bytes or
 *            HA_INDEX_NETS_MAX networks, or its path, which the header
 *            holds, more than some 3,900 bytes.
 * HA_NOMEM
 */
enum ha_status ha_index_build(const struct ha_source *source,
    enum ha_index_kind kind, int64_t taken, struct ha_index_image *image);

/*
 * Is the text a table or a pattern file?  A table when a word of the first
 * line that is neither blank nor a comment holds a ':' outside brackets and
 * is no IPv6 address or network.
 */
enum ha_index_kind ha_index_guess_kind(const struct ha_source *source);

#endif
