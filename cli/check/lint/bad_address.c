#include <string.h>

#include "cli/check/lint/lint.h"
#include "cli/check/lint/neighbours.h"
#include "cli/check/lint/repairs.h"

/* Digits, dots and commas around the pattern; never much longer than it. */
static struct ha_span
with_neighbours(struct ha_span list, struct ha_span word)
{
	size_t start = (size_t)(word.at - list.at), end = start + word.len;
	size_t most = sizeof("255.255.255.255");

	while (start > 0 && most-- > 0 &&
	    (ha_is_digit(list.at[start - 1]) || list.at[start - 1] == '.' ||
		list.at[start - 1] == ','))
		start--;
	most = sizeof("255.255.255.255");
	while (end < list.len && most-- > 0 &&
	    (ha_is_digit(list.at[end]) || list.at[end] == '.' ||
		list.at[end] == ','))
		end++;
	return (struct ha_span){ list.at + start, end - start };
}

/*
 * "192,168,219.1" is three words.  They are reported once, at the first of
 * them; true: the pattern is one of such.
 */
static bool
lint_commas(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_span all = with_neighbours(view->rule->clients, piece->text);
	struct cli_finding *finding;
	char dotted[HA_ADDR_TEXT];
	struct ha_addr addr;

	if (!ha_span_holds(all, ',') || all.len >= sizeof(dotted))
		return false;
	for (size_t i = 0; i < all.len; i++)
		dotted[i] = all.at[i] == ',' ? '.' : all.at[i];
	if (!ha_addr_parse_ipv4((struct ha_span){ dotted, all.len }, &addr))
		return false;
	if (all.at != piece->text.at)
		return true;
	finding = cli_find_in_rule(view, HA_CODE_COMMAS_FOR_DOTS, all);
	finding->effect = piece->effect;
	finding->args[0] = cli_findings_keep(&view->check->findings,
	    (struct ha_span){ dotted, all.len });
	return true;
}

/* "192.168. 1.1": what is missing stands before it. */
static bool
is_torn_address(struct ha_span before, struct ha_span word)
{
	char text[sizeof("255.255.255.255")];
	struct ha_addr ignored;

	if (before.len == 0 || before.at[before.len - 1] != '.' ||
	    before.len + word.len > sizeof(text))
		return false;
	memcpy(text, before.at, before.len);
	memcpy(text + before.len, word.at, word.len);
	return ha_addr_parse_ipv4(
	    (struct ha_span){ text, before.len + word.len }, &ignored);
}

/* "192.168.1.0 24" */
static bool
is_length_of(struct ha_span before, struct ha_span word)
{
	struct ha_addr ignored;
	unsigned long length;

	return ha_addr_parse_ipv4(before, &ignored) &&
	    ha_span_ends_fold(before, HA_SPAN(".0")) &&
	    ha_span_number(word, 32, &length) && length >= 8;
}

/* The dot that is missing would change verdicts: no safe repair. */
void
cli_lint_bad_address(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_findings *findings = &view->check->findings;
	struct cli_finding *finding;
	struct ha_span before;

	if (piece->file == NULL && piece->text.at >= view->rule->clients.at &&
	    piece->text.at < view->rule->clients.at + view->rule->clients.len &&
	    lint_commas(view, piece))
		return;
	if (cli_lint_length_apart(view, piece, piece->effect))
		return;
	finding = cli_find_at(view, piece, HA_CODE_BAD_ADDRESS);
	finding->effect = piece->effect;
	before = cli_word_before(view, piece->text);
	if (is_length_of(before, piece->text))
		cli_help_joined(findings, finding,
		    (const struct ha_span[]){
			before, HA_SPAN("/"), piece->text },
		    3);
	else if (is_torn_address(before, piece->text))
		cli_help_joined(findings, finding,
		    (const struct ha_span[]){ before, piece->text }, 2);
	else
		cli_help_repair(findings, finding, cli_repair_address,
		    piece->text);
}
