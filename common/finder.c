#include "finder.h"

void
ha_finder_init(struct ha_finder *finder, const struct ha_source *source,
    struct ha_skimmed (*pass)(struct ha_skim *skim, struct ha_span text))
{
	*finder = (struct ha_finder){ .is_indexed = false };
	ha_scan_init(&finder->scan, source, pass);
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

static enum ha_status
next_candidate(struct ha_finder *finder, struct ha_anchor *found)
{
	const struct ha_candidate *candidate;

	if (finder->next == finder->candidates.count)
		return HA_END;
	candidate = &finder->candidates.at[finder->next];
	/* Then the index is of another text, whatever it says. */
	if (candidate->offset >= finder->scan.source->len)
		return HA_CHANGED;
	finder->next++;
	*found = (struct ha_anchor){ candidate->offset, candidate->line };
	return HA_OK;
}

enum ha_status
ha_finder_next(struct ha_finder *finder, struct ha_skim *skim, size_t *offset,
    int *error)
{
	struct ha_scan *scan = &finder->scan;
	struct ha_anchor found;
	enum ha_status status;

	if (finder->is_indexed) {
		status = next_candidate(finder, &found);
	} else {
		status = ha_scan_next(scan, skim, error);
		found = (struct ha_anchor){ scan->at, scan->line };
	}
	if (status != HA_OK)
		return status;
	ha_source_anchor(scan->source, found);
	*offset = found.offset;
	return HA_OK;
}

void
ha_finder_behind(struct ha_finder *finder, size_t end)
{
	if (!finder->is_indexed)
		ha_scan_behind(&finder->scan, end);
}
