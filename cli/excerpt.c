#include "cli/excerpt.h"

#include "cli/escape.h"

/* Columns of a long line shown on each side of its piece, and of a long
 * piece, where the terminal's width does not ask for fewer. */
#define CONTEXT_COLUMNS 120
#define CONTEXT_MIN_COLUMNS 10

/* "..." on both sides of what is cut out. */
#define DOTS_COLUMNS 6

/* The bytes of the longest character. */
#define CHARACTER_MAX 4

void
cli_add_repeated(struct ha_strbuf *out, char byte, size_t count)
{
	while (count-- > 0)
		ha_strbuf_add_byte(out, byte);
}

/* How much of text, from its beginning, fits into max columns. */
static size_t
fitting(struct ha_span text, size_t max, size_t *columns)
{
	size_t len = 0;

	*columns = 0;
	while (len < text.len) {
		struct cli_glyph glyph;

		cli_glyph_read(&glyph, ha_span_from(text, len));
		if (*columns + glyph.width > max)
			break;
		*columns += glyph.width;
		len += glyph.len;
	}
	return len;
}

/* The last character of text, or its last byte. */
static size_t
last_character(struct ha_span text, size_t *columns)
{
	size_t len = text.len < CHARACTER_MAX ? text.len : CHARACTER_MAX;
	struct cli_glyph glyph;

	for (;; len--) {
		cli_glyph_read(&glyph, ha_span_from(text, text.len - len));
		if (glyph.len == len)
			break;
	}
	*columns = glyph.width;
	return len;
}

/* The same from its end; returns where what fits begins. */
static size_t
fitting_end(struct ha_span text, size_t max)
{
	size_t start = text.len, columns = 0;

	while (start > 0) {
		size_t width,
		    len = last_character(ha_span_before(text, start), &width);

		if (columns + width > max)
			break;
		columns += width;
		start -= len;
	}
	return start;
}

size_t
cli_columns(struct ha_span text)
{
	size_t columns;

	fitting(text, (size_t)-1, &columns);
	return columns;
}

/* A tab takes as many columns as its escape would. */
static void
add_shown(struct ha_strbuf *out, struct ha_span text)
{
	for (;;) {
		size_t tab = ha_span_find(text, '\t');

		cli_escape(out, ha_span_before(text, tab));
		if (tab == text.len)
			return;
		cli_add_repeated(out, ' ', 4);
		text = ha_span_from(text, tab + 1);
	}
}

/* What is left of the terminal, at most and at least what is legible. */
static size_t
room(const struct cli_excerpt *excerpt, size_t taken, size_t parts)
{
	size_t left =
	    excerpt->columns > taken ? (excerpt->columns - taken) / parts : 0;

	if (excerpt->columns == 0 || left > CONTEXT_COLUMNS)
		return CONTEXT_COLUMNS;
	return left > CONTEXT_MIN_COLUMNS ? left : CONTEXT_MIN_COLUMNS;
}

static void
underline(struct ha_strbuf *out, const struct cli_excerpt *excerpt,
    size_t columns)
{
	if (excerpt->color != NULL)
		ha_strbuf_add_text(out, excerpt->color);
	ha_strbuf_add_byte(out, '^');
	if (columns > 1)
		cli_add_repeated(out, '~', columns - 1);
	if (excerpt->color != NULL)
		ha_strbuf_add_text(out, "\033[0m");
	ha_strbuf_add_byte(out, '\n');
}

void
cli_excerpt(struct ha_strbuf *out, const struct cli_excerpt *excerpt,
    struct ha_span label, struct ha_span margin)
{
	struct ha_span before = ha_span_before(excerpt->line, excerpt->start);
	struct ha_span piece = ha_span_from(
	    ha_span_before(excerpt->line, excerpt->end), excerpt->start);
	struct ha_span behind;
	size_t label_columns = cli_columns(label), taken, columns, start, end;
	size_t ignored, context;

	taken = label_columns + DOTS_COLUMNS;
	piece.len = fitting(piece,
	    room(excerpt, taken + 2 * CONTEXT_MIN_COLUMNS, 1), &columns);
	behind = ha_span_from(excerpt->line, excerpt->start + piece.len);
	context = room(excerpt, taken + columns, 2);
	start = fitting_end(before, context);
	end = fitting(behind, context, &ignored);

	ha_strbuf_add(out, label);
	if (start > 0)
		ha_strbuf_add_text(out, "...");
	add_shown(out, ha_span_from(before, start));
	add_shown(out, piece);
	add_shown(out, ha_span_before(behind, end));
	if (end < behind.len)
		ha_strbuf_add_text(out, "...");
	ha_strbuf_add_byte(out, '\n');
	if (!excerpt->is_marked)
		return;
	ha_strbuf_add(out, margin);
	cli_add_repeated(out, ' ',
	    (margin.len > 0 ? 0 : label_columns) + (start > 0 ? 3 : 0) +
		cli_columns(ha_span_from(before, start)));
	underline(out, excerpt, columns);
}
