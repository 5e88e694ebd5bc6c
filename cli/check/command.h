#ifndef CLI_CHECK_COMMAND_H
#define CLI_CHECK_COMMAND_H

#include "cli/check/base/check.h"

extern const struct cli_command cli_check_command;
extern const struct cli_command cli_explain_command;

/*
 * Opens the tables that the options choose, has all lints look at them, and
 * hands what they found, max findings at most and sorted, to finish, which has
 * context in its argument.  Returns the exit status: that of finish, or of a
 * table that cannot be read.
 */
int cli_check_run(const struct cli_check_options *options, size_t max,
    int (*finish)(struct cli_check *check), void *context);

/*
 * The same for both tables and the tests beside them, which the caller has
 * opened, whatever stands in their files; tests may be NULL.  The options name
 * no others.
 */
int cli_check_run_opened(const struct cli_check_options *options,
    const struct cli_table tables[2], struct ha_source *tests,
    int (*finish)(struct cli_check *check), void *context);

#endif
