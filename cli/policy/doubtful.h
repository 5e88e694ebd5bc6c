#ifndef CLI_POLICY_DOUBTFUL_H
#define CLI_POLICY_DOUBTFUL_H

#include "cli/policy/sweep.h"

/* Rules from the first to before the end. */
struct cli_rule_range {
	uint32_t first, end;
};

/*
 * The pattern, or the rule, of which nobody can tell whether it matches in that
 * cell of that context, and which may decide there; false: there is none.
 */
bool cli_doubtful_at(struct cli_policy *policy, struct cli_facts *facts,
    struct cli_rule_range rules, size_t context, uint32_t cell,
    struct ha_location *where);

#endif
