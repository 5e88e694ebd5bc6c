#include <string.h>

#include "cli/check/lint/lint.h"
#include "cli/check/lint/neighbours.h"
#include "cli/check/lint/repairs.h"
#include "cli/io/message.h"

/*
 * What stands in lists and was never meant to be a name: the engine finds a
 * name in it, or a malformed pattern, that fits nobody.
 */

static bool
holds_any(struct ha_span text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '\0' && strchr(bytes, text.at[i]) != NULL)
			return true;
	}
	return false;
}

/* Digits, or up to three times the same letter of those in use. */
static bool
is_part(struct ha_span part, char *letter)
{
	unsigned long ignored;

	*letter = '\0';
	if (ha_span_number(part, 255, &ignored))
		return true;
	if (part.len == 0 || part.len > 3 || !ha_is_letter(part.at[0]))
		return false;
	*letter = ha_fold(part.at[0]);
	for (size_t i = 1; i < part.len; i++) {
		if (ha_fold(part.at[i]) != *letter)
			return false;
	}
	return true;
}

/*
 * x.x.x.x, 192.168.xxx.xxx, 10.0.0.X/24, a.b.c.d, w.x.y.z: four parts, with
 * letters that are all x, n or the like, or that are all different.
 */
static bool
is_quad_of_letters(struct ha_span text)
{
	char letters[5] = "";
	size_t nletters = 0, nparts = 0, slash = ha_span_find(text, '/');

	text.len = slash;
	for (;;) {
		size_t dot = ha_span_find(text, '.');
		char letter;

		if (++nparts > 4 ||
		    !is_part(ha_span_before(text, dot), &letter))
			return false;
		if (letter != '\0')
			letters[nletters++] = letter;
		if (dot == text.len)
			break;
		text = ha_span_from(text, dot + 1);
	}
	if (nparts != 4 || nletters == 0)
		return false;
	return strcmp(letters, "abcd") == 0 || strcmp(letters, "wxyz") == 0 ||
	    strspn(letters, "x") == nletters ||
	    strspn(letters, "n") == nletters ||
	    strspn(letters, "y") == nletters;
}

static bool
is_between(struct ha_span text, struct ha_span start, struct ha_span end)
{
	return text.len > start.len + end.len &&
	    ha_span_starts_fold(text, start) && ha_span_ends_fold(text, end);
}

static bool
is_placeholder(struct ha_span text)
{
	if (text.at[0] == '$' || text.at[0] == '<' ||
	    ha_span_starts_fold(text, HA_SPAN("{{")) ||
	    ha_span_starts_fold(text, HA_SPAN("{%")))
		return true;
	return is_between(text, HA_SPAN("%"), HA_SPAN("%")) ||
	    is_between(text, HA_SPAN("__"), HA_SPAN("__")) ||
	    is_between(text, HA_SPAN("{"), HA_SPAN("}")) ||
	    is_quad_of_letters(text) || cli_is_placeholder_word(text);
}

static bool
is_quoted(struct ha_span text)
{
	return holds_any(text, "\"'`");
}

static bool
is_negated(struct ha_span text)
{
	return text.at[0] == '!';
}

/* An address, with or without brackets. */
static bool
is_address(struct ha_span text)
{
	struct ha_addr ignored;

	if (text.len > 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		text = (struct ha_span){ text.at + 1, text.len - 2 };
	return ha_addr_parse(text, &ignored);
}

/*
 * 10.0.0.1-10.0.0.9, 10.0.0.1-9, [::1]-[::9], 10.0.0.[1-9], 10.0.0-9.1, and
 * the dash alone: between two addresses, or else in front of a list's word.
 */
static bool
is_range(struct ha_span text)
{
	size_t dash = ha_span_find(text, '-'), dots = 0;
	struct ha_span end;
	unsigned long ignored;

	if (dash == text.len)
		return false;
	end = ha_span_from(text, dash + 1);
	if (is_address(ha_span_before(text, dash)))
		return is_address(end) || ha_span_number(end, 255, &ignored);
	for (size_t i = 0; i < text.len; i++) {
		if (!ha_is_digit(text.at[i]) &&
		    !holds_any((struct ha_span){ text.at + i, 1 }, ".-[]"))
			return false;
		dots += text.at[i] == '.';
	}
	return cli_is_bullet(text) || (dots == 3 && ha_is_digit(text.at[0]));
}

static bool
has_separator(struct ha_span text)
{
	return holds_any(text, ";|&");
}

static const struct {
	bool (*is_it)(struct ha_span text);
	enum ha_code code;
} shapes[] = {
	{ is_placeholder, HA_CODE_PLACEHOLDER },
	{ is_negated, HA_CODE_NEGATION },
	{ is_quoted, HA_CODE_QUOTED },
	{ is_range, HA_CODE_RANGE },
	{ has_separator, HA_CODE_SEPARATOR },
};

/* What the sentence names; after a "!" there may be a blank. */
static struct ha_span
argument(const struct cli_view *view, enum ha_code code, struct ha_span text)
{
	if (code == HA_CODE_NEGATION)
		return text.len > 1 ? ha_span_from(text, 1)
				    : cli_word_after(view, text);
	if (code != HA_CODE_SEPARATOR)
		return text;
	while (!holds_any(ha_span_before(text, 1), ";|&"))
		text = ha_span_from(text, 1);
	return ha_span_before(text, 1);
}

/* The code of what the text is shaped like, or HA_CODE_NONE. */
static enum ha_code
shape_of(struct ha_span text)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (text.len > 0 && shapes[i].is_it(text))
			return shapes[i].code;
	}
	return HA_CODE_NONE;
}

bool
cli_has_shape(struct ha_span text)
{
	return shape_of(text) != HA_CODE_NONE;
}

static void
help_range(const struct cli_view *view, const struct cli_piece *piece,
    struct cli_finding *finding)
{
	struct ha_span word = piece->text;
	struct ha_span before = cli_word_before(view, word);
	struct ha_span after = cli_word_after(view, word);
	struct ha_strbuf whole = HA_STRBUF_INIT;

	if (word.len == 1)
		ha_strbuf_add(&whole, before);
	ha_strbuf_add(&whole, word);
	if (word.len == 1)
		ha_strbuf_add(&whole, after);
	if (whole.failed)
		cli_no_memory();
	cli_help_repair(&view->check->findings, finding, cli_repair_range,
	    ha_strbuf_span(&whole));
	ha_strbuf_free(&whole);
}

bool
cli_lint_shape(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_effect effect)
{
	enum ha_code code = shape_of(piece->text);
	struct cli_finding *finding;

	if (code == HA_CODE_NONE || cli_lint_bullet(view, piece))
		return code != HA_CODE_NONE;
	finding = cli_find_at(view, piece, code);
	finding->args[0] = argument(view, code, piece->text);
	finding->effect = effect;
	if (code == HA_CODE_RANGE)
		help_range(view, piece, finding);
	else if (code == HA_CODE_NEGATION && finding->args[0].len == 0)
		finding->help = "write EXCEPT and a name after what it is an "
				"exception to";
	return true;
}
