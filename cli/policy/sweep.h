#ifndef CLI_POLICY_SWEEP_H
#define CLI_POLICY_SWEEP_H

#include "cli/policy/facts.h"

/* Has the owner another verdict than the rule, or is what that does lost? */
bool cli_policy_differs(const struct cli_policy *policy, uint32_t owner,
    uint32_t rule);

/* One more that covers clients of the rule. */
void cli_cover_add(const struct cli_policy *policy, struct cli_cover *cover,
    uint32_t owner, uint32_t rule);

/* Judges all tokens: fills in states, covers and marks. */
void cli_policy_sweep(struct cli_policy *policy, struct cli_facts *facts);

/* Can any client use the service?  In doubt it can. */
bool cli_policy_is_reachable(struct cli_policy *policy, struct cli_facts *facts,
    size_t service);

#endif
