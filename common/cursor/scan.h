#ifndef HA_CURSOR_SCAN_H
#define HA_CURSOR_SCAN_H

#include "common/cursor/prefilter.h"
#include "common/source/source.h"

/*
 * A way through a source that stops only where the matcher must look: see
 * prefilter.h.  A sparse source is read through a window, so that what is
 * passed over takes no memory, and what lies after the end of the way is not
 * read.
 */
struct ha_scan {
	const struct ha_source *source; /* borrowed */
	struct ha_passed (*pass)(struct ha_prefilter *prefilter,
	    struct ha_span text);
	size_t at, line; /* what is next, and the number of its line */

	/* The bytes of the source from base on, as far as they were read. */
	char *window;
	size_t base, len, room;
	size_t gulp; /* how much is read next: ever more */
};

/* Nothing is read yet. */
void ha_scan_init(struct ha_scan *scan, const struct ha_source *source,
    struct ha_passed (*pass)(struct ha_prefilter *prefilter,
	struct ha_span text));
void ha_scan_free(struct ha_scan *scan);

/*
 * Goes on to what must be looked at next.  from is the end of what was found
 * last, all of which is filled; 0 at first.
 *
 * HA_OK; HA_END; HA_NOMEM; else as ha_sparse_fill.
 */
enum ha_status ha_scan_next(struct ha_scan *scan, size_t from,
    struct ha_prefilter *prefilter, struct ha_anchor *found, int *error);

#endif
