#include "cli/install/order.h"

#include "cli/policy/change.h"
#include "cli/policy/policy.h"
#include "cli/policy/rules.h"

/*
 * Whoever hosts.allow does not refuse by itself and does not match is left to
 * hosts.deny.  So if the old hosts.allow refuses nobody, whom the new one and
 * the old hosts.deny let in is let in by the new one alone, or by both old
 * tables.  The same holds for the old hosts.allow beside the new hosts.deny, if
 * the new hosts.allow refuses nobody.
 */
static bool
may_refuse(const struct cli_table *allow)
{
	struct cli_pattern_files files = { .first = NULL };
	struct cli_policy *policy;
	bool may = false;

	if (allow->source == NULL)
		return false;
	policy = cli_policy_new(allow, &files);
	cli_policy_read(policy, allow);
	for (size_t i = 0; i < policy->nrules && !may; i++)
		may =
		    (policy->rules[i].flags &
			(CLI_RULE_REFUSES | CLI_RULE_ASKS | CLI_RULE_MALFORMED |
			    CLI_RULE_INERT | CLI_RULE_VAGUE)) != 0;
	may = may || policy->is_too_large;
	cli_policy_free(policy);
	cli_pattern_files_free(&files);
	return may;
}

static bool
adds_nobody(const struct cli_table from[2], const struct cli_table to[2])
{
	struct cli_pattern_files files = { .first = NULL };
	enum cli_change change = cli_change_of(from, to, &files);

	cli_pattern_files_free(&files);
	return change == CLI_CHANGES_NOTHING || change == CLI_CHANGES_LOSSES;
}

/* What is in force while one of the tables is new and the other one old. */
static bool
is_safe(const struct cli_table before[2], const struct cli_table after[2],
    enum cli_part first)
{
	const struct cli_table between[2] = {
		first == CLI_PART_ALLOW ? after[0] : before[0],
		first == CLI_PART_ALLOW ? before[1] : after[1],
	};

	return adds_nobody(before, between) || adds_nobody(after, between);
}

struct cli_order
cli_order_choose(const struct cli_files *files)
{
	struct cli_order order = { CLI_PART_DENY, true };
	struct cli_table before[2], after[2];

	if (!files->list[CLI_PART_ALLOW].changes ||
	    !files->list[CLI_PART_DENY].changes)
		return order;
	cli_files_before(files, before);
	cli_files_after(files, after);
	if (!may_refuse(&after[0]))
		return order;
	order.first = CLI_PART_ALLOW;
	if (!may_refuse(&before[0]))
		return order;
	if (is_safe(before, after, CLI_PART_ALLOW))
		return order;
	order.first = CLI_PART_DENY;
	order.is_safe = is_safe(before, after, CLI_PART_DENY);
	return order;
}
