#ifndef CLI_PAM_SSHD_CONFIG_H
#define CLI_PAM_SSHD_CONFIG_H

#include "cli/pam/stack.h"
#include "common/source/source.h"

/* A setting of sshd: where it stands, and its value; source NULL: default. */
struct cli_sshd_setting {
	struct ha_location where;
	struct ha_span value;
};

/* The settings that decide whether sshd asks PAM, and for what. */
struct cli_sshd_config {
	struct cli_sshd_setting use_pam, use_dns, service;
	const char *unread; /* one of the files that could not be read; NULL */
};

/*
 * Reads the file and those that it includes, as sshd does: the first value of
 * a keyword counts, and what stands after "Match" but "Match all" is left
 * out.  The sources and texts are kept by pam.  False: the file cannot be read.
 */
bool cli_sshd_config_read(struct cli_pam *pam, const char *path,
    struct cli_sshd_config *config);

/*
 * The same from what "PROGRAM -T" prints, which is run without arguments from
 * outside, with an empty environment and for CLI_SSHD_SECONDS at most.  False:
 * it did not succeed.
 */
#define CLI_SSHD_SECONDS 3
bool cli_sshd_config_ask(struct cli_pam *pam, const char *program,
    struct cli_sshd_config *config);

#endif
