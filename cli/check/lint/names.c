#include <string.h>

#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/repairs.h"
#include "cli/io/typo.h"
#include "common/base/bounds.h"
#include "common/language/text.h"
#include "common/language/wildcard.h"

/* Names that are looked up in one run: all of them share one deadline. */
#define LOOKUPS_MAX 100

/* Suffixes of one rule whose domain is searched for in its list. */
#define SUFFIXES_MAX 16

static bool
has_lower(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= 'a' && text.at[i] <= 'z')
			return true;
	}
	return false;
}

/*
 * Hosts may well be called "mall" or "vocal", so the short words count as
 * mistyped only in capitals.
 */
static struct ha_span
find_keyword(struct ha_span text)
{
	static const char *const everybody[] = { "any", "anyone", "anybody",
		"everyone", "everybody", "everything" };
	static const char *const words[] = { "ALL", "LOCAL", "KNOWN", "EXCEPT",
		"UNKNOWN", "PARANOID" };
	const size_t nshort = 3;

	for (size_t i = 0; i < sizeof(everybody) / sizeof(everybody[0]); i++) {
		if (ha_span_equal_fold(text, ha_span_of(everybody[i])))
			return HA_SPAN("ALL");
	}
	if (ha_span_starts_fold(text, HA_SPAN("EXCEPT")) && text.len > 6 &&
	    !ha_is_letter(text.at[6]))
		return HA_SPAN("EXCEPT");
	for (size_t i = has_lower(text) ? nshort : 0;
	     i < sizeof(words) / sizeof(words[0]); i++) {
		if (cli_is_typo(text, ha_span_of(words[i])))
			return ha_span_of(words[i]);
	}
	return HA_SPAN_EMPTY;
}

static bool
lint_keyword(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_span keyword = HA_SPAN_EMPTY;
	struct cli_finding *finding;

	/* Cheap first: no word of the language holds a dot or a digit. */
	if (piece->text.len < 32 && !ha_span_holds(piece->text, '.'))
		keyword = find_keyword(piece->text);
	else if (ha_span_starts_fold(piece->text, HA_SPAN("EXCEPT=")))
		keyword = HA_SPAN("EXCEPT");
	if (keyword.len == 0)
		return false;
	finding = cli_find_at(view, piece, HA_CODE_KEYWORD_TYPO);
	finding->args[0] = piece->text;
	finding->args[1] = keyword;
	return true;
}

static bool
is_only_star(struct ha_span text)
{
	return text.len == 1 && text.at[0] == '*';
}

/*
 * "*example.com" admits notexample.com, "web*" admits web.example.net, and
 * "u*" even who has no name: "unknown" stands in its place.
 */
static void
lint_wildcard(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	struct ha_span text = pattern->text, rest = ha_span_from(text, 1);
	bool admits = !view->refuses && !ha_group_spares(piece->group);

	if (text.len > 1 && ha_span_ends_fold(text, HA_SPAN("**")))
		cli_find_at(view, piece, HA_CODE_STAR_DOUBLE);
	if (admits && !pattern->is_rooted &&
	    ha_wildcard_match(text, HA_SPAN("unknown")))
		cli_find_at(view, piece, HA_CODE_MATCHES_UNKNOWN);
	else if (admits && text.at[text.len - 1] == '*')
		cli_find_at(view, piece, HA_CODE_NAME_BEGINNING);
	else if (text.at[0] == '*' && rest.len > 0 && rest.at[0] != '.' &&
	    rest.at[0] != '-' && !ha_is_wildcard(rest))
		cli_find_at(view, piece, HA_CODE_WILDCARD_NO_DOT)->args[0] =
		    rest;
}

/*
 * "2001.db8": hexadecimal digits and dots, and the last part, which no
 * top-level domain is like, has one from 0 to 9.
 */
static bool
has_dots_for_colons(struct ha_span text)
{
	bool has_digit = false, has_dot = false;

	for (size_t i = 0; i < text.len; i++) {
		char byte = ha_fold(text.at[i]);

		if (!ha_is_digit(byte) && (byte < 'a' || byte > 'f') &&
		    byte != '.')
			return false;
		has_digit = ha_is_digit(byte) || (has_digit && byte != '.');
		has_dot = has_dot || byte == '.';
	}
	return has_dot && has_digit;
}

/* "192.168.l.1", "192.0.2.1#38": no top-level domain begins with a digit. */
static bool
ends_like_address(struct ha_span text)
{
	size_t dot = text.len;

	while (dot > 0 && text.at[dot - 1] != '.')
		dot--;
	return dot > 0 && dot < text.len && ha_is_digit(text.at[dot]);
}

/* lint_bytes has told of them; in a pattern file nobody has. */
static bool
has_odd_bytes(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] <= ' ' || text.at[i] >= 0x7f)
			return true;
	}
	return false;
}

