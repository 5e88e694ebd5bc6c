#include "cli/pam/lines.h"

#include "cli/message.h"

static void *
allocate(struct ha_arena *arena, size_t size)
{
	void *memory = ha_arena_alloc(arena, size > 0 ? size : 1);

	if (memory == NULL)
		cli_no_memory();
	return memory;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

/* The physical line at lines->next, and on to the next one. */
static struct ha_span
take_line(struct cli_pam_lines *lines)
{
	struct ha_span rest = { lines->source->bytes + lines->next,
		lines->source->len - lines->next };
	struct ha_span line = ha_span_before(rest, ha_span_find(rest, '\n'));

	lines->next += line.len + (line.len < rest.len);
	/* libpam reads C strings. */
	return ha_span_before(line, ha_span_find(line, '\0'));
}

/* Without blanks, and without a comment; does the line go on? */
static bool
trim(struct ha_span *line)
{
	size_t hash;

	while (line->len > 0 && is_blank(line->at[0]))
		*line = ha_span_from(*line, 1);
	hash = ha_span_find(*line, '#');
	if (hash < line->len) {
		line->len = hash;
		return false;
	}
	while (line->len > 0 && is_blank(line->at[line->len - 1]))
		line->len--;
	if (line->len == 0 || line->at[line->len - 1] != '\\')
		return false;
	line->len--;
	return true;
}

/* Adds a piece behind the text so far, and a blank for the backslash. */
static void
add_piece(struct cli_pam_lines *lines, struct cli_pam_text *text,
    struct ha_span piece)
{
	size_t len = text->text.len;
	char *bytes = allocate(lines->arena, len + piece.len + 1);
	size_t *offsets =
	    allocate(lines->arena, (len + piece.len + 1) * sizeof(*offsets));
	size_t start = (size_t)(piece.at - lines->source->bytes);

	for (size_t i = 0; i < len; i++) {
		bytes[i] = text->text.at[i];
		offsets[i] = text->offsets[i];
	}
	for (size_t i = 0; i <= piece.len; i++) {
		bytes[len + i] = i < piece.len ? piece.at[i] : ' ';
		offsets[len + i] = start + i;
	}
	text->text = (struct ha_span){ bytes, len + piece.len + 1 };
	text->offsets = offsets;
}

enum ha_status
cli_pam_lines_next(struct cli_pam_lines *lines, struct cli_pam_text *text)
{
	bool goes_on = false;

	*text = (struct cli_pam_text){ .text = HA_SPAN_EMPTY };
	while (lines->next < lines->source->len) {
		struct ha_span line = take_line(lines), whole = line;
		bool is_comment;

		goes_on = trim(&line) || (goes_on && line.len == 0);
		is_comment = line.len == 0;
		if (is_comment && text->text.len == 0 && !goes_on)
			continue;
		if (text->where.source == NULL)
			text->where = (struct ha_location){ lines->source,
				(size_t)(whole.at - lines->source->bytes), 0 };
		text->where.len =
		    (size_t)(whole.at + whole.len - lines->source->bytes) -
		    text->where.offset;
		if (!is_comment)
			add_piece(lines, text, line);
		if (!goes_on)
			break;
	}
	text->rest = text->text;
	if (goes_on)
		return HA_INVALID;
	return text->text.len > 0 ? HA_OK : HA_END;
}

/* What is between brackets, "\]" undone; *len is what it takes of the rest. */
static struct ha_span
take_bracketed(struct ha_span rest, struct ha_arena *arena, size_t *len)
{
	char *word = allocate(arena, rest.len);
	size_t count = 0, i = 1;

	while (i < rest.len && rest.at[i] != ']') {
		if (rest.at[i] == '\\' && i + 1 < rest.len &&
		    rest.at[i + 1] == ']')
			i++;
		word[count++] = rest.at[i++];
	}
	*len = i < rest.len ? i + 1 : i;
	return (struct ha_span){ word, count };
}

bool
cli_pam_text_word(struct cli_pam_text *text, struct ha_arena *arena,
    struct ha_span *word, struct ha_location *where)
{
	struct ha_span rest = text->rest;
	size_t start, len = 0;

	while (rest.len > 0 && is_blank(rest.at[0]))
		rest = ha_span_from(rest, 1);
	if (rest.len == 0)
		return false;
	start = (size_t)(rest.at - text->text.at);
	if (rest.at[0] == '[') {
		*word = take_bracketed(rest, arena, &len);
	} else {
		while (len < rest.len && !is_blank(rest.at[len]))
			len++;
		*word = ha_span_before(rest, len);
	}
	text->rest = ha_span_from(rest, len);
	if (where != NULL)
		*where = (struct ha_location){ text->where.source,
			text->offsets[start],
			text->offsets[start + len - 1] + 1 -
			    text->offsets[start] };
	return true;
}
