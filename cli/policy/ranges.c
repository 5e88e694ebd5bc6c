#include "cli/policy/ranges.h"

#include <stdlib.h>

#include "cli/io/vector.h"

void
cli_ranges_clear(struct cli_ranges *ranges)
{
	ranges->count = 0;
}

void
cli_ranges_free(struct cli_ranges *ranges)
{
	free(ranges->list);
}

void
cli_ranges_add(struct cli_ranges *ranges, uint32_t first, uint32_t last)
{
	ranges->list = cli_vector_grow(ranges->list, &ranges->size,
	    ranges->count, sizeof(*ranges->list));
	ranges->list[ranges->count++] = (struct cli_range){ first, last };
}

void
cli_ranges_swap(struct cli_ranges *a, struct cli_ranges *b)
{
	struct cli_ranges old = *a;

	*a = *b;
	*b = old;
}

bool
cli_ranges_equal(const struct cli_ranges *a, const struct cli_ranges *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->list[i].first != b->list[i].first ||
		    a->list[i].last != b->list[i].last)
			return false;
	}
	return true;
}

static int
compare(const void *left, const void *right)
{
	const struct cli_range *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return 0;
}

void
cli_ranges_tidy(struct cli_ranges *ranges)
{
	size_t kept = 0;

	if (ranges->count < 2)
		return;
	qsort(ranges->list, ranges->count, sizeof(*ranges->list), compare);
	for (size_t i = 1; i < ranges->count; i++) {
		struct cli_range *last = &ranges->list[kept];
		const struct cli_range *next = &ranges->list[i];

		if (next->first > last->last + 1)
			ranges->list[++kept] = *next;
		else if (next->last > last->last)
			last->last = next->last;
	}
	ranges->count = kept + 1;
}

/* The first range of a tidy set that ends at the cell or after it. */
static size_t
find_end(const struct cli_ranges *ranges, uint32_t cell)
{
	size_t low = 0, high = ranges->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges->list[middle].last < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
subtract_from(struct cli_ranges *out, struct cli_range from,
    const struct cli_ranges *b)
{
	for (size_t i = find_end(b, from.first); i < b->count; i++) {
		const struct cli_range *hole = &b->list[i];

		if (hole->first > from.last)
			break;
		if (hole->first > from.first)
			cli_ranges_add(out, from.first, hole->first - 1);
		if (hole->last >= from.last)
			return;
		from.first = hole->last + 1;
	}
	cli_ranges_add(out, from.first, from.last);
}

void
cli_ranges_subtract(struct cli_ranges *out, const struct cli_ranges *a,
    const struct cli_ranges *b)
{
	cli_ranges_clear(out);
	for (size_t i = 0; i < a->count; i++)
		subtract_from(out, a->list[i], b);
}
