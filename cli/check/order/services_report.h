#ifndef CLI_CHECK_ORDER_SERVICES_REPORT_H
#define CLI_CHECK_ORDER_SERVICES_REPORT_H

#include "cli/check/order/services.h"
#include "cli/check/order/wording.h"

/* Reports what the rules come to for each service, and keeps the summaries. */
void cli_services_report(struct cli_order *order,
    const struct cli_services *services);

#endif
