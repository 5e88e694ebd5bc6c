#include <stdint.h>
#include <stdio.h>

#include "cli/check/lint/line.h"
#include "cli/io/escape.h"

/* What a character is to somebody who reads the line. */
enum kind {
	KIND_PLAIN,
	KIND_VISIBLE,
	KIND_INVALID,   /* a byte that is no UTF-8 */
	KIND_CONTROL,   /* of ASCII */
	KIND_INVISIBLE, /* or a blank that is none */
	KIND_MARK,      /* which may stand in text that runs to the left */
	KIND_ORDER      /* shows what follows in another order */
};

struct character {
	size_t len;
	uint32_t code;
	enum kind kind;
};

static const struct {
	uint32_t first, last;
	enum kind kind;
	const char *name; /* NULL: its number says enough */
} ranges[] = {
	{ 0x1b, 0x1b, KIND_CONTROL, "escape" },
	{ 0x00, 0x1f, KIND_CONTROL, NULL },
	{ 0x7f, 0x7f, KIND_CONTROL, "delete" },
	{ 0x80, 0x9f, KIND_INVISIBLE, "a control character" },
	{ 0xa0, 0xa0, KIND_INVISIBLE, "no-break space" },
	{ 0xad, 0xad, KIND_INVISIBLE, "soft hyphen" },
	{ 0x34f, 0x34f, KIND_INVISIBLE, NULL },
	{ 0x61c, 0x61c, KIND_MARK, "Arabic letter mark" },
	{ 0x115f, 0x1160, KIND_INVISIBLE, NULL },
	{ 0x1680, 0x1680, KIND_INVISIBLE, NULL },
	{ 0x17b4, 0x17b5, KIND_INVISIBLE, NULL },
	{ 0x180b, 0x180f, KIND_INVISIBLE, NULL },
	{ 0x2000, 0x200a, KIND_INVISIBLE, "a blank of another width" },
	{ 0x200b, 0x200b, KIND_INVISIBLE, "zero width space" },
	{ 0x200c, 0x200d, KIND_INVISIBLE, "zero width joiner" },
	{ 0x200e, 0x200e, KIND_MARK, "left-to-right mark" },
	{ 0x200f, 0x200f, KIND_MARK, "right-to-left mark" },
	{ 0x2028, 0x2029, KIND_INVISIBLE, "line separator" },
	{ 0x202a, 0x202a, KIND_ORDER, "left-to-right embedding" },
	{ 0x202b, 0x202b, KIND_ORDER, "right-to-left embedding" },
	{ 0x202c, 0x202c, KIND_ORDER, "end of an embedding" },
	{ 0x202d, 0x202d, KIND_ORDER, "left-to-right override" },
	{ 0x202e, 0x202e, KIND_ORDER, "right-to-left override" },
	{ 0x202f, 0x202f, KIND_INVISIBLE, "narrow no-break space" },
	{ 0x205f, 0x205f, KIND_INVISIBLE, "a blank of another width" },
	{ 0x2060, 0x2060, KIND_INVISIBLE, "word joiner" },
	{ 0x2061, 0x2065, KIND_INVISIBLE, NULL },
	{ 0x2066, 0x2069, KIND_ORDER, "isolate" },
	{ 0x206a, 0x206f, KIND_INVISIBLE, NULL },
	{ 0x2800, 0x2800, KIND_INVISIBLE, NULL },
	{ 0x3000, 0x3000, KIND_INVISIBLE, "ideographic space" },
	{ 0x3164, 0x3164, KIND_INVISIBLE, NULL },
	{ 0xfe00, 0xfe0f, KIND_INVISIBLE, "variation selector" },
	{ 0xfeff, 0xfeff, KIND_INVISIBLE, "byte order mark" },
	{ 0xffa0, 0xffa0, KIND_INVISIBLE, NULL },
	{ 0xfff0, 0xfffb, KIND_INVISIBLE, NULL },
	{ 0x1bca0, 0x1bca3, KIND_INVISIBLE, NULL },
	{ 0x1d173, 0x1d17a, KIND_INVISIBLE, NULL },
	{ 0xe0000, 0xe0fff, KIND_INVISIBLE, "tag or selector" },
};

