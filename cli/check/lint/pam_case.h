#ifndef CLI_CHECK_LINT_PAM_CASE_H
#define CLI_CHECK_LINT_PAM_CASE_H

#include "cli/check/base/check.h"
#include "cli/pam/roles.h"

/* What is known of the lines of one type. */
struct cli_pam_guard {
	enum cli_pam_type type;
	struct cli_pam_chain chain;
	struct cli_pam_player *players;
	const struct cli_pam_line *ours; /* the first of our lines, or NULL */
	bool refuses;                    /* not all of them have enforce=no */
	bool is_faulty; /* one is in error, or another line: told already */
	bool is_open;   /* whom the rules refuse can pass, or may */
};

/* One service under judgement. */
struct cli_pam_case {
	struct cli_check *check;
	const char *path;
	struct ha_span service;
	bool is_deployed; /* the files are those of this machine */
	struct cli_pam_stack stack;
	struct cli_pam_guard guards[CLI_PAM_PASSWORD]; /* by type */
};

/*
 * A finding in a stack.  What two services include is reported once, of the one
 * for which it is worse: that of the other goes where nobody looks.
 */
struct cli_finding *cli_find_in_stack(struct cli_pam_case *pam_case,
    enum ha_code code, enum ha_level level, struct ha_location where);

/* lint_pam_lines: each line by itself. */
void cli_lint_pam_lines(struct cli_pam_case *pam_case);

/* lint_pam_claims: one of our lines for a service that passes on what clients
 * only claim, and the rules that admit by it. */
void cli_lint_pam_claims(struct cli_pam_case *pam_case,
    const struct cli_pam_line *line, const struct ha_module_args *args);

/* lint_pam_chain: who passes the lines of a type.  The guard of account comes
 * first, for it decides how much the others matter. */
void cli_lint_pam_chain(struct cli_pam_case *pam_case,
    struct cli_pam_guard *guard);

/*
 * What sshd's own settings make of it.  False: the file of --sshd-config
 * cannot be read.
 */
bool cli_lint_sshd(struct cli_check *check);

#endif
