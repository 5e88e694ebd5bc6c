#include "cli/check/check.h"

void
cli_lint_fault(const struct cli_view *view)
{
	struct ha_rule *rule = view->rule;
	struct ha_span piece = ha_span_from(rule->text, rule->fault_at);
	bool refuses =
	    view->table->kind == HA_TABLE_DENY || ha_rule_looks_refusing(rule);

	/* One byte is enough to point at; it may be the end of the line. */
	if (piece.len > 1)
		piece.len = 1;
	cli_find_in_rule(view, rule->fault, piece)->effect =
	    refuses ? HA_EFFECT_REFUSES : HA_EFFECT_SKIPPED;
}