static void
lint_no_host_name(const struct cli_view *view, const struct cli_piece *piece)
{
	if (piece->file != NULL || !has_odd_bytes(piece->text))
		cli_help_repair(&view->check->findings,
		    cli_find_at(view, piece, HA_CODE_NO_HOST_NAME),
		    cli_repair_name, piece->text);
}

static void
lint_like_address(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_finding *finding =
	    cli_find_at(view, piece, HA_CODE_BAD_ADDRESS);

	finding->effect = HA_EFFECT_SKIPPED;
	cli_help_repair(&view->check->findings, finding, cli_repair_address,
	    piece->text);
}

/* Is it to be looked up?  Each name is once, with the "@" of a netgroup. */
static bool
is_to_look_up(struct cli_check *check, struct ha_span name, enum ha_code code)
{
	struct ha_arena *arena = &check->findings.arena;

	if (check->resolver.addresses == NULL || name.len > HA_NAME_MAX ||
	    !cli_findings_want(&check->findings, code))
		return false;
	check->hosts.folds = true;
	return cli_names_add_new(&check->hosts, arena, name, LOOKUPS_MAX);
}

/* Names are the same in most places; netgroups are a machine's own. */
static enum ha_level
level_of(const struct cli_view *view, enum ha_code code)
{
	if (code == HA_CODE_NETGROUP_UNKNOWN ||
	    view->check->options->for_another_host)
		return cli_level_of_missing(view->table, code);
	return ha_code_level(code);
}

/* A look-up that fails says nothing about the name; one is reported. */
static void
lint_answer(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_answer answer, enum ha_code code, struct ha_span name)
{
	struct cli_check *check = view->check;

	if (answer == HA_ANSWER_NONE)
		cli_find_as(&check->findings, code, level_of(view, code),
		    piece->where)
		    ->args[0] = name;
	if (answer == HA_ANSWER_NONE || answer == HA_ANSWER_FOUND ||
	    check->has_failed_lookup)
		return;
	check->has_failed_lookup = true;
	cli_find_as(&check->findings,
	    answer == HA_ANSWER_BROKEN ? HA_CODE_LOOKUP_BROKEN
				       : HA_CODE_LOOKUP_FAILED,
	    HA_LEVEL_NOTE, piece->where)
	    ->error = check->lookup.error;
}

static void
look_up(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span name)
{
	struct cli_check *check = view->check;
	enum ha_answer answer;
	struct ha_addr *addrs;
	size_t count;

	if (!is_to_look_up(check, name,
		cli_findings_want(&check->findings, HA_CODE_NAME_LEADS_AWAY)
		    ? HA_CODE_NAME_LEADS_AWAY
		    : HA_CODE_NAME_NO_ADDRESS))
		return;
	answer = check->resolver.addresses(check->resolver.context, name,
	    &check->findings.arena, &addrs, &count);
	lint_answer(view, piece, answer, HA_CODE_NAME_NO_ADDRESS, name);
	if (answer == HA_ANSWER_FOUND)
		cli_lint_lead_back(view, piece, name, addrs, count);
}

static void
look_up_netgroup(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span group)
{
	if (is_to_look_up(view->check, piece->text, HA_CODE_NETGROUP_UNKNOWN))
		lint_answer(view, piece,
		    ha_lookup_netgroup(&view->check->lookup, group),
		    HA_CODE_NETGROUP_UNKNOWN, group);
}

/* Of two that are like each other the group of accounts is the usual one. */
static void
lint_netgroup(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span group)
{
	if (!cli_lint_unix_group(view, piece, group))
		look_up_netgroup(view, piece, group);
}

static void
lint_name(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	bool is_like_address = pattern->kind == HA_PATTERN_NAME &&
	    !has_dots_for_colons(pattern->text) &&
	    ends_like_address(pattern->text);

	if (lint_keyword(view, piece) || cli_lint_prose(view, piece))
		return;
	if (!is_like_address && ha_pattern_fits_nobody(pattern)) {
		lint_no_host_name(view, piece);
		return;
	}
	cli_lint_reach(view, piece, pattern);
	if (pattern->is_rooted)
		cli_find_at(view, piece, HA_CODE_NAME_ROOTED)->args[0] =
		    pattern->text;
	if (pattern->text.len > HA_LIBWRAP_TEXT_MAX)
		cli_find_at(view, piece, HA_CODE_NAME_LONG);
	if (pattern->kind == HA_PATTERN_WILDCARD)
		lint_wildcard(view, piece, pattern);
	else if (pattern->kind == HA_PATTERN_NAME &&
	    has_dots_for_colons(pattern->text))
		cli_find_at(view, piece, HA_CODE_DOTS_FOR_COLONS);
	else if (is_like_address)
		lint_like_address(view, piece);
	else if (pattern->kind == HA_PATTERN_NAME)
		look_up(view, piece, pattern->text);
}

