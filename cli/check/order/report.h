#ifndef CLI_CHECK_ORDER_REPORT_H
#define CLI_CHECK_ORDER_REPORT_H

#include "cli/check/base/check.h"
#include "cli/check/order/services.h"

/* Reports which rules, and which of their clients, can never decide, and what
 * the rules come to for each service. */
void cli_order_report(struct cli_check *check, const struct cli_facts *facts,
    const struct cli_judgement *judgement, const struct cli_services *services);

#endif
