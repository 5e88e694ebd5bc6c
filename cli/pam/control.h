#ifndef CLI_PAM_CONTROL_H
#define CLI_PAM_CONTROL_H

#include <stdbool.h>

#include "common/base/span.h"

/* How many return codes libpam knows, PAM_SUCCESS is 0. */
#define CLI_PAM_CODES 32

/* What a line does with a return code; above 0: so many lines are skipped. */
enum cli_pam_action {
	CLI_PAM_IGNORE = 0,
	CLI_PAM_OK = -1,
	CLI_PAM_DONE = -2,
	CLI_PAM_BAD = -3,
	CLI_PAM_DIE = -4,
	CLI_PAM_RESET = -5,
	CLI_PAM_UNSET = -6 /* while a control is read */
};

/* "success", "perm_denied" ..., as written in a control. */
const char *cli_pam_code_name(int code);

/*
 * Fills in the actions of a control: "required", "requisite", "optional",
 * "sufficient", or "return=action ..." that stood in brackets.  False: it is
 * none, and every return code is a failure.
 */
bool cli_pam_control_read(struct ha_span control, int actions[CLI_PAM_CODES]);

#endif
