#include "index_collect.h"

#include <stdlib.h>
#include <string.h>

/* A byte of every entry by which they are sorted. */
struct column {
	size_t starts[256]; /* where entries with that byte go */
	size_t at;          /* in an entry */
	bool is_constant;
};

static struct column
read_column(const struct ha_index_entries *entries, size_t at)
{
	struct column column = { .at = at };
	size_t sum = 0;

	for (size_t i = 0; i < entries->count; i++)
		column.starts[entries->at[i * entries->size + at]]++;
	for (size_t byte = 0; byte < 256; byte++) {
		size_t count = column.starts[byte];

		column.is_constant |= count == entries->count;
		column.starts[byte] = sum;
		sum += count;
	}
	return column;
}

/* Entries with the same byte stay in their order. */
static void
deal(const struct ha_index_entries *entries, struct column *column,
    unsigned char *to)
{
	const unsigned char *entry = entries->at;

	for (size_t i = 0; i < entries->count; i++) {
		size_t place = column->starts[entry[column->at]]++;

		memcpy(to + place * entries->size, entry, entries->size);
		entry += entries->size;
	}
}

/* A rule that names a network twice is one rule of it. */
static void
drop_repeats(struct ha_index_entries *entries)
{
	size_t kept = 0;

	for (size_t i = 0; i < entries->count; i++) {
		const unsigned char *entry = entries->at + i * entries->size;
		unsigned char *to = entries->at + kept * entries->size;

		if (kept > 0 &&
		    memcmp(to - entries->size, entry, entries->size) == 0)
			continue;
		memmove(to, entry, entries->size);
		kept++;
	}
	entries->count = kept;
}

/*
 * By the length, then by each byte of the key from the last to the first, as
 * cards are dealt: in a time that nobody can make longer, and so that the
 * order of the file stays.
 */
enum ha_status
ha_index_sort(struct ha_index_entries *entries)
{
	unsigned char *other, *free_one;

	if (entries->count == 0)
		return HA_OK;
	other = reallocarray(NULL, entries->count, entries->size);
	if (other == NULL)
		return HA_NOMEM;
	for (size_t at = entries->key_size + 1; at-- > 0;) {
		struct column column = read_column(entries, at);

		if (column.is_constant)
			continue;
		deal(entries, &column, other);
		free_one = entries->at;
		entries->at = other;
		other = free_one;
	}
	free(other);
	entries->room = entries->count;
	drop_repeats(entries);
	return HA_OK;
}
