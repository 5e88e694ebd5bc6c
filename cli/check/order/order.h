#ifndef CLI_CHECK_ORDER_ORDER_H
#define CLI_CHECK_ORDER_ORDER_H

#include "cli/check/base/view.h"

/* The next rule, sound or malformed, joins the policy of the check. */
void cli_order_add(const struct cli_view *view);

/* All rules were added: which of them, and which of their clients, can never
 * decide. */
void cli_lint_order(struct cli_check *check);

#endif
