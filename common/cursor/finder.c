#include "common/cursor/finder.h"

void
ha_finder_init(struct ha_finder *finder, const struct ha_source *source,
    const struct ha_finder_kind *kind)
{
	*finder = (struct ha_finder){ .kind = kind };
	ha_scan_init(&finder->scan, source, kind->pass);
}

void
ha_finder_free(struct ha_finder *finder)
{
	ha_scan_free(&finder->scan);
	ha_candidates_free(&finder->candidates);
}

enum ha_status
ha_finder_use_index(struct ha_finder *finder, const struct ha_index *index,
    const struct ha_addr *client)
{
	enum ha_status status =
	    ha_index_find(index, client, &finder->candidates);

	finder->is_indexed = status == HA_OK;
	return status;
}

/*
 * Nothing begins within what was found last; an index that says so would have
 * it read again and again.
 */
static enum ha_status
next_candidate(struct ha_finder *finder, struct ha_anchor *found)
{
	const struct ha_candidates *all = &finder->candidates;
	const struct ha_candidate *candidate;

	while (finder->next < all->count &&
	    all->at[finder->next].offset < finder->behind)
		finder->next++;
	if (finder->next == all->count)
		return HA_END;
	candidate = &all->at[finder->next++];
	/* Then the index is of another text, whatever it says. */
	if (candidate->offset >= finder->scan.source->len)
		return HA_CHANGED;
	*found = (struct ha_anchor){ candidate->offset, candidate->line };
	return HA_OK;
}

static enum ha_status
find_start(struct ha_finder *finder, struct ha_skim *skim,
    struct ha_anchor *found, int *error)
{
	enum ha_status status;

	if (finder->is_indexed)
		return next_candidate(finder, found);
	status = ha_scan_next(&finder->scan, skim, error);
	*found = (struct ha_anchor){ finder->scan.at, finder->scan.line };
	return status;
}

enum ha_status
ha_finder_next(struct ha_finder *finder, struct ha_skim *skim,
    struct ha_found_piece *piece, int *error)
{
	const struct ha_source *source = finder->scan.source;
	struct ha_anchor found;
	enum ha_status status = find_start(finder, skim, &found, error);

	if (status == HA_OK)
		status = finder->kind->fill(source, found.offset, &piece->end,
		    error);
	if (status != HA_OK)
		return status;
	ha_source_anchor(source, found);
	piece->start =
	    found.offset == 0 ? ha_source_start(source) : found.offset;
	finder->behind = piece->end;
	if (!finder->is_indexed)
		ha_scan_behind(&finder->scan, piece->end);
	return HA_OK;
}
