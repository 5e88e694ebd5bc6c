#include "common/cursor/by_index.h"

enum ha_status
ha_by_index_next(struct ha_by_index *by_index, size_t from, size_t len,
    struct ha_anchor *found)
{
	const struct ha_candidates *all = &by_index->candidates;
	const struct ha_candidate *candidate;

	/* Nothing begins within what was found last: an index that says so
	 * would have it read again and again. */
	while (by_index->next < all->count &&
	    all->at[by_index->next].offset < from)
		by_index->next++;
	if (by_index->next == all->count)
		return HA_END;
	candidate = &all->at[by_index->next++];
	/* Then the index is of another text, whatever it says. */
	if (candidate->offset >= len)
		return HA_CHANGED;
	*found = (struct ha_anchor){ candidate->offset, candidate->line };
	return HA_OK;
}
