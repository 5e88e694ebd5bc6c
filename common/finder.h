#ifndef HA_FINDER_H
#define HA_FINDER_H

#include "index.h"
#include "scan.h"

/*
 * Where in a table or pattern file something stands that may have an effect
 * on a request: from an index, or else by a scan.  The index may propose more
 * than the scan and the scan more than the index; neither misses anything.
 */
struct ha_finder {
	struct ha_scan scan;
	bool is_indexed;
	struct ha_candidates candidates;
	size_t next; /* of those */
};

/* pass: as for ha_scan_init. */
void ha_finder_init(struct ha_finder *finder, const struct ha_source *source,
    struct ha_skimmed (*pass)(struct ha_skim *skim, struct ha_span text));
void ha_finder_free(struct ha_finder *finder);

/*
 * Takes the client's candidates from the index.  HA_OK; HA_INVALID: it is
 * damaged, and the finder scans; HA_NOMEM.
 */
enum ha_status ha_finder_use_index(struct ha_finder *finder,
    const struct ha_index *index, const struct ha_addr *client);

/*
 * HA_OK with where the next one begins; HA_END; HA_NOMEM; else as
 * ha_sparse_fill.
 */
enum ha_status ha_finder_next(struct ha_finder *finder, struct ha_skim *skim,
    size_t *offset, int *error);

/* It has been looked at; the next one begins at end or behind. */
void ha_finder_behind(struct ha_finder *finder, size_t end);

#endif
