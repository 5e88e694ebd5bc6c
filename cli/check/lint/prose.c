#include "cli/check/lint/lint.h"
#include "cli/check/lint/neighbours.h"
#include "cli/io/message.h"
#include "common/language/text.h"

/*
 * What people write beside the words of a list: remarks, and marks that group
 * or list what they stand before.
 */

static bool
is_word_of_prose(struct ha_span text)
{
	static const char *const words[] = { "and", "or", "not", "the", "only",
		"from", "to", "with", "but", "via", "thru", "through", "ip",
		"ips", "ipv4", "ipv6", "netmask", "mask", "address",
		"addresses", "network", "networks", "subnet", "subnets",
		"range", "ranges", "hosts", "machines", "clients" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ha_span_equal_fold(text, ha_span_of(words[i])))
			return true;
	}
	return false;
}

bool
cli_is_prose(struct ha_span text)
{
	return text.len >= 2 && text.len <= sizeof("addresses") - 1 &&
	    !ha_span_holds(text, '.') && is_word_of_prose(text);
}

/* One sentence has many such words, and is told once. */
static bool
is_told(const struct cli_view *view, struct ha_span word)
{
	for (int i = 0; i < CLI_NEIGHBOURS_MAX && word.len > 0; i++) {
		word = cli_word_before(view, word);
		if (cli_is_prose(word))
			return true;
	}
	return false;
}

/* True: it is a word of prose, which was told, or need not be. */
bool
cli_lint_prose(const struct cli_view *view, const struct cli_piece *piece)
{
	if (!cli_is_prose(piece->text))
		return false;
	if (!cli_is_before_mask(view, piece) && !is_told(view, piece->text))
		cli_find_at(view, piece, HA_CODE_PROSE)->args[0] = piece->text;
	return true;
}

/* ---- "(192.0.2.1, 192.0.2.2)", "(the office)" ---- */

static bool
is_open(struct ha_span word)
{
	return word.len > 0 && (word.at[0] == '(' || word.at[0] == '{');
}

static bool
is_closed(struct ha_span word)
{
	return word.len > 0 &&
	    (word.at[word.len - 1] == ')' || word.at[word.len - 1] == '}');
}

/* A template, which is a placeholder, begins in two braces. */
static bool
is_doubled(struct ha_span word)
{
	return word.len > 1 && word.at[0] == '{' &&
	    (word.at[1] == '{' || word.at[1] == '%' || word.at[1] == '#');
}

/* The group's words from the first on; false: nothing closes it. */
static bool
find_group(const struct cli_view *view, struct ha_span word,
    struct ha_span *group)
{
	*group = word;
	for (int i = 0; i < CLI_NEIGHBOURS_MAX && word.len > 0; i++) {
		group->len = (size_t)(word.at + word.len - group->at);
		if (is_closed(word))
			return true;
		word = cli_word_after(view, word);
		if (is_open(word))
			return false;
	}
	return false;
}

/* The word that opens the group it belongs to. */
static bool
find_opening(const struct cli_view *view, struct ha_span word,
    struct ha_span *opening)
{
	for (int i = 0; i < CLI_NEIGHBOURS_MAX && word.len > 0; i++) {
		word = cli_word_before(view, word);
		*opening = word;
		if (is_open(word) || is_closed(word))
			return is_open(word);
	}
	return false;
}

static bool
is_client(struct ha_span word)
{
	struct ha_pattern pattern;

	ha_pattern_parse(word, &pattern);
	return pattern.kind != HA_PATTERN_MALFORMED &&
	    !ha_pattern_fits_nobody(&pattern) &&
	    (!ha_pattern_is_of_names(pattern.kind) || ha_span_holds(word, '.'));
}

