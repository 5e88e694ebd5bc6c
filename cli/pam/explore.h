#ifndef CLI_PAM_EXPLORE_H
#define CLI_PAM_EXPLORE_H

#include "cli/pam/dispatch.h"

/* What a line's module does for a login. */
enum cli_pam_role {
	CLI_PAM_ROLE_OURS,
	CLI_PAM_ROLE_VERIFIES, /* its success may mean that a secret was right
				*/
	CLI_PAM_ROLE_NEUTRAL,  /* its success says nothing about the user */
	CLI_PAM_ROLE_PERMITS,  /* it always succeeds */
	CLI_PAM_ROLE_DENIES,   /* it never does */
	CLI_PAM_ROLE_MISSING   /* there is no such module */
};

/* What our module returns in one line, whatever the request. */
struct cli_pam_returns {
	int allowed, denied; /* return codes; denied as allowed: enforce=no */
};

/* One line of the chain, as far as the search needs to know. */
struct cli_pam_player {
	enum cli_pam_role role;
	struct cli_pam_returns returns; /* CLI_PAM_ROLE_OURS */
};

enum cli_pam_question {
	/* Can a client succeed whom our module denies, or is not asked of? */
	CLI_PAM_ADMITS_DENIED,
	/* Can one succeed of whom only our module said yes? */
	CLI_PAM_OURS_ALONE,
	/* Can an allowed one succeed at all? */
	CLI_PAM_ADMITS_ALLOWED
};

/* A line and what its module returns. */
struct cli_pam_step {
	const struct cli_pam_line *line;
	int code;
};

/* A shortest way to success; the caller frees steps. */
struct cli_pam_path {
	struct cli_pam_step *steps;
	size_t count;
	bool asks_ours; /* our module is asked on the way */
	bool gave_up;   /* none was found, and not all were looked at */
};

/*
 * Looks for a way to success, which in account is PAM_NEW_AUTHTOK_REQD as well;
 * players has a member for each line of the chain.  All ways are looked at,
 * whatever the other modules return.
 */
bool cli_pam_explore(const struct cli_pam_chain *chain,
    const struct cli_pam_player *players, enum cli_pam_question question,
    struct cli_pam_path *path);

#endif
