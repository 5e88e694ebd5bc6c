#ifndef CLI_CHECK_TABLE_H
#define CLI_CHECK_TABLE_H

#include "cli/check/base/check.h"

/* Reads a table rule by rule, and has each lint look at it. */
void cli_check_table(struct cli_check *check, struct cli_table *table);

#endif
