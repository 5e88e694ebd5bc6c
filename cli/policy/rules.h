#ifndef CLI_POLICY_RULES_H
#define CLI_POLICY_RULES_H

#include "cli/policy/policy.h"
#include "common/language/option.h"
#include "common/rules/reader.h"

/* The next rule of one of the tables, sound or malformed; it is split. */
void cli_policy_add(struct cli_policy *policy, const struct cli_table *table,
    struct ha_rule *rule, const struct ha_options_summary *options);

/* All rules of a table, one of the policy's; without a source it has none. */
void cli_policy_read(struct cli_policy *policy, const struct cli_table *table);

#endif
