#include "tests/pam/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/span.h"

static int
hex_value(char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = memchr(digits, ha_fold(byte), 16);

	return found == NULL ? -1 : (int)(found - digits);
}

/* What stands after a backslash; the number of bytes that were read. */
static size_t
expand_escape(const char *text, struct ha_strbuf *out)
{
	static const char letters[] = "ntrs\\\"", bytes[] = "\n\t\r \\\"";
	const char *letter = *text == '\0' ? NULL : strchr(letters, *text);

	if (letter != NULL) {
		ha_strbuf_add_byte(out, bytes[letter - letters]);
		return 1;
	}
	if (text[0] == 'x' && hex_value(text[1]) >= 0 &&
	    hex_value(text[2]) >= 0) {
		ha_strbuf_add_byte(out,
		    (char)(hex_value(text[1]) * 16 + hex_value(text[2])));
		return 3;
	}
	ha_strbuf_add_byte(out, '\\');
	return 0;
}

static size_t expand_one(const char *text, bool is_escaped,
    const struct places *places, struct ha_strbuf *out);

/* "{COUNT*TEXT}": the number of bytes that were read, 0 when it is not so. */
static size_t
expand_repetition(const char *text, bool is_escaped,
    const struct places *places, struct ha_strbuf *out)
{
	struct ha_strbuf once = HA_STRBUF_INIT;
	char *rest;
	unsigned long count = strtoul(text + 1, &rest, 10);

	if (rest == text + 1 || *rest != '*' || strchr(rest, '}') == NULL)
		return 0;
	for (rest++; *rest != '}';)
		rest += expand_one(rest, is_escaped, places, &once);
	while (count-- > 0)
		ha_strbuf_add(out, ha_strbuf_span(&once));
	ha_strbuf_free(&once);
	return (size_t)(rest - text) + 1;
}

/* One byte, or what begins there; the number of bytes that were read. */
static size_t
expand_one(const char *text, bool is_escaped, const struct places *places,
    struct ha_strbuf *out)
{
	size_t len = 0;

	if (text[0] == '\\' && is_escaped)
		return 1 + expand_escape(text + 1, out);
	if (text[0] == '{')
		len = expand_repetition(text, is_escaped, places, out);
	if (len > 0)
		return len;
	if (text[0] == '$' && (text[1] == 'D' || text[1] == 'M')) {
		ha_strbuf_add_text(out,
		    text[1] == 'D' ? places->folder : places->module);
		return 2;
	}
	ha_strbuf_add_byte(out, text[0]);
	return 1;
}

void
words_expand(const char *text, const struct places *places,
    struct ha_strbuf *out)
{
	while (*text != '\0')
		text += expand_one(text, true, places, out);
	if (out->failed)
		abort();
}

void
words_expand_places(const char *text, const struct places *places,
    struct ha_strbuf *out)
{
	while (*text != '\0')
		text += expand_one(text, false, places, out);
	if (out->failed)
		abort();
}

static void
add_word(struct words *words, const struct ha_strbuf *word)
{
	words->list =
	    reallocarray(words->list, words->count + 2, sizeof(*words->list));
	if (words->list == NULL || word->failed)
		abort();
	words->list[words->count] = strdup(ha_strbuf_text(word));
	if (words->list[words->count++] == NULL)
		abort();
	words->list[words->count] = NULL;
}

/* The next word; where it ended. */
static const char *
take_word(const char *text, const struct places *places, struct ha_strbuf *word)
{
	bool is_quoted = false;

	while (*text != '\0' && (is_quoted || *text != ' ')) {
		if (*text == '"') {
			is_quoted = !is_quoted;
			text++;
		} else {
			text += expand_one(text, true, places, word);
		}
	}
	return text;
}

void
words_add(struct words *words, const char *text, const struct places *places)
{
	struct ha_strbuf word = HA_STRBUF_INIT;

	for (;;) {
		while (*text == ' ')
			text++;
		if (*text == '\0')
			break;
		ha_strbuf_clear(&word);
		text = take_word(text, places, &word);
		add_word(words, &word);
	}
	ha_strbuf_free(&word);
}

void
words_free(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
	*words = (struct words){ NULL, 0 };
}
