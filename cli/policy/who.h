#ifndef CLI_POLICY_WHO_H
#define CLI_POLICY_WHO_H

#include "cli/policy/regions.h"
#include "cli/policy/verdicts.h"

/*
 * Everybody who gets in, exactly, as cli_regions_walk says it: what the regions
 * are is what the rules may do, CLI_MAY_...; of that to refuse is usual.
 */
bool cli_who(struct cli_policy *policy, struct cli_facts *facts, size_t service,
    const struct cli_region_listener *listener);

#endif
