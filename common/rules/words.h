#ifndef HA_RULES_WORDS_H
#define HA_RULES_WORDS_H

#include <stdbool.h>

#include "common/rules/lines.h"
#include "common/source/source.h"

/*
 * The words of a pattern file, which stand between white space and commas;
 * '#' begins a comment up to the end of its line, wherever it stands (I1), and
 * a byte order mark is skipped (L5).
 */
struct ha_words {
	const struct ha_source *source; /* borrowed */
	struct ha_lines lines;
	size_t next;
	size_t end; /* where reading ends; the source's length */
};

struct ha_words ha_words_of(const struct ha_source *source,
    struct ha_lines lines);

/* Does the byte stand between words, or begin a comment? */
static inline bool
ha_words_ends(char byte, struct ha_lines lines)
{
	return ha_is_space(byte) ||
	    ((byte == ',' || byte == '#') && !lines.has_plain_words);
}

/* False: there is none left. */
bool ha_words_next(struct ha_words *words, struct ha_location *word);

#endif
