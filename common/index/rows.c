#include "common/index/rows.h"

#include <string.h>

static uint32_t
load(const unsigned char *bytes)
{
	uint32_t number;

	memcpy(&number, bytes, sizeof(number));
	return number;
}

/* A line takes a byte at least. */
static bool
is_place(const struct ha_index *index, const struct ha_candidate *candidate)
{
	return candidate->offset < index->about.counts.bytes &&
	    candidate->line >= 1 && candidate->line - 1 <= candidate->offset;
}

static struct ha_candidate
load_place(const unsigned char *at)
{
	return (struct ha_candidate){ load(at) & ~HA_INDEX_LAST, load(at + 4) };
}

static bool
load_is_last(const unsigned char *at)
{
	return (load(at) & HA_INDEX_LAST) != 0;
}

/* What a node has instead of the number and the 0. */
static bool
read_reference(const struct ha_index *index, const unsigned char *at,
    struct ha_index_row *row)
{
	row->has_one = load_is_last(at);
	row->only = load_place(at);
	row->first = load(at);
	return row->has_one
	    ? is_place(index, &row->only)
	    : row->first < index->layout.postings.count && load(at + 4) == 0;
}

bool
ha_index_read_row(const struct ha_index *index, enum ha_family family,
    uint32_t n, struct ha_index_row *row)
{
	const struct ha_index_table *table = &index->layout.tables[family];
	const unsigned char *at =
	    ha_index_element(&index->pages, &table->rows, n);

	if (at == NULL)
		return false;
	row->prefix.key = ha_index_key_load(at, table->key_size);
	at += table->key_size;
	row->parent = load(at);
	at += 4;
	if (family == HA_IPV4) {
		row->prefix.length = row->parent >> HA_INDEX_LENGTH4_SHIFT;
		row->parent &= HA_INDEX_NONE;
	} else {
		row->prefix.length = load(at);
		at += 4;
	}
	return ha_index_prefix_is_sound(&row->prefix, family) &&
	    (row->parent < n || row->parent == HA_INDEX_NONE) &&
	    read_reference(index, at, row);
}

bool
ha_index_read_posting(const struct ha_index *index, uint32_t n,
    struct ha_candidate *candidate, bool *is_last)
{
	const unsigned char *at =
	    ha_index_element(&index->pages, &index->layout.postings, n);

	if (at == NULL)
		return false;
	*candidate = load_place(at);
	*is_last = load_is_last(at);
	return is_place(index, candidate);
}

bool
ha_index_read_always(const struct ha_index *index, uint32_t n,
    struct ha_candidate *candidate)
{
	const unsigned char *at =
	    ha_index_element(&index->pages, &index->layout.always, n);

	if (at == NULL)
		return false;
	*candidate = load_place(at);
	return !load_is_last(at) && is_place(index, candidate);
}

/* How many of the elements, which begin with keys in order, are not above. */
static uint32_t
count_below(const unsigned char *elements, uint32_t count, uint32_t size,
    uint32_t key_size, struct ha_index_key key)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (ha_index_key_less(key,
			ha_index_key_load(elements + (size_t)middle * size,
			    key_size)))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/*
 * Of one page of an array: the last element whose key is not above this one.
 * *n is the number of the page among those of the array, then that of the
 * element, which is the number of a page of the array below.
 */
static bool
step_down(const struct ha_index *index, const struct ha_index_array *array,
    uint32_t key_size, struct ha_index_key key, uint32_t *n)
{
	uint32_t first = *n * array->a_page;
	const unsigned char *page =
	    ha_index_element(&index->pages, array, first);
	uint32_t count = array->count - first, below;

	if (page == NULL)
		return false;
	if (count > array->a_page)
		count = array->a_page;
	below = count_below(page, count, array->size, key_size, key);
	*n = below > 0 ? first + below - 1 : HA_INDEX_NONE;
	return true;
}

bool
ha_index_last_row(const struct ha_index *index, enum ha_family family,
    struct ha_index_key key, uint32_t *row)
{
	const struct ha_index_table *table = &index->layout.tables[family];
	uint32_t level = table->nlevels;

	*row = HA_INDEX_NONE;
	if (table->rows.count == 0)
		return true;
	*row = 0;
	do {
		const struct ha_index_array *array =
		    level > 0 ? &table->levels[level - 1] : &table->rows;

		if (!step_down(index, array, table->key_size, key, row))
			return false;
		/* All keys may be above; all of a page that was chosen, no. */
		if (*row == HA_INDEX_NONE)
			return level == table->nlevels;
	} while (level-- > 0);
	return true;
}
