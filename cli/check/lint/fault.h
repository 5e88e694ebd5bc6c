#ifndef CLI_CHECK_LINT_FAULT_H
#define CLI_CHECK_LINT_FAULT_H

#include "cli/check/base/check.h"

/* What a malformed rule of the table comes to (M1). */
enum ha_effect cli_effect_of_fault(const struct cli_table *table,
    const struct ha_rule *rule);

#endif
