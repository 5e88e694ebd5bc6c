#ifndef CLI_PAM_OPTIONS_H
#define CLI_PAM_OPTIONS_H

#include "cli/args/command.h"
#include "cli/pam/version.h"

/* --pam-dir and --pam-version. */
struct cli_pam_options {
	const char *dir; /* NULL: where libpam looks */
	enum cli_pam_version version;
};

#define CLI_PAM_OPTIONS 2
extern const struct cli_option cli_pam_options[CLI_PAM_OPTIONS];

#endif
