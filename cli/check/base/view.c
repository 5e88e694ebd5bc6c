#include "cli/check/base/view.h"

#include "common/match/table.h"

struct cli_finding *
cli_find_in_rule(const struct cli_view *view, enum ha_code code,
    struct ha_span piece)
{
	return cli_find(&view->check->findings, code,
	    ha_rule_locate(view->rule, piece));
}

bool
cli_rule_refuses(const struct cli_table *table,
    const struct ha_options_summary *options)
{
	return options->asks || !ha_rule_admits(table->kind, options);
}

bool
cli_rule_admits(const struct cli_view *view)
{
	return view->rule->fault == HA_CODE_NONE &&
	    ha_rule_admits(view->table->kind, view->options);
}

struct cli_finding *
cli_find_at(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_code code)
{
	return cli_find(&view->check->findings, code, piece->where);
}

enum ha_effect
cli_effect_of_fault(const struct cli_table *table, const struct ha_rule *rule)
{
	return table->kind == HA_TABLE_DENY || ha_rule_looks_refusing(rule)
	    ? HA_EFFECT_REFUSES
	    : HA_EFFECT_SKIPPED;
}
