#ifndef HA_CURSOR_BY_INDEX_H
#define HA_CURSOR_BY_INDEX_H

#include "common/index/candidates.h"
#include "common/source/anchors.h"

/*
 * What an index proposes for a client.  That may be more than what a scan
 * finds, and a scan may find more; neither misses anything.
 */
struct ha_by_index {
	struct ha_candidates candidates; /* what ha_index_find found */
	size_t next;                     /* of those */
};

/*
 * HA_OK with the next candidate at the offset from or after it; HA_END;
 * HA_CHANGED: it lies outside the text, which has len bytes.
 */
enum ha_status ha_by_index_next(struct ha_by_index *by_index, size_t from,
    size_t len, struct ha_anchor *found);

#endif
