#include "common/index/index.h"

#include "common/index/rows.h"

static bool
verify_pages(const struct ha_index *index)
{
	for (uint32_t n = 0; n < index->layout.pages; n++) {
		const unsigned char *page = ha_index_page(&index->pages, n);

		if (page == NULL ||
		    !ha_index_page_is_sound(page, n, index->pages.salt))
			return false;
	}
	return true;
}

/* Each key of a level is the first one in its page below. */
static bool
verify_level(const struct ha_index *index, const struct ha_index_table *table,
    uint32_t level)
{
	const struct ha_index_array *above = &table->levels[level];
	const struct ha_index_array *below =
	    level > 0 ? &table->levels[level - 1] : &table->rows;

	for (uint32_t n = 0; n < above->count; n++) {
		const unsigned char *at;
		struct ha_index_key key;

		at = ha_index_element(&index->pages, above, n);
		if (at == NULL)
			return false;
		key = ha_index_key_load(at, table->key_size);
		at = ha_index_element(&index->pages, below, n * below->a_page);
		if (at == NULL ||
		    !ha_index_key_equal(key,
			ha_index_key_load(at, table->key_size)))
			return false;
	}
	return true;
}

/* Do they ascend? */
static bool
is_behind(const struct ha_candidate *place, const struct ha_candidate *last)
{
	return place->offset > last->offset && place->line >= last->line;
}

/* Those of a node, from posting *n on: several, which ascend. */
static bool
verify_postings(const struct ha_index *index, uint32_t *n)
{
	struct ha_candidate place, last;
	bool is_last;

	if (!ha_index_read_posting(index, (*n)++, &last, &is_last) || is_last)
		return false;
	while (!is_last) {
		if (!ha_index_read_posting(index, (*n)++, &place, &is_last) ||
		    !is_behind(&place, &last))
			return false;
		last = place;
	}
	return true;
}

/* The rows ascend, know their parents, and share the postings out. */
static bool
verify_rows(const struct ha_index *index, enum ha_family family,
    uint32_t *posting)
{
	struct ha_index_nest nest = { .depth = 0 };
	struct ha_index_row row, last = { .parent = HA_INDEX_NONE };
	uint32_t count = index->layout.tables[family].rows.count;

	for (uint32_t n = 0; n < count; n++) {
		if (!ha_index_read_row(index, family, n, &row))
			return false;
		if (n > 0 && !ha_index_prefix_less(&last.prefix, &row.prefix))
			return false;
		if (row.parent != ha_index_nest_add(&nest, &row.prefix, n))
			return false;
		if (!row.has_one &&
		    (row.first != *posting || !verify_postings(index, posting)))
			return false;
		last = row;
	}
	return true;
}

static bool
verify_always(const struct ha_index *index)
{
	struct ha_candidate candidate, last = { 0, 0 };

	for (uint32_t n = 0; n < index->layout.always.count; n++) {
		if (!ha_index_read_always(index, n, &candidate))
			return false;
		if (n > 0 && !is_behind(&candidate, &last))
			return false;
		last = candidate;
	}
	return true;
}

enum ha_status
ha_index_verify(const struct ha_index *index)
{
	uint32_t posting = 0;

	if (!verify_pages(index) || !verify_always(index))
		return HA_INVALID;
	for (enum ha_family i = HA_IPV4; i <= HA_IPV6; i++) {
		const struct ha_index_table *table = &index->layout.tables[i];

		for (uint32_t level = 0; level < table->nlevels; level++) {
			if (!verify_level(index, table, level))
				return HA_INVALID;
		}
		if (!verify_rows(index, i, &posting))
			return HA_INVALID;
	}
	return posting == index->layout.postings.count ? HA_OK : HA_INVALID;
}