void
cli_lint_name(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	if (ha_pattern_is_of_names(pattern->kind))
		lint_name(view, piece, pattern);
	else if (ha_pattern_needs[pattern->kind].asks == HA_ASKS_NETGROUP)
		lint_netgroup(view, piece, pattern->text);
	else if (pattern->kind == HA_PATTERN_PARANOID)
		cli_find_at(view, piece, HA_CODE_PARANOID);
	else if (is_only_star(piece->text))
		cli_find_at(view, piece, HA_CODE_STAR);
}

/* ---- the list as a whole: what is said once a rule ---- */

static bool
list_holds(struct ha_span clients, struct ha_span name)
{
	struct ha_list list = ha_list_of(clients);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span ignored, host;

		ha_text_split(token.text, &ignored, &host);
		if (ha_span_equal_fold(host, name))
			return true;
	}
	return false;
}

/* What is said once a rule, and what of it was. */
struct once {
	bool lookup, refused, alone, local;
	size_t nsuffixes;
};

static void
find_alone(const struct cli_view *view, struct ha_span host, struct once *once)
{
	struct ha_span domain = ha_span_from(host, 1);

	if (once->alone || once->nsuffixes == SUFFIXES_MAX)
		return;
	once->nsuffixes++;
	if (!ha_span_holds(domain, '.') ||
	    list_holds(view->rule->clients, domain))
		return;
	once->alone = true;
	cli_find_in_rule(view, HA_CODE_SUFFIX_ALONE, host)->args[0] = domain;
}

/* Only names can be changed by whom they mean; the words and groups cannot. */
static void
find_refused(const struct cli_view *view, struct ha_span host,
    struct once *once)
{
	if (once->refused)
		return;
	once->refused = true;
	cli_find_in_rule(view, HA_CODE_NAME_REFUSED, host)->args[0] = host;
}

static void
find_lookup(const struct cli_view *view, struct ha_span host, struct once *once)
{
	if (once->lookup)
		return;
	once->lookup = true;
	cli_find_in_rule(view, HA_CODE_NEEDS_LOOKUP, host)->args[0] = host;
}

/* Of this word, too, it is the look-up that is told. */
static void
find_local(const struct cli_view *view, struct ha_span host, struct once *once)
{
	if (!once->local)
		cli_find_in_rule(view, HA_CODE_LOCAL, host);
	once->local = true;
}

/* "*.example.com" */
static bool
is_all_below(struct ha_span text)
{
	return text.len > 2 && text.at[0] == '*' && text.at[1] == '.' &&
	    !ha_is_wildcard(ha_span_from(text, 1));
}

static void
lint_of_once(const struct cli_view *view, struct ha_span host, size_t group,
    struct once *once)
{
	bool refuses = view->refuses && !ha_group_spares(group);
	struct ha_pattern pattern;

	ha_pattern_parse(host, &pattern);
	/* PARANOID has a finding of its own. */
	if (ha_pattern_needs[pattern.kind].names == HA_NAMES_NONE ||
	    pattern.kind == HA_PATTERN_PARANOID ||
	    ha_pattern_fits_nobody(&pattern) || cli_is_grouped(view, host) ||
	    cli_is_torn(view, host) || cli_is_unix_group(view, &pattern))
		return;
	if (pattern.kind == HA_PATTERN_LOCAL) {
		find_local(view, host, once);
		return;
	}
	if (!refuses || !ha_pattern_is_of_names(pattern.kind)) {
		find_lookup(view, host, once);
		return;
	}
	find_refused(view, host, once);
	if (pattern.kind == HA_PATTERN_SUFFIX)
		find_alone(view, pattern.text, once);
	else if (is_all_below(pattern.text))
		find_alone(view, ha_span_from(pattern.text, 1), once);
}

/* Addresses, mostly: no top-level domain ends so.  Spares the parsing. */
static bool
is_numeric(struct ha_span host)
{
	char first = host.at[0], last = host.at[host.len - 1];

	return first == '[' ||
	    (ha_is_digit(first) && (ha_is_digit(last) || last == '.'));
}

/* Other lints have another word for what is no name. */
static bool
is_name(struct ha_span host)
{
	return !cli_has_shape(host) && !cli_is_prose(host) &&
	    !ends_like_address(host) &&
	    !ha_span_equal_fold(host, HA_SPAN("localhost")) &&
	    !ha_span_equal_fold(host, HA_SPAN("allow")) &&
	    !ha_span_equal_fold(host, HA_SPAN("deny")) &&
	    (ha_span_holds(host, '.') || host.len >= 32 ||
		find_keyword(host).len == 0);
}

void
cli_lint_names(const struct cli_view *view)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct once once = { 0 };
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span ignored, host;

		ha_text_split(token.text, &ignored, &host);
		if (host.len > 0 && !is_numeric(host) && is_name(host))
			lint_of_once(view, host, token.group, &once);
		if (once.lookup && once.refused && once.alone && once.local)
			return;
	}
}
