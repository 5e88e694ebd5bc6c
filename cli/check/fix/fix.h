#ifndef CLI_CHECK_FIX_FIX_H
#define CLI_CHECK_FIX_FIX_H

#include "cli/check/base/check.h"

/*
 * Writes the safe repairs of what was found into the tables, and says which.
 * Pattern files stay as they are.  Returns EX_OK or EX_IOERR.
 */
int cli_fix(struct cli_check *check);

/* Shows them as a unified diff and writes nothing.  Is there one? */
bool cli_fix_show(struct cli_check *check);

/* After cli_fix, when all was checked anew: says if there is more to repair,
 * for two repairs can be in each other's way. */
void cli_fix_tell_rest(struct cli_check *check);

#endif
