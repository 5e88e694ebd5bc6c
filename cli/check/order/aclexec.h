#ifndef CLI_CHECK_ORDER_ACLEXEC_H
#define CLI_CHECK_ORDER_ACLEXEC_H

#include "cli/check/base/check.h"
#include "cli/policy/facts.h"

/*
 * Rules of hosts.allow whose command, when it fails, has libwrap go on to
 * hosts.deny, where nothing refuses all of their clients (O2).
 */
void cli_order_report_aclexec(struct cli_check *check, struct cli_facts *facts);

#endif
