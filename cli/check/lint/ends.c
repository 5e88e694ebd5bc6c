#include "cli/check/lint/line.h"
#include "cli/check/lint/lint.h"
#include "common/language/text.h"

/* What libwrap does, which gives the table up there (L1, L6). */
static const char *
libwrap_does(const struct cli_table *table, bool is_rule)
{
	if (table->kind == HA_TABLE_DENY)
		return "; libwrap refuses everyone who gets there";
	return is_rule ? "; libwrap drops the rule" : NULL;
}

/* A backslash before the end would join what is added to nothing, so it stays.
 */
static void
add_repair(struct cli_findings *findings, struct cli_finding *finding)
{
	struct ha_location where = finding->where;
	bool is_escaped =
	    where.offset > 0 && where.source->bytes[where.offset - 1] == '\\';

	if (!is_escaped)
		cli_finding_edit(findings, finding, where,
		    finding->code == HA_CODE_NO_FINAL_NEWLINE ? HA_SPAN("\n")
							      : HA_SPAN_EMPTY);
}

static struct cli_finding *
find(struct cli_check *check, enum ha_code code, enum ha_level level,
    struct ha_location where)
{
	struct cli_finding *finding =
	    cli_find_as(&check->findings, code, level, where);

	add_repair(&check->findings, finding);
	return finding;
}

/* Whatever is appended to it becomes part of it. */
void
cli_lint_end_of_no_rule(const struct cli_line *line)
{
	const struct ha_source *source = line->table->source;
	struct cli_finding *finding;

	if (line->is_continued)
		finding =
		    find(line->check, HA_CODE_ENDS_CONTINUED, HA_LEVEL_WARNING,
			(struct ha_location){ source, line->end - 1, 1 });
	else if (line->end == source->len)
		finding = find(line->check, HA_CODE_NO_FINAL_NEWLINE,
		    HA_LEVEL_WARNING,
		    (struct ha_location){ source, line->end, 0 });
	else
		return;
	finding->besides = libwrap_does(line->table, false);
}

static bool
may_become_all(const struct ha_rule *rule)
{
	struct ha_list list = ha_list_of(rule->clients);
	struct ha_span user, host = HA_SPAN_EMPTY;
	struct ha_token token;

	while (ha_list_next(&list, &token))
		ha_text_split(token.text, &user, &host);
	return ha_rule_may_become_all(rule, host);
}

/* Is the rule sound, and does it admit when its commands exit with 0? */
static bool
admits(const struct cli_view *view)
{
	return view->rule->fault == HA_CODE_NONE &&
	    ha_rule_admits(view->table->kind, view->options);
}

/* A command that may have been cut short is not asked: it denies. */
static enum ha_effect
effect_of_end(const struct cli_view *view)
{
	const struct ha_rule *rule = view->rule;

	if (admits(view))
		return view->options->asks ? HA_EFFECT_DENIED
					   : HA_EFFECT_RULE_FAILS;
	if (rule->fault != HA_CODE_NONE || rule->line_end != HA_LINE_CUT)
		return HA_EFFECT_NONE;
	if (ha_list_has_exceptions(rule->daemons) ||
	    ha_list_has_exceptions(rule->clients))
		return HA_EFFECT_UNSPARING;
	return may_become_all(rule) ? HA_EFFECT_AS_ALL : HA_EFFECT_NONE;
}

/* A rule that refuses, and goes on into nothing, is what it was meant to be. */
void
cli_lint_end(const struct cli_view *view)
{
	const struct ha_rule *rule = view->rule;
	bool is_sound = rule->line_end == HA_LINE_CONTINUED && !admits(view);
	struct cli_finding *finding;

	if (rule->line_end == HA_LINE_ENDED)
		return;
	finding = find(view->check, ha_rule_end_code(rule),
	    is_sound ? HA_LEVEL_WARNING : HA_LEVEL_ERROR, ha_rule_end(rule));
	finding->effect = effect_of_end(view);
	finding->besides = libwrap_does(view->table, true);
}
