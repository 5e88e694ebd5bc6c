#ifndef CLI_PAM_VERSION_H
#define CLI_PAM_VERSION_H

#include <stdbool.h>

/* How libpam puts the lines of its files together, which 1.6.0 changed. */
enum cli_pam_version {
	CLI_PAM_INSTALLED, /* as the libpam of this machine does */
	CLI_PAM_1_5,       /* up to 1.5 */
	CLI_PAM_1_6        /* from 1.6 on */
};

/* "1.5" or "1.7.2"; false: it is no number of a version. */
bool cli_pam_version_read(const char *text, enum cli_pam_version *version);

/*
 * Which of the two the installed libpam does: it is given a line to read, in a
 * process apart.  Neither its file's name nor its symbols show it.  Without a
 * libpam that can be asked the answer is CLI_PAM_1_6.
 */
enum cli_pam_version cli_pam_version_installed(void);

#endif
