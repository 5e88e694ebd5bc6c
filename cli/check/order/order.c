#include "cli/check/order/order.h"

#include "cli/check/order/report.h"
#include "cli/io/vector.h"
#include "cli/policy/rules.h"

/* Does hosts.allow, as far as it was named, hold no rules? */
static bool
has_one_file(const struct cli_check *check)
{
	return !check->is_policy || check->tables[0].rules == 0;
}

/*
 * What is let in by a table that refuses.  Whoever leaves hosts.allow empty
 * has the whole policy in this one file.
 */
static void
lint_allow(const struct cli_view *view)
{
	enum ha_code code = HA_CODE_ALLOW_IN_DENY;

	if (view->table->kind == HA_TABLE_DENY && view->options->allows &&
	    view->options->fault == HA_CODE_NONE)
		cli_find_as(&view->check->findings, code,
		    has_one_file(view->check) ? HA_LEVEL_NOTE
					      : ha_code_level(code),
		    ha_rule_locate(view->rule, view->options->last));
}

void
cli_order_add(const struct cli_view *view)
{
	lint_allow(view);
	cli_policy_add(view->check->policy, view->table, view->rule,
	    view->options);
}

void
cli_lint_order(struct cli_check *check)
{
	struct cli_policy *policy = check->policy;
	struct cli_facts facts;

	if (policy->nrules == 0)
		return;
	cli_cells_make(&policy->cells);
	cli_facts_init(&facts, policy);
	policy->states = cli_zeroed(policy->ntokens, sizeof(*policy->states));
	policy->covers = cli_zeroed(policy->ntokens, sizeof(*policy->covers));
	cli_policy_sweep(policy, &facts);
	cli_order_report(check, &facts);
	cli_facts_free(&facts);
}
