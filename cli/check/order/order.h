#ifndef CLI_CHECK_ORDER_ORDER_H
#define CLI_CHECK_ORDER_ORDER_H

#include "cli/check/base/check.h"

/* What the order lints keep of each rule, in the order of evaluation. */
struct cli_order *cli_order_new(struct cli_check *check);
void cli_order_free(struct cli_order *order);

/* The next rule, sound or malformed. */
void cli_order_add(struct cli_order *order, const struct cli_view *view);

/* All rules were added: which of them, and which of their clients, can never
 * decide. */
void cli_lint_order(struct cli_check *check);

#endif
