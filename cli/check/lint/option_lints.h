#ifndef CLI_CHECK_LINT_OPTION_LINTS_H
#define CLI_CHECK_LINT_OPTION_LINTS_H

#include "cli/check/base/check.h"

/* What stands behind the keyword, as it is written in the rule. */
struct ha_span cli_option_written_value(struct ha_span field);

/* Is it a command without the option's name before it? */
bool cli_option_is_command(struct ha_span field);

/* lint_commands: spawn, aclexec or twist. */
void cli_lint_command(const struct cli_view *view,
    const struct ha_option *option);

/* The same, for what else has %<letter> in its value. */
void cli_lint_percents(const struct cli_view *view,
    const struct ha_option *option);

/* lint_accounts: user and group. */
void cli_lint_account(const struct cli_view *view,
    const struct ha_option *option);

/*
 * The user in the rule, if services of all kinds run as he does: they can do to
 * his processes what they like.  Otherwise empty.
 */
struct ha_span cli_shared_user(const struct ha_option *option);

#endif
