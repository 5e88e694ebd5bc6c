#ifndef CLI_CHECK_BASE_REPAIR_H
#define CLI_CHECK_BASE_REPAIR_H

#include "cli/check/base/check.h"
#include "cli/io/diff.h"
#include "cli/policy/change.h"

/*
 * What would become of all requests if a table of the check had these
 * replacements?  They are made in a copy, and both are compared by the engine's
 * partition; what stands alone is compared with and without rules after it
 * that refuse all others.  Each try uses up some of what one run may try:
 * CLI_CHANGES_UNKNOWN when that is spent.  A table that is missing is empty.
 */
enum cli_change cli_repair_try(struct cli_check *check,
    const struct cli_table *table, const struct cli_replacements *replacements);

#endif
