#include "cli/check/order/aclexec.h"

#include "cli/policy/verdicts.h"

/* Rules that are looked at. */
#define RULES_MAX 32

/* One rule, and what hosts.deny says of its clients. */
struct asking {
	struct cli_sweep rule, deny;
	bool is_open;
};

static bool
is_refused(const struct cli_sweep *deny, const struct cli_range *range)
{
	for (uint32_t cell = range->first; cell <= range->last; cell++) {
		if (!cli_is_nobodys(deny, cell) &&
		    cli_run_at(deny, cell).may != CLI_MAY_REFUSE)
			return false;
	}
	return true;
}

static void
look(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	struct asking *asking = sweep->context;
	const struct cli_ranges *upper = &sweep->client.upper;

	(void)visit;
	for (size_t i = 0; i < upper->count && !asking->is_open; i++)
		asking->is_open = !is_refused(&asking->deny, &upper->list[i]);
}

static const struct cli_visitor visitor = { .client = look };

/* With an allow after the command libwrap admits in any case: that is HA423. */
static bool
goes_on(const struct cli_policy *policy, uint32_t rule)
{
	return (policy->rules[rule].flags &
		   (CLI_RULE_ASKS | CLI_RULE_ALLOWS)) == CLI_RULE_ASKS;
}

/* The first rule of the deny table; all come after those of the other. */
static uint32_t
first_deny(const struct cli_policy *policy)
{
	uint32_t rule = (uint32_t)policy->nrules;

	while (rule > 0 &&
	    cli_policy_table_of(policy, rule - 1)->kind == HA_TABLE_DENY)
		rule--;
	return rule;
}

static bool
is_open(struct cli_policy *policy, struct cli_facts *facts, uint32_t rule)
{
	struct cli_contexts contexts = cli_facts_contexts(facts);
	struct asking asking = { .is_open = false };

	cli_sweep_init(&asking.rule, policy, facts, &visitor, &asking);
	cli_sweep_init(&asking.deny, policy, facts, NULL, NULL);
	asking.rule.first_rule = rule;
	asking.rule.end_rule = rule + 1;
	asking.deny.first_rule = first_deny(policy);
	asking.deny.notes_doubts = true;
	for (size_t i = contexts.first;
	     i < contexts.end && !asking.is_open && facts->budget > 0; i++) {
		cli_sweep_context(&asking.deny, i);
		cli_sweep_context(&asking.rule, i);
	}
	cli_sweep_end(&asking.rule);
	cli_sweep_end(&asking.deny);
	return asking.is_open && facts->budget > 0;
}

void
cli_order_report_aclexec(struct cli_check *check, struct cli_facts *facts)
{
	struct cli_policy *policy = check->policy;
	size_t count = 0;

	for (uint32_t i = 0; i < policy->nrules && count < RULES_MAX; i++) {
		if (!goes_on(policy, i))
			continue;
		count++;
		if (is_open(policy, facts, i))
			cli_find(&check->findings, HA_CODE_ACLEXEC_OPEN,
			    cli_policy_place_of(policy, i));
	}
}
