#include "cli/check/lint/line.h"
#include "cli/check/lint/lint.h"
#include "common/language/addr.h"

static struct ha_span
first_word(struct ha_span text)
{
	size_t end = 0;

	text = ha_span_trim(text);
	while (end < text.len && !ha_is_blank(text.at[end]))
		end++;
	return ha_span_before(text, end);
}

/* "127.0.0.1 localhost": an address, and only names after it. */
static bool
is_hosts_line(struct ha_span text)
{
	struct ha_span word = first_word(text), rest;
	struct ha_addr ignored;

	rest = ha_span_trim(
	    ha_span_from(text, (size_t)(word.at - text.at) + word.len));
	return rest.len > 0 && ha_addr_parse(word, &ignored) &&
	    ha_is_letter(rest.at[0]);
}

/* "sshd192.0.2.1": a word of letters, and an address.  0: it is not. */
static size_t
find_glued_address(struct ha_span word)
{
	struct ha_addr ignored;
	size_t i = 0;

	while (i < word.len &&
	    (ha_is_letter(word.at[i]) || word.at[i] == '-' ||
		word.at[i] == '_'))
		i++;
	return ha_addr_parse_ipv4(ha_span_from(word, i), &ignored) ? i : 0;
}

/* The one byte at which the reader gave up; it may be the end of the line. */
static struct cli_finding *
find_fault(const struct cli_view *view)
{
	struct ha_span piece =
	    ha_span_from(view->rule->text, view->rule->fault_at);

	if (piece.len > 1)
		piece.len = 1;
	return cli_find_in_rule(view, view->rule->fault, piece);
}

static struct cli_finding *
find_glued(const struct cli_view *view, struct ha_span word, size_t split)
{
	struct cli_findings *findings = &view->check->findings;
	struct cli_finding *finding =
	    cli_find_in_rule(view, HA_CODE_NO_COLON, word);

	cli_finding_say(findings, finding, 0, ha_span_before(word, split));
	cli_finding_say(findings, finding, 1, ha_span_from(word, split));
	return finding;
}

/* What happened, where the text tells; NULL: the reader knows best. */
static struct cli_finding *
find_cause(const struct cli_view *view)
{
	struct ha_span word = first_word(view->rule->text);
	size_t split = find_glued_address(word);

	if (view->rule->fault != HA_CODE_NO_SEPARATOR &&
	    view->rule->fault != HA_CODE_NO_DAEMON &&
	    view->rule->fault != HA_CODE_NO_CLIENT)
		return NULL;
	if (split > 0)
		return find_glued(view, word, split);
	if (is_hosts_line(view->rule->text))
		return cli_find_in_rule(view, HA_CODE_HOSTS_LINE, word);
	return NULL;
}

void
cli_lint_fault(const struct cli_view *view)
{
	struct ha_span start = ha_span_before(view->rule->text, 0);
	struct cli_finding *finding;

	if (cli_is_merge_mark(view->table->source,
		ha_rule_locate(view->rule, start).offset))
		return;
	finding = find_cause(view);
	if (finding == NULL)
		finding = find_fault(view);
	finding->effect = ha_rule_fault_effect(view->rule, view->table->kind);
}
