#ifndef CLI_PAM_MACHINE_H
#define CLI_PAM_MACHINE_H

#include "cli/pam/roles.h"

/* One of our lines in the configuration of this machine. */
struct cli_pam_use {
	const char *file;
	const char *allow, *deny; /* the tables that it reads */
};

/* Start with all zero. */
struct cli_pam_uses {
	struct cli_pam_use *list;
	size_t count, size;
	struct cli_pam pam; /* keeps the texts */
};

/* Each file's own lines, whatever includes it, in the files' order. */
void cli_pam_uses_read(struct cli_pam_uses *uses);
void cli_pam_uses_free(struct cli_pam_uses *uses);

/* Does the service ask our module, in any type but password? */
bool cli_pam_asks_ours(const struct cli_pam_stack *stack);

/*
 * Do sshd's lines of our module all say user=login?  False where there are
 * none.  dir as in cli_pam_init.
 */
bool cli_pam_sshd_tells_login(const char *dir);

#endif