#define NRANGES (sizeof(ranges) / sizeof(ranges[0]))

static size_t
find_range(uint32_t code)
{
	size_t i = 0;

	while (i < NRANGES && (code < ranges[i].first || code > ranges[i].last))
		i++;
	return i;
}

static struct character
read_character(struct ha_span text)
{
	struct character character = { .kind = KIND_PLAIN };
	size_t range;

	character.len = cli_character(text, &character.code);
	if (character.len == 0) {
		character.len = 1;
		character.code = (unsigned char)text.at[0];
		character.kind = KIND_INVALID;
		return character;
	}
	if (ha_is_blank(text.at[0]) || text.at[0] == '\0')
		return character;
	if (character.code >= 0x20 && character.code < 0x7f)
		return character;
	range = find_range(character.code);
	character.kind = range < NRANGES ? ranges[range].kind : KIND_VISIBLE;
	return character;
}

/*
 * What is to be said of it in that place: a command may hold any character
 * that is seen, a comment all but those that make it look like no comment.
 */
static enum ha_code
code_of(const struct cli_line *line, enum kind kind, size_t offset)
{
	bool in_comment = offset >= line->comment_at;
	bool in_options = offset >= line->options_at;

	switch (kind) {
	case KIND_PLAIN:
		return HA_CODE_NONE;
	case KIND_VISIBLE:
	case KIND_INVALID:
		/* A line that is no rule has worse faults than this. */
		return in_comment || in_options || line->fault != HA_CODE_NONE
		    ? HA_CODE_NONE
		    : HA_CODE_NOT_ASCII;
	case KIND_CONTROL:
		return in_comment || in_options ? HA_CODE_NONE
						: HA_CODE_INVISIBLE;
	case KIND_INVISIBLE:
		return in_comment ? HA_CODE_NONE : HA_CODE_INVISIBLE;
	case KIND_MARK:
		return in_comment ? HA_CODE_NONE : HA_CODE_BIDI;
	case KIND_ORDER:
		return HA_CODE_BIDI;
	}
	return HA_CODE_NONE;
}

/* "U+200B, zero width space"; of a byte that is no character, its value. */
static void
say_name(const struct cli_line *line, struct cli_finding *finding,
    const struct character *character)
{
	char text[64];
	size_t range = find_range(character->code);
	const char *name = range < NRANGES && character->kind > KIND_INVALID
	    ? ranges[range].name
	    : NULL;

	if (character->kind == KIND_INVALID)
		snprintf(text, sizeof(text), "0x%02X",
		    (unsigned)character->code);
	else
		snprintf(text, sizeof(text), "U+%04X%s%s",
		    (unsigned)character->code, name != NULL ? ", " : "",
		    name != NULL ? name : "");
	cli_finding_say(&line->check->findings, finding, 0, ha_span_of(text));
}

void
cli_lint_bytes(const struct cli_line *line)
{
	struct ha_span rest = { line->table->source->bytes + line->start,
		line->end - line->start };
	bool has_invisible = false, has_order = false, has_other = false;

	while (rest.len > 0) {
		struct character character = read_character(rest);
		size_t offset = (size_t)(rest.at - line->table->source->bytes);
		enum ha_code code = code_of(line, character.kind, offset);
		bool *is_told = code == HA_CODE_INVISIBLE ? &has_invisible
		    : code == HA_CODE_BIDI                ? &has_order
							  : &has_other;

		if (code != HA_CODE_NONE && !*is_told) {
			say_name(line,
			    cli_find_in_line(line, code, offset, character.len),
			    &character);
			*is_told = true;
		}
		rest = ha_span_from(rest, character.len);
	}
}
