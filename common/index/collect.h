#ifndef HA_INDEX_COLLECT_H
#define HA_INDEX_COLLECT_H

#include "common/base/status.h"
#include "common/index/candidates.h"
#include "common/index/entries.h"
#include "common/index/format.h"
#include "common/source/source.h"

/* All that goes into an index.  Start with ha_index_collect. */
struct ha_index_collection {
	struct ha_index_entries families[2]; /* by enum ha_family */
	struct ha_candidates always;
	struct ha_index_counts counts; /* all but nodes and postings */
};

/*
 * Reads the source; the entries stand in the order of the file.  HA_OK;
 * HA_NOMEM; HA_TOOBIG: more than HA_SOURCE_MAX bytes or
 * HA_INDEX_NETS_MAX networks.  To be freed whatever comes.
 */
enum ha_status ha_index_collect(const struct ha_source *source,
    enum ha_index_kind kind, struct ha_index_collection *collection);
void ha_index_collection_free(struct ha_index_collection *collection);

#endif
