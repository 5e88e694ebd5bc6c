#ifndef CLI_POLICY_PIECES_H
#define CLI_POLICY_PIECES_H

#include "cli/policy/policy.h"

/* The number of the host pattern among the policy's atoms. */
uint32_t cli_policy_atom(struct cli_policy *policy, struct ha_span text);

/*
 * Cuts the host pattern into pieces, which become the token's.  What is
 * malformed has none.
 */
void cli_policy_set_pieces(struct cli_policy *policy,
    struct cli_policy_rule *rule, struct cli_policy_token *token,
    struct ha_span host);

#endif
