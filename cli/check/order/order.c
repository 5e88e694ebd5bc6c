#include "cli/check/order/order.h"

#include "cli/check/order/aclexec.h"
#include "cli/check/order/report.h"
#include "cli/check/order/services.h"
#include "cli/policy/hidden.h"
#include "cli/policy/rules.h"

/* Does hosts.allow, as far as it was named, hold no rules? */
static bool
has_one_file(const struct cli_check *check)
{
	return !check->is_policy || check->tables[0].rules == 0;
}

/* Rules that are gone through for the question below. */
#define BEFORE_MAX 1000

/*
 * Does a rule before it in hosts.deny refuse, or may it?  In hosts.allow the
 * rule would come first, and might let in whom that refuses.
 */
static bool
may_be_refused_before(const struct cli_view *view)
{
	const struct cli_policy *policy = view->check->policy;

	for (size_t i = policy->nrules, count = 0; i-- > 0; count++) {
		const struct cli_policy_rule *rule = &policy->rules[i];

		if (cli_policy_table_of(policy, i) != view->table)
			break;
		if ((rule->flags & (CLI_RULE_VERDICT | CLI_RULE_INERT)) != 0 ||
		    count == BEFORE_MAX)
			return true;
	}
	return false;
}

/*
 * What is let in by a table that refuses.  Whoever leaves hosts.allow empty
 * has the whole policy in this one file.
 */
static void
lint_allow(const struct cli_view *view)
{
	enum ha_code code = HA_CODE_ALLOW_IN_DENY;
	struct cli_finding *finding;

	if (view->table->kind != HA_TABLE_DENY || !view->options->allows ||
	    view->options->fault != HA_CODE_NONE)
		return;
	finding = cli_find_as(&view->check->findings, code,
	    has_one_file(view->check) ? HA_LEVEL_NOTE : ha_code_level(code),
	    ha_rule_locate(view->rule, view->options->last));
	if (may_be_refused_before(view))
		finding->help = "";
}

void
cli_order_add(const struct cli_view *view)
{
	lint_allow(view);
	cli_policy_add(view->check->policy, view->table, view->rule,
	    view->options);
}

/* Services between those that were judged by themselves. */
static void
judge_the_rest(struct cli_judgement *all, struct cli_policy *policy,
    struct cli_facts *facts, const struct cli_services *services)
{
	size_t first = cli_facts_contexts(facts).first;

	for (size_t i = 0; i < services->count; i++) {
		struct cli_contexts own =
		    cli_facts_contexts_of(facts, services->list[i].number);

		cli_judge(all, policy, facts,
		    (struct cli_contexts){ first, own.first }, NULL);
		first = own.end;
	}
	cli_judge(all, policy, facts,
	    (struct cli_contexts){ first, cli_facts_contexts(facts).end },
	    NULL);
}

void
cli_lint_order(struct cli_check *check)
{
	struct cli_policy *policy = check->policy;
	struct cli_services services = { .list = NULL };
	struct cli_judgement all;
	struct cli_facts facts;

	if (policy->nrules == 0)
		return;
	cli_cells_make(&policy->cells);
	cli_facts_init(&facts, policy);
	cli_judgement_init(&all, policy);
	if (check->is_policy && !policy->is_too_large)
		cli_services_judge(&services, policy, &facts, &all);
	cli_facts_renew(&facts);
	judge_the_rest(&all, policy, &facts, &services);
	cli_judgement_find_hidden(&all, policy, &facts,
	    cli_facts_contexts(&facts));
	cli_order_report(check, &facts, &all, &services);
	cli_facts_renew(&facts);
	if (check->is_policy && !policy->is_too_large &&
	    cli_findings_want(&check->findings, HA_CODE_ACLEXEC_OPEN))
		cli_order_report_aclexec(check, &facts);
	cli_services_free(&services);
	cli_judgement_free(&all);
	cli_facts_free(&facts);
}
