#ifndef CLI_PAM_CONTROL_H
#define CLI_PAM_CONTROL_H

#include "cli/pam/stack.h"

/*
 * Fills in the actions of a control: "required", "requisite", "optional",
 * "sufficient", or "return=action ..." that stood in brackets.  False: it is
 * none, and every return code is a failure.
 */
bool cli_pam_control_read(struct ha_span control, int actions[CLI_PAM_CODES]);

/* What is not set yet becomes the action. */
void cli_pam_control_default(int actions[CLI_PAM_CODES], int action);

#endif
