#ifndef CLI_CHECK_LINT_SHELL_H
#define CLI_CHECK_LINT_SHELL_H

#include "cli/check/base/view.h"

/*
 * The last byte of the quoted text that begins at "at"; in single quotes no
 * byte is special.
 */
size_t cli_shell_skip_quoted(struct ha_span text, size_t at);

/* Is the word one that was to be replaced, as in /path/to/script? */
bool cli_shell_is_placeholder(struct ha_span word);

/* What sh takes a command for, and whoever wrote it did not. */
void cli_lint_shell(const struct cli_view *view,
    const struct ha_option *option);

#endif
