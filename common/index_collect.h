#ifndef HA_INDEX_COLLECT_H
#define HA_INDEX_COLLECT_H

#include <stdbool.h>

#include "index_candidates.h"
#include "index_format.h"
#include "index_key.h"
#include "source.h"
#include "status.h"

/*
 * Networks of one family and the rules or words that name them.  An entry is
 * the key as in a node, its length in one byte, three bytes of zero, and the
 * offset and line: so they can be sorted as bytes.
 */
struct ha_index_entries {
	uint32_t key_size, size; /* bytes of a key, and of an entry */
	unsigned char *at;       /* owned */
	size_t count, room;
};

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

/* Entry n. */
struct ha_index_prefix ha_index_entry_prefix(
    const struct ha_index_entries *entries, size_t n);
struct ha_candidate ha_index_entry_place(const struct ha_index_entries *entries,
    size_t n);

/*
 * Puts them in order of key, then length, then offset, each once.  HA_OK or
 * HA_NOMEM.
 */
enum ha_status ha_index_sort(struct ha_index_entries *entries);

#endif
