#include "common/rules/words.h"

struct ha_words
ha_words_of(const struct ha_source *source, struct ha_lines lines)
{
	return (struct ha_words){ source, lines,
		!lines.reads_mark ? ha_source_start(source) : 0, source->len };
}

bool
ha_words_next(struct ha_words *words, struct ha_location *word)
{
	const char *bytes = words->source->bytes;
	size_t len = words->end, at = words->next;

	while (at < len && ha_words_ends(bytes[at], words->lines)) {
		if (bytes[at] == '#') {
			struct ha_span rest = { bytes + at, len - at };

			at += ha_span_find(rest, '\n');
		} else {
			at++;
		}
	}
	*word = (struct ha_location){ words->source, at, 0 };
	while (at < len && !ha_words_ends(bytes[at], words->lines))
		at++;
	word->len = at - word->offset;
	words->next = at;
	return word->len > 0;
}
