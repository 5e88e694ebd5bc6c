#ifndef HA_INDEX_ROWS_H
#define HA_INDEX_ROWS_H

#include <stdbool.h>

#include "common/index/candidates.h"
#include "common/index/key.h"
#include "common/index/pages.h"

/* An open index; what index.h says of it. */
struct ha_index {
	struct ha_index_pages pages;
	struct ha_index_about about;
	struct ha_index_layout layout;
};

struct ha_index_row {
	struct ha_index_prefix prefix;
	uint32_t parent; /* above this one, or HA_INDEX_NONE */
	bool has_one;    /* posting: this one */
	struct ha_candidate only;
	uint32_t first; /* otherwise: the number of the first one */
};

/*
 * What is read is checked as far as it can be by itself.  False: the index is
 * damaged, or there is no such element.
 */
bool ha_index_read_row(const struct ha_index *index, enum ha_family family,
    uint32_t n, struct ha_index_row *row);
bool ha_index_read_posting(const struct ha_index *index, uint32_t n,
    struct ha_candidate *candidate, bool *is_last);
bool ha_index_read_always(const struct ha_index *index, uint32_t n,
    struct ha_candidate *candidate);

/*
 * The last row whose key is not above this one, or HA_INDEX_NONE.  False: the
 * index is damaged.
 */
bool ha_index_last_row(const struct ha_index *index, enum ha_family family,
    struct ha_index_key key, uint32_t *row);

#endif
