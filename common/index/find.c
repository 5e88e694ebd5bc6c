#include "common/index/index.h"

#include "common/index/rows.h"

/* The nodes that hold the address, the smallest network first. */
struct chain {
	struct ha_index_row rows[129]; /* lengths descend, 128-0 */
	size_t count;
};

/*
 * Every network that holds the address holds the last one before it, too, or
 * is that one: its key stands between theirs.  So they are all in the chain
 * of its parents.
 */
static bool
climb(const struct ha_index *index, enum ha_family family, uint32_t n,
    struct ha_index_key key, struct chain *chain)
{
	uint32_t length = 129;

	chain->count = 0;
	while (n != HA_INDEX_NONE) {
		struct ha_index_row row;

		/* Lengths that descend end even a chain that is damaged. */
		if (!ha_index_read_row(index, family, n, &row) ||
		    row.prefix.length >= length)
			return false;
		if (ha_index_prefix_holds(&row.prefix, key))
			chain->rows[chain->count++] = row;
		length = row.prefix.length;
		n = row.parent;
	}
	return true;
}

/* No posting belongs to two nodes, so there cannot be more of them. */
static enum ha_status
add_postings(const struct ha_index *index, uint32_t n,
    struct ha_candidates *candidates)
{
	size_t limit = index->layout.postings.count + (size_t)129;
	struct ha_candidate candidate;
	bool is_last;

	do {
		if (candidates->count >= limit ||
		    !ha_index_read_posting(index, n++, &candidate, &is_last))
			return HA_INVALID;
		if (ha_candidates_add(candidates, candidate) != HA_OK)
			return HA_NOMEM;
	} while (!is_last);
	return HA_OK;
}

/* From the largest network on, so that their pages come in order. */
static enum ha_status
add_keyed(const struct ha_index *index, const struct ha_addr *addr,
    struct ha_candidates *candidates)
{
	struct ha_index_key key = ha_index_key_of(addr);
	enum ha_status status = HA_OK;
	struct chain chain;
	uint32_t n;

	if (!ha_index_last_row(index, addr->family, key, &n) ||
	    !climb(index, addr->family, n, key, &chain))
		return HA_INVALID;
	while (status == HA_OK && chain.count > 0) {
		const struct ha_index_row *row = &chain.rows[--chain.count];

		status = row->has_one
		    ? ha_candidates_add(candidates, row->only)
		    : add_postings(index, row->first, candidates);
	}
	return status;
}

static enum ha_status
add_always(const struct ha_index *index, struct ha_candidates *candidates)
{
	for (uint32_t n = 0; n < index->layout.always.count; n++) {
		struct ha_candidate candidate;

		if (!ha_index_read_always(index, n, &candidate))
			return HA_INVALID;
		if (ha_candidates_add(candidates, candidate) != HA_OK)
			return HA_NOMEM;
	}
	return HA_OK;
}

enum ha_status
ha_index_find(const struct ha_index *index, const struct ha_addr *addr,
    struct ha_candidates *candidates)
{
	enum ha_status status;

	candidates->count = 0;
	status = add_keyed(index, addr, candidates);
	if (status == HA_OK)
		status = add_always(index, candidates);
	if (status == HA_OK)
		status = ha_candidates_order(candidates);
	return status;
}
