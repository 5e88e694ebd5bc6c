#include "cli/check/lint/lint.h"
#include "cli/check/lint/neighbours.h"
#include "cli/check/lint/repairs.h"

/*
 * Words that were one to their writer, with blanks between them: a network and
 * its length.
 */

/* The words that make a network, in order. */
struct apart {
	struct ha_span parts[3];
	size_t count;
};

static void
add(struct apart *apart, struct ha_span part)
{
	if (part.len > 0)
		apart->parts[apart->count++] = part;
}

static bool
is_slash(struct ha_span word)
{
	return word.len == 1 && word.at[0] == '/';
}

static bool
ends_in_slash(struct ha_span word)
{
	return word.len > 1 && word.at[word.len - 1] == '/';
}

/* "/24", "/" with its length after it, or "192.0.2.0/" likewise. */
static struct apart
find_apart(const struct cli_view *view, struct ha_span word)
{
	struct apart apart = { .count = 0 };

	if (word.at[0] == '/')
		add(&apart, cli_word_before(view, word));
	if (word.at[0] == '/' && apart.count == 0)
		return apart;
	add(&apart, word);
	if (is_slash(word) || ends_in_slash(word))
		add(&apart, cli_word_after(view, word));
	return apart;
}

static bool
lint_slash(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_effect effect)
{
	struct apart apart = find_apart(view, piece->text);
	struct ha_strbuf text = HA_STRBUF_INIT;
	bool is_apart = apart.count > 1 &&
	    cli_repair_joined(apart.parts, apart.count, &text);

	if (is_apart) {
		struct cli_finding *finding =
		    cli_find_at(view, piece, HA_CODE_LENGTH_APART);

		finding->effect = effect;
		cli_finding_say(&view->check->findings, finding, 0,
		    ha_strbuf_span(&text));
	}
	ha_strbuf_free(&text);
	return is_apart;
}

/* Is it the length of what stands before it, where that is told? */
static bool
is_length(const struct cli_view *view, struct ha_span word)
{
	struct apart apart = { .count = 0 };
	struct ha_span before = cli_word_before(view, word);
	struct ha_strbuf text = HA_STRBUF_INIT;
	bool is_length;

	if (!is_slash(before) && !ends_in_slash(before))
		return false;
	if (is_slash(before))
		add(&apart, cli_word_before(view, before));
	add(&apart, before);
	add(&apart, word);
	is_length = cli_repair_joined(apart.parts, apart.count, &text);
	ha_strbuf_free(&text);
	return is_length;
}

bool
cli_lint_length_apart(const struct cli_view *view,
    const struct cli_piece *piece, enum ha_effect effect)
{
	struct ha_span word = piece->text;

	if (piece->file != NULL || word.len == 0)
		return false;
	if (word.at[0] == '/' || ends_in_slash(word))
		return lint_slash(view, piece, effect);
	return ha_is_digit(word.at[0]) && is_length(view, word);
}
