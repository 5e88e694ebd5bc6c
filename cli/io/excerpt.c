#include "cli/io/excerpt.h"

#include "cli/io/escape.h"

/* Columns of a long line shown on each side of its piece, and of a long
 * piece, where the terminal's width does not ask for fewer. */
#define CONTEXT_COLUMNS 120

/* Shown of a line in any case, also after a long name of its file. */
#define LEGIBLE_COLUMNS 30

/* For what is left out. */
#define DOTS "..."

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

/* The three parts of a line that are shown. */
struct parts {
	struct ha_span before, piece, behind;
	size_t columns; /* of the piece */
	bool is_cut_before, is_cut_behind;
};

/* Takes the columns of text from *left, if there are so many. */
static bool
take_columns(struct ha_span text, size_t *left)
{
	size_t columns;

	if (fitting(text, *left, &columns) < text.len)
		return false;
	*left -= columns;
	return true;
}

/* By its parts: a character that is divided is shown as its bytes. */
static bool
fits(const struct parts *parts, const struct cli_excerpt *excerpt,
    size_t label_columns)
{
	size_t left = excerpt->columns;

	if (left < label_columns)
		return false;
	left -= label_columns;
	return take_columns(parts->before, &left) &&
	    take_columns(parts->piece, &left) &&
	    take_columns(parts->behind, &left);
}

/* What is left of the terminal, and at least what is legible. */
static size_t
room(const struct cli_excerpt *excerpt, size_t label_columns)
{
	size_t taken = label_columns + 2 * (sizeof(DOTS) - 1);

	if (excerpt->columns < taken + LEGIBLE_COLUMNS)
		return LEGIBLE_COLUMNS;
	return excerpt->columns - taken;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* What one side of the piece does not need is the other's. */
static void
cut(struct parts *parts, const struct cli_excerpt *excerpt,
    size_t label_columns)
{
	size_t left = 3 * CONTEXT_COLUMNS, start, end, used;

	if (excerpt->columns > 0)
		left = least(left, room(excerpt, label_columns));
	parts->piece.len = fitting(parts->piece, least(left, CONTEXT_COLUMNS),
	    &parts->columns);
	parts->behind =
	    ha_span_from(excerpt->line, excerpt->start + parts->piece.len);
	left -= parts->columns;
	fitting(parts->behind, least(left / 2, CONTEXT_COLUMNS), &used);
	start = fitting_end(parts->before, least(left - used, CONTEXT_COLUMNS));
	left -= cli_columns(ha_span_from(parts->before, start));
	end = fitting(parts->behind, least(left, CONTEXT_COLUMNS), &used);
	parts->is_cut_before = start > 0;
	parts->is_cut_behind = end < parts->behind.len;
	parts->before = ha_span_from(parts->before, start);
	parts->behind = ha_span_before(parts->behind, end);
}

static void
split(struct parts *parts, const struct cli_excerpt *excerpt,
    size_t label_columns)
{
	struct ha_span line = excerpt->line;

	*parts = (struct parts){ .before = ha_span_before(line, excerpt->start),
		.piece = ha_span_from(ha_span_before(line, excerpt->end),
		    excerpt->start),
		.behind = ha_span_from(line, excerpt->end) };
	/* The mark of the line's end stands after it. */
	if (excerpt->start == line.len)
		label_columns++;
	if (fits(parts, excerpt, label_columns))
		parts->columns = cli_columns(parts->piece);
	else
		cut(parts, excerpt, label_columns);
}

void
cli_excerpt(struct ha_strbuf *out, const struct cli_excerpt *excerpt,
    struct ha_span label, struct ha_span margin)
{
	size_t label_columns = cli_columns(label);
	struct parts parts;

	split(&parts, excerpt, label_columns);
	ha_strbuf_add(out, label);
	if (parts.is_cut_before)
		ha_strbuf_add_text(out, DOTS);
	add_shown(out, parts.before);
	add_shown(out, parts.piece);
	add_shown(out, parts.behind);
	if (parts.is_cut_behind)
		ha_strbuf_add_text(out, DOTS);
	ha_strbuf_add_byte(out, '\n');
	if (!excerpt->is_marked)
		return;
	ha_strbuf_add(out, margin);
	cli_add_repeated(out, ' ',
	    (margin.len > 0 ? 0 : label_columns) +
		(parts.is_cut_before ? sizeof(DOTS) - 1 : 0) +
		cli_columns(parts.before));
	underline(out, excerpt, parts.columns);
}
