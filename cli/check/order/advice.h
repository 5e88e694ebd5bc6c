#ifndef CLI_CHECK_ORDER_ADVICE_H
#define CLI_CHECK_ORDER_ADVICE_H

#include "cli/check/order/wording.h"

/*
 * What to do about a rule that never decides, or about one of its clients.  It
 * was tried: it does what it says, and admits nobody new.  Empty: nothing that
 * was tried does.
 */
struct ha_span cli_order_advise_rule(struct cli_order *order,
    const struct cli_cover *cover, size_t rule);
struct ha_span cli_order_advise_client(struct cli_order *order,
    const struct cli_cover *cover, size_t rule, size_t token);

/* What a rule does besides its verdict: "; its command never runs"; NULL:
 * nothing. */
const char *cli_order_loss(const struct cli_order *order, size_t rule);

#endif
