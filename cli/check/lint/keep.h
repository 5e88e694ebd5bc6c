#ifndef CLI_CHECK_LINT_KEEP_H
#define CLI_CHECK_LINT_KEEP_H

#include "cli/check/base/check.h"

/* The requests of --keep, and the client of SSH_CONNECTION, must be allowed. */
void cli_lint_keeps(struct cli_check *check);

/*
 * The verdict of the tables that were read; no command is run.  End with
 * ha_decision_free.  True: it is allowed for sure.
 */
bool cli_keep_decide(const struct cli_check *check, struct ha_request *request,
    const struct ha_resolver *resolver, struct ha_decision *decision);

/* A finding at the rule that decided, or at the last table as a whole. */
struct cli_finding *cli_find_decision(struct cli_check *check,
    enum ha_code code, const struct ha_decision *decision);

#endif
