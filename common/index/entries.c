#include "common/index/entries.h"

#include <stdlib.h>
#include <string.h>

/* After the key: length, filling, offset, line. */
#define OFFSET_AT 4
#define LINE_AT 8
#define SIZE_BEHIND_KEY 12

#define FIRST_ROOM 64

struct ha_index_entries
ha_index_entries_of(uint32_t key_size)
{
	return (struct ha_index_entries){ .key_size = key_size,
		.size = key_size + SIZE_BEHIND_KEY };
}

void
ha_index_entries_free(struct ha_index_entries *entries)
{
	free(entries->at);
}

static enum ha_status
make_room(struct ha_index_entries *entries)
{
	size_t room = entries->room + entries->room / 2 + FIRST_ROOM;
	unsigned char *at;

	if (entries->count < entries->room)
		return HA_OK;
	if (entries->count >= HA_INDEX_NETS_MAX)
		return HA_TOOBIG;
	at = reallocarray(entries->at, room, entries->size);
	if (at == NULL)
		return HA_NOMEM;
	entries->at = at;
	entries->room = room;
	return HA_OK;
}

enum ha_status
ha_index_entries_add(struct ha_index_entries *entries,
    const struct ha_index_prefix *prefix, struct ha_candidate place)
{
	enum ha_status status = make_room(entries);
	unsigned char *at;

	if (status != HA_OK)
		return status;
	at = entries->at + entries->count++ * entries->size;
	ha_index_key_store(prefix->key, at, entries->key_size);
	at += entries->key_size;
	memset(at, 0, OFFSET_AT);
	at[0] = (unsigned char)prefix->length;
	memcpy(at + OFFSET_AT, &place.offset, sizeof(place.offset));
	memcpy(at + LINE_AT, &place.line, sizeof(place.line));
	return HA_OK;
}

struct ha_index_prefix
ha_index_entry_prefix(const struct ha_index_entries *entries, size_t n)
{
	const unsigned char *at = entries->at + n * entries->size;

	return (struct ha_index_prefix){
		ha_index_key_load(at, entries->key_size),
		at[entries->key_size],
	};
}

struct ha_candidate
ha_index_entry_place(const struct ha_index_entries *entries, size_t n)
{
	const unsigned char *at =
	    entries->at + n * entries->size + entries->key_size;
	struct ha_candidate place;

	memcpy(&place.offset, at + OFFSET_AT, sizeof(place.offset));
	memcpy(&place.line, at + LINE_AT, sizeof(place.line));
	return place;
}

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
ha_index_entries_sort(struct ha_index_entries *entries)
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