/* The group without its parentheses; false: not all in it are clients. */
static bool
list_group(struct ha_span group, struct ha_strbuf *out)
{
	struct ha_list list = ha_list_of(group);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span word = token.text;

		while (word.len > 0 && is_open(word))
			word = ha_span_from(word, 1);
		while (is_closed(word))
			word.len--;
		if (word.len == 0)
			continue;
		if (!is_client(word) || token.group > 0)
			return false;
		if (ha_strbuf_span(out).len > 0)
			ha_strbuf_add_byte(out, ' ');
		ha_strbuf_add(out, word);
	}
	if (out->failed)
		cli_no_memory();
	return ha_strbuf_span(out).len > 0;
}

static struct cli_finding *
find(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span group, enum ha_code code)
{
	struct cli_finding *finding = group.len == piece->text.len
	    ? cli_find_at(view, piece, code)
	    : cli_find_in_rule(view, code, group);

	finding->effect =
	    piece->effect == HA_EFFECT_NONE ? HA_EFFECT_SKIPPED : piece->effect;
	return finding;
}

/* A remark is one in parentheses only: braces are for templates, too. */
static bool
lint_open(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_strbuf clients = HA_STRBUF_INIT;
	struct cli_findings *findings = &view->check->findings;
	struct ha_span group;
	bool is_group = find_group(view, piece->text, &group), has_clients;

	if (!is_group)
		return false;
	has_clients = list_group(group, &clients);
	if (has_clients)
		cli_finding_say(findings,
		    find(view, piece, group, HA_CODE_GROUPED), 0,
		    ha_strbuf_span(&clients));
	else if (group.at[0] == '(')
		cli_finding_say(findings,
		    find(view, piece, group, HA_CODE_PROSE), 0, group);
	ha_strbuf_free(&clients);
	return has_clients || group.at[0] == '(';
}

bool
cli_is_grouped(const struct cli_view *view, struct ha_span word)
{
	struct ha_span opening, group;
	struct ha_strbuf clients = HA_STRBUF_INIT;
	bool is_told;

	if (!view->has_groups || !find_opening(view, word, &opening) ||
	    !find_group(view, opening, &group))
		return false;
	is_told = opening.at[0] == '(' || is_doubled(opening) ||
	    list_group(group, &clients);
	ha_strbuf_free(&clients);
	return is_told;
}

bool
cli_lint_group(const struct cli_view *view, const struct cli_piece *piece)
{
	if (piece->file == NULL && !view->has_groups)
		return false;
	if (is_open(piece->text))
		return !is_doubled(piece->text) && lint_open(view, piece);
	return cli_is_grouped(view, piece->text);
}

/* ---- "- sshd: 192.0.2.1" ---- */

static bool
is_address(struct ha_span word)
{
	struct ha_addr ignored;

	return ha_addr_parse(word, &ignored);
}

static bool
is_dashes(struct ha_span text)
{
	size_t len = 0;

	while (len < text.len && text.at[len] == '-')
		len++;
	return len > 0 && len == text.len;
}

bool
cli_is_bullet(struct ha_span text)
{
	return is_dashes(text) || ha_span_equal(text, HA_SPAN("+"));
}

/* A dash between two addresses is a range's. */
bool
cli_lint_bullet(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_finding *finding;

	if (!cli_is_bullet(piece->text) ||
	    (is_address(cli_word_before(view, piece->text)) &&
		is_address(cli_word_after(view, piece->text))))
		return false;
	finding = cli_find_at(view, piece, HA_CODE_BULLET);
	finding->args[0] = piece->text;
	finding->args[1] = HA_SPAN("a name");
	return true;
}

/* ALL before daemons is none: the rule is for all of them. */
void
cli_lint_star(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->daemons);
	struct ha_token star, next;
	struct cli_finding *finding;

	/* Cheap first: few lists have one. */
	if (!ha_span_holds(view->rule->daemons, '*') ||
	    !ha_list_next(&list, &star) ||
	    !ha_span_equal(star.text, HA_SPAN("*")) ||
	    !ha_list_next(&list, &next) || next.group > 0)
		return;
	finding = cli_find_in_rule(view, HA_CODE_BULLET, star.text);
	finding->args[0] = star.text;
	finding->args[1] = HA_SPAN("ALL");
}
