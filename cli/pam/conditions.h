#ifndef CLI_PAM_CONDITIONS_H
#define CLI_PAM_CONDITIONS_H

#include "cli/pam/roles.h"

/*
 * Does the line, a condition, jump only for a few, who are named or are no
 * people's accounts?  False: for ordinary users, or nobody knows for whom.
 */
bool cli_pam_jumps_for_few(const struct cli_pam_line *line);

#endif
