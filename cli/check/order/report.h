#ifndef CLI_CHECK_ORDER_REPORT_H
#define CLI_CHECK_ORDER_REPORT_H

#include "cli/check/base/check.h"
#include "cli/policy/sweep.h"

/* Reports what was found, and whether anybody, or nobody, is refused. */
void cli_order_report(struct cli_check *check, struct cli_facts *facts);

#endif
