#ifndef CLI_CHECK_INPUT_H
#define CLI_CHECK_INPUT_H

#include "cli/args/tables.h"
#include "cli/check/base/check.h"

/*
 * EX_OK, or the exit status of options that name what cannot be checked, which
 * has been said.
 */
int cli_input_refuse(const struct cli_check_options *options);

/* The tables that the options choose, in the order of evaluation. */
void cli_input_choose(struct cli_check *check, const struct cli_tables *named);

/* Opens them.  EX_OK, or EX_IOERR, and it has been said. */
int cli_input_open(struct cli_check *check);

#endif
