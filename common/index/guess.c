#include "common/index/build.h"

#include "common/base/span.h"
#include "common/language/addr.h"

/* The first line with something on it; a backslash joins it to the next. */
static struct ha_span
first_line(const struct ha_source *source)
{
	size_t start = ha_source_start(source);
	struct ha_span rest = { source->bytes + start, source->len - start };

	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');
		struct ha_span line;

		while (end < rest.len && end > 0 && rest.at[end - 1] == '\\')
			end +=
			    1 + ha_span_find(ha_span_from(rest, end + 1), '\n');
		line = ha_span_trim(ha_span_before(rest, end));
		if (line.len > 0 && line.at[0] != '#')
			return line;
		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
	}
	return rest;
}

/* With a length after it or without one. */
static bool
is_ipv6(struct ha_span word)
{
	struct ha_addr ignored;

	return ha_addr_parse(ha_span_before(word, ha_span_find(word, '/')),
	    &ignored);
}

static bool
has_colon(struct ha_span word)
{
	long depth = 0;

	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '[')
			depth++;
		else if (word.at[i] == ']')
			depth--;
		else if (word.at[i] == ':' && depth == 0)
			return true;
	}
	return false;
}

enum ha_index_kind
ha_index_guess_kind(const struct ha_source *source)
{
	struct ha_span rest = first_line(source);

	while (rest.len > 0 && rest.at[0] != '#') {
		struct ha_span word = rest;
		size_t len = 0;

		while (len < rest.len && !ha_is_separator(rest.at[len]))
			len++;
		word = ha_span_before(rest, len);
		if (has_colon(word) && !is_ipv6(word))
			return HA_INDEX_RULES;
		rest = ha_span_from(rest, len < rest.len ? len + 1 : len);
	}
	return HA_INDEX_WORDS;
}
