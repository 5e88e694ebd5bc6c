#ifndef HA_INDEX_ENTRIES_H
#define HA_INDEX_ENTRIES_H

#include <stddef.h>

#include "common/base/status.h"
#include "common/index/candidates.h"
#include "common/index/key.h"

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

/* None; key_size is HA_INDEX_KEY4 or HA_INDEX_KEY6. */
struct ha_index_entries ha_index_entries_of(uint32_t key_size);
void ha_index_entries_free(struct ha_index_entries *entries);

/* HA_OK; HA_NOMEM; HA_TOOBIG: there are HA_INDEX_NETS_MAX already. */
enum ha_status ha_index_entries_add(struct ha_index_entries *entries,
    const struct ha_index_prefix *prefix, struct ha_candidate place);

/* Entry n. */
struct ha_index_prefix ha_index_entry_prefix(
    const struct ha_index_entries *entries, size_t n);
struct ha_candidate ha_index_entry_place(const struct ha_index_entries *entries,
    size_t n);

/*
 * Puts them in order of key, then length, then offset, each once.  HA_OK or
 * HA_NOMEM.
 */
enum ha_status ha_index_entries_sort(struct ha_index_entries *entries);

#endif
