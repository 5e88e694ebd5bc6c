#include "common/cursor/entries.h"

/* Does what begins at start, a word or a comment, end before this byte? */
static bool
ends_before(const struct ha_source *source, size_t start, size_t at)
{
	char byte = source->bytes[at];

	if (source->bytes[start] == '#')
		return byte == '\n';
	return ha_words_ends(byte, HA_LINES_OWN);
}

/* Reads the word or comment at start, and says where it ends. */
static enum ha_status
fill_entry(const struct ha_source *source, size_t start, size_t *end,
    int *error)
{
	size_t at = start, filled = start;

	for (; at < source->len; at++) {
		enum ha_status status;

		if (at == filled) {
			filled += HA_SPARSE_PAGE;
			if (filled > source->len)
				filled = source->len;
			status = ha_source_fill(source, at, filled, error);
			if (status != HA_OK)
				return status;
		}
		if (ends_before(source, start, at))
			break;
	}
	*end = at;
	return HA_OK;
}

static const struct ha_finder_kind words = { ha_skim_words, fill_entry };

void
ha_entries_init(struct ha_entries *entries, const struct ha_source *source,
    struct ha_lines lines, struct ha_skim *skim)
{
	entries->words = ha_words_of(source, lines);
	ha_finder_init(&entries->finder, source, &words);
	entries->skim = skim;
}

void
ha_entries_free(struct ha_entries *entries)
{
	ha_finder_free(&entries->finder);
}

enum ha_status
ha_entries_next(struct ha_entries *entries, struct ha_location *word,
    int *error)
{
	struct ha_found_piece entry;

	if (entries->skim == NULL)
		return ha_words_next(&entries->words, word) ? HA_OK : HA_END;
	/* A comment holds no word. */
	do {
		enum ha_status status = ha_finder_next(&entries->finder,
		    entries->skim, &entry, error);

		if (status != HA_OK)
			return status;
		entries->words.next = entry.start;
		entries->words.end = entry.end;
	} while (!ha_words_next(&entries->words, word));
	return HA_OK;
}
