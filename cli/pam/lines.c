#include "cli/pam/lines.h"

#include <stdint.h>

#include "cli/io/message.h"

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

/* Bytes of a logical line that libpam has room for, up to 1.5: the rest of a
 * longer line is a line of its own. */
#define ROOM 1023

/* A logical line that is being put together. */
struct joining {
	struct cli_pam_lines *lines;
	struct cli_pam_text *text;
	size_t room;  /* CLI_PAM_1_5: what is left of it */
	bool goes_on; /* the line so far does */
	bool is_cut;  /* CLI_PAM_1_6: what follows a NUL is lost */
	/* The piece at hand ends at its backslash, or at its newline. */
	bool has_backslash, has_newline;
};

/* The physical line at lines->next, or its first max bytes; on to the next. */
static struct ha_span
take_line(struct cli_pam_lines *lines, size_t max)
{
	struct ha_span rest = { lines->source->bytes + lines->next,
		lines->source->len - lines->next };
	struct ha_span line;

	if (rest.len > max)
		rest.len = max;
	line = ha_span_before(rest, ha_span_find(rest, '\n'));
	lines->next += line.len + (line.len < rest.len);
	return line;
}

static struct ha_span
skip_blanks(struct ha_span line)
{
	while (line.len > 0 && is_blank(line.at[0]))
		line = ha_span_from(line, 1);
	return line;
}

/* Takes a backslash off that nothing but blanks follow. */
static bool
take_backslash(struct ha_span *line)
{
	size_t len = line->len;

	while (len > 0 && is_blank(line->at[len - 1]))
		len--;
	if (len == 0 || line->at[len - 1] != '\\')
		return false;
	line->len = len - 1;
	return true;
}

/*
 * What counts of the next physical line, up to libpam 1.5: in a line that goes
 * on, blank ones and comments are skipped.  A NUL ends the text, and what
 * follows it is not seen.
 */
static struct ha_span
take_piece_1_5(struct joining *joining, struct ha_span *whole)
{
	struct ha_span line, piece;
	size_t hash;

	*whole = take_line(joining->lines, joining->room);
	line = ha_span_before(*whole, ha_span_find(*whole, '\0'));
	piece = skip_blanks(line);
	hash = ha_span_find(piece, '#');
	if (piece.len == 0 || hash == 0)
		return HA_SPAN_EMPTY;
	joining->goes_on = hash == piece.len && take_backslash(&piece);
	joining->has_backslash = joining->goes_on;
	joining->has_newline =
	    !joining->goes_on && hash == piece.len && line.len == whole->len;
	if (joining->goes_on)
		joining->room -= (size_t)(piece.at - line.at) + piece.len + 1;
	return joining->goes_on ? piece : ha_span_before(piece, hash);
}

/*
 * The same from 1.6 on: a blank line or a comment ends the one that goes on.  A
 * backslash is looked for after a NUL, too.
 */
static struct ha_span
take_piece_1_6(struct joining *joining, struct ha_span *whole)
{
	struct ha_span piece;
	size_t nul, hash;

	*whole = take_line(joining->lines, SIZE_MAX);
	piece = *whole;
	joining->goes_on = take_backslash(&piece);
	nul = ha_span_find(piece, '\0');
	hash = ha_span_find(ha_span_before(piece, nul), '#');
	joining->goes_on = joining->goes_on && hash == nul;
	if (joining->is_cut)
		return HA_SPAN_EMPTY;
	joining->is_cut = nul < piece.len;
	joining->has_backslash = joining->goes_on && hash == piece.len;
	joining->has_newline = !joining->goes_on && hash == piece.len;
	return skip_blanks(ha_span_before(piece, hash));
}

/*
 * Adds a piece after the text so far, with a blank for the backslash, or with
 * its newline, which counts where no bracket is closed before it.
 */
static void
add_piece(struct joining *joining, struct ha_span piece)
{
	struct cli_pam_text *text = joining->text;
	const struct ha_source *source = joining->lines->source;
	struct ha_arena *arena = joining->lines->arena;
	size_t start = (size_t)(piece.at - source->bytes);
	size_t len = text->text.len, end = start + piece.len, more = 0;
	char *bytes = allocate(arena, len + piece.len + 1);
	size_t *offsets =
	    allocate(arena, (len + piece.len + 1) * sizeof(*offsets));

	for (size_t i = 0; i < len; i++) {
		bytes[i] = text->text.at[i];
		offsets[i] = text->offsets[i];
	}
	if (joining->has_backslash ||
	    (joining->has_newline && end < source->len &&
		source->bytes[end] == '\n'))
		more = 1;
	for (size_t i = 0; i < piece.len + more; i++) {
		bytes[len + i] = source->bytes[start + i];
		offsets[len + i] = start + i;
	}
	if (joining->has_backslash)
		bytes[len + piece.len] = ' ';
	text->text = (struct ha_span){ bytes, len + piece.len + more };
	text->offsets = offsets;
}

static struct ha_location
locate(const struct cli_pam_lines *lines, struct ha_span span)
{
	return (struct ha_location){ lines->source,
		(size_t)(span.at - lines->source->bytes), span.len };
}

/* Takes the next physical line in. */
static void
take_in(struct joining *joining)
{
	struct cli_pam_lines *lines = joining->lines;
	struct cli_pam_text *text = joining->text;
	struct ha_span whole, piece;
	bool went_on = joining->goes_on && text->text.len > 0;

	piece = lines->version == CLI_PAM_1_5 ? take_piece_1_5(joining, &whole)
					      : take_piece_1_6(joining, &whole);
	if (text->where.source == NULL)
		text->where = locate(lines, whole);
	text->where.len =
	    (size_t)(whole.at + whole.len - lines->source->bytes) -
	    text->where.offset;
	if (piece.len > 0)
		add_piece(joining, piece);
	else if (went_on && !joining->is_cut && text->gap.source == NULL)
		text->gap = locate(lines, whole);
}

bool
cli_pam_lines_differ(const struct ha_source *source)
{
	struct ha_span rest = { source->bytes, source->len };

	if (ha_span_holds(rest, '\\') || ha_span_holds(rest, '\0'))
		return true;
	while (rest.len > 0) {
		size_t len = ha_span_find(rest, '\n');

		if (len > ROOM)
			return true;
		rest = ha_span_from(rest, len < rest.len ? len + 1 : len);
	}
	return false;
}

enum ha_status
cli_pam_lines_next(struct cli_pam_lines *lines, struct cli_pam_text *text)
{
	struct joining joining = { .lines = lines, .text = text };

	do {
		*text = (struct cli_pam_text){ .text = HA_SPAN_EMPTY };
		joining.room = ROOM;
		joining.is_cut = false;
		do {
			if (lines->next >= lines->source->len)
				return joining.goes_on ? HA_GIVEN_UP : HA_END;
			/* libpam 1.5 would read nothing, for ever. */
			if (joining.room == 0)
				return HA_GIVEN_UP;
			take_in(&joining);
		} while (joining.goes_on);
	} while (text->text.len == 0);
	text->rest = text->text;
	return HA_OK;
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
