#include "cli/check/table.h"

#include "cli/check/lint/lint.h"
#include "cli/check/order/order.h"
#include "common/language/text.h"

static void
lint_host(const struct cli_view *view, struct ha_span host, size_t group)
{
	struct cli_piece piece = { .text = host,
		.where = ha_rule_locate(view->rule, host),
		.effect = ha_effect_of_malformed(view->refuses, group),
		.group = group };

	cli_lint_pattern(view, &piece);
	if (host.len > 0 && host.at[0] == '/')
		cli_lint_pattern_files(view, &piece);
}

static void
lint_list(const struct cli_view *view, struct ha_span text, bool is_daemons)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct ha_span before_at, host;
		bool has_at = ha_text_split(token.text, &before_at, &host);

		if (has_at || !is_daemons)
			lint_host(view, host, token.group);
	}
}

static void
lint_rule(const struct cli_view *view)
{
	cli_lint_end(view);
	if (cli_lint_hash(view)) {
		cli_order_add(view);
		return;
	}
	if (view->rule->daemons_readable)
		cli_lint_daemons(view);
	if (view->rule->fault != HA_CODE_NONE) {
		cli_lint_fault(view);
	} else if (!cli_lint_glued(view)) {
		if (ha_span_holds(view->rule->daemons, '@'))
			lint_list(view, view->rule->daemons, true);
		cli_lint_clients(view);
		lint_list(view, view->rule->clients, false);
		if (view->rule->has_options)
			cli_lint_options(view);
	}
	cli_order_add(view);
}

static bool
has_groups(const struct ha_rule *rule)
{
	return ha_span_holds(rule->clients, '(') ||
	    ha_span_holds(rule->clients, '{') ||
	    (rule->daemons_readable &&
		(ha_span_holds(rule->daemons, '(') ||
		    ha_span_holds(rule->daemons, '{')));
}

static void
read_rule(struct cli_check *check, struct cli_table *table,
    struct ha_rule *rule, struct ha_arena *arena)
{
	struct ha_options_summary options;
	struct cli_view view = { .check = check,
		.table = table,
		.rule = rule,
		.options = &options };
	size_t first = check->findings.count;

	table->rules++;
	if (cli_is_of_template(check, table,
		ha_rule_locate(rule, rule->text).offset))
		return;
	ha_rule_split(rule);
	options = cli_options_summary(rule, arena);
	view.refuses = ha_rule_refuses(table->kind, &options);
	view.has_groups = has_groups(rule);
	lint_rule(&view);
	cli_findings_settle(&check->findings, first);
}

void
cli_check_table(struct cli_check *check, struct cli_table *table)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_reader reader;
	struct ha_rule rule;

	cli_suppressions_read(&check->findings.suppressions, table->source);
	cli_lint_template(check, table);
	cli_lint_lines(check, table);
	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule))
		read_rule(check, table, &rule, &arena);
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}
