#ifndef HA_CURSOR_FINDER_H
#define HA_CURSOR_FINDER_H

#include "common/cursor/scan.h"
#include "common/index/index.h"

/*
 * Where in a table or pattern file something stands that may have an effect
 * on a request: from an index, or else by a scan.  The index may propose more
 * than the scan and the scan more than the index; neither misses anything.
 */
struct ha_finder {
	const struct ha_finder_kind *kind;
	struct ha_scan scan;
	bool is_indexed;
	struct ha_candidates candidates;
	size_t next;   /* of those */
	size_t behind; /* where what was found last ends */
};

/* What is looked for. */
struct ha_finder_kind {
	/* As for ha_scan_init. */
	struct ha_skimmed (*pass)(struct ha_skim *skim, struct ha_span text);

	/* Reads what begins at start, and says where it ends.  As
	 * ha_sparse_fill. */
	enum ha_status (*fill)(const struct ha_source *source, size_t start,
	    size_t *end, int *error);
};

/* The kind stays where it is. */
void ha_finder_init(struct ha_finder *finder, const struct ha_source *source,
    const struct ha_finder_kind *kind);
void ha_finder_free(struct ha_finder *finder);

/*
 * Takes the client's candidates from the index.  HA_OK; HA_INVALID: it is
 * damaged, and the finder scans; HA_NOMEM.
 */
enum ha_status ha_finder_use_index(struct ha_finder *finder,
    const struct ha_index *index, const struct ha_addr *client);

/* What was found, behind a byte order mark, and all of it read. */
struct ha_found_piece {
	size_t start, end;
};

/*
 * HA_OK with the next one, which begins where the last one ended or behind;
 * HA_END; HA_NOMEM; else as ha_sparse_fill.
 */
enum ha_status ha_finder_next(struct ha_finder *finder, struct ha_skim *skim,
    struct ha_found_piece *piece, int *error);

#endif
