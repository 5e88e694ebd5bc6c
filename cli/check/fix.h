#ifndef CLI_CHECK_FIX_H
#define CLI_CHECK_FIX_H

#include "cli/check/check.h"

/*
 * Writes the safe repairs of what was found into the tables, or with --diff
 * prints them and writes nothing.  Returns the exit status.
 */
int cli_fix(struct cli_check *check);

#endif
