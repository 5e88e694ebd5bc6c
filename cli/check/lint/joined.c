#include <string.h>

#include "cli/check/lint/lint.h"

/* Words that run into what comes after them. */

/* In capitals: otherwise it may be a part of a name. */
static bool
is_keyword(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < 'A' || text.at[i] > 'Z')
			return false;
	}
	return ha_pattern_is_word(text) ||
	    ha_span_equal(text, HA_SPAN("EXCEPT"));
}

/* Names without a dot may be anything. */
static bool
is_domain(struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	return ha_pattern_is_of_names(pattern.kind) &&
	    ha_span_holds(text, '.') && !ha_pattern_fits_nobody(&pattern);
}

/* ---- "192.0.2.1# the office" ---- */

/* The word that ends at the offset. */
static struct ha_span
word_before(struct ha_span text, size_t end)
{
	size_t start = end;

	while (start > 0 && !ha_is_separator(text.at[start - 1]) &&
	    text.at[start - 1] != ':')
		start--;
	return (struct ha_span){ text.at + start, end - start };
}

static bool
is_verdict(struct ha_span word)
{
	return ha_span_equal_fold(word, HA_SPAN("allow")) ||
	    ha_span_equal_fold(word, HA_SPAN("deny"));
}

/* In an option "#" may be anything, unless it is glued to the rule's end. */
static bool
ends_rule(const struct cli_view *view, struct ha_span word)
{
	const struct ha_rule *rule = view->rule;

	if (word.len == 0)
		return false;
	if (rule->has_options && word.at >= rule->options.at)
		return is_verdict(word);
	return ha_pattern_is_net(word) || is_keyword(word) || is_domain(word) ||
	    cli_is_daemon(view->check, word);
}

/* "192.0.2.1#38" is no comment. */
static bool
is_comment(struct ha_span text)
{
	return text.len == 1 || !ha_is_digit(text.at[1]);
}

bool
cli_lint_hash(const struct cli_view *view)
{
	struct ha_span text = view->rule->text;
	size_t at = ha_span_find(text, '#');
	struct cli_finding *finding;

	/* Without a ':' before it, it is no rule but for its comment. */
	if (at == text.len || at == 0 || !view->rule->daemons_readable ||
	    !is_comment(ha_span_from(text, at)) ||
	    !ends_rule(view, word_before(text, at)))
		return false;
	finding = cli_find_in_rule(view, HA_CODE_HASH_INSIDE,
	    (struct ha_span){ text.at + at, 1 });
	if (view->rule->fault != HA_CODE_NONE)
		finding->effect =
		    ha_rule_fault_effect(view->rule, view->table->kind);
	else if (view->options->fault != HA_CODE_NONE)
		finding->effect = HA_EFFECT_DENIED;
	else
		finding->effect = HA_EFFECT_SKIPPED;
	return true;
}

/* ---- "192.0.2.1\\" and "192.0.2.2" in the next line ---- */

/* The two halves of a word that a continued line tears apart. */
struct halves {
	struct ha_span left, right;
};

static bool
find_halves(struct ha_location where, struct halves *halves)
{
	struct ha_span raw = { where.source->bytes + where.offset, where.len };
	size_t newline = ha_span_find(raw, '\n');

	if (newline == 0 || newline >= raw.len)
		return false;
	halves->left = ha_span_before(raw, newline - 1);
	halves->right = ha_span_from(raw, newline + 1);
	return halves->left.len > 0 && halves->right.len > 0 &&
	    !ha_span_holds(halves->right, '\n');
}

/* Could a name end there?  Also in those that are nobody's, or at home. */
static bool
ends_name(struct ha_span text)
{
	static const char *const words[] = { "example", "test", "local", "lan",
		"localdomain", "internal", "intranet", "home", "corp" };
	size_t start = text.len;

	while (start > 0 && text.at[start - 1] != '.')
		start--;
	if (start == 0 || !is_domain(text))
		return false;
	text = ha_span_from(text, start);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ha_span_equal_fold(text, ha_span_of(words[i])))
			return true;
	}
	return cli_is_top_level(text);
}

/* Each is a word of its own, and both together are none that is meant. */
static bool
are_clients(struct halves halves, struct ha_span whole)
{
	bool is_left = ha_pattern_is_net(halves.left) ||
	    is_keyword(halves.left) || ends_name(halves.left);
	bool is_right = ha_pattern_is_net(halves.right) ||
	    is_keyword(halves.right) || is_domain(halves.right);

	return is_left && is_right && !ha_pattern_is_net(whole) &&
	    !ha_pattern_is_word(whole);
}

static bool
are_daemons(struct cli_check *check, struct halves halves, struct ha_span whole)
{
	return cli_is_daemon(check, halves.left) &&
	    cli_is_daemon(check, halves.right) && !cli_is_daemon(check, whole);
}

static bool
is_torn(struct cli_check *check, struct ha_location where, struct ha_span word,
    struct halves *halves)
{
	return where.len != word.len && find_halves(where, halves) &&
	    (are_clients(*halves, word) || are_daemons(check, *halves, word));
}

bool
cli_is_torn(const struct cli_view *view, struct ha_span word)
{
	struct halves ignored;

	return view->rule->where.len != view->rule->text.len &&
	    is_torn(view->check, ha_rule_locate(view->rule, word), word,
		&ignored);
}

bool
cli_lint_torn(const struct cli_view *view, const struct cli_piece *piece)
{
	struct halves halves;
	struct cli_finding *finding;

	if (!is_torn(view->check, piece->where, piece->text, &halves))
		return false;
	finding = cli_find(&view->check->findings, HA_CODE_WORDS_JOINED,
	    (struct ha_location){ piece->where.source,
		piece->where.offset + halves.left.len, 1 });
	finding->effect =
	    piece->effect == HA_EFFECT_NONE ? HA_EFFECT_SKIPPED : piece->effect;
	finding->args[0] = halves.left;
	finding->args[1] = halves.right;
	return true;
}
