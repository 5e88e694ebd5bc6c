#ifndef CLI_PAM_DISPATCH_H
#define CLI_PAM_DISPATCH_H

#include <stdint.h>

#include "cli/pam/stack.h"

/*
 * libpam's walk over the lines of one type: an impression and a status, one
 * pair for each level of substacks.  A machine is a walk that waits before a
 * line; it is copied freely.
 */
enum cli_pam_impression {
	CLI_PAM_UNDECIDED,
	CLI_PAM_POSITIVE,
	CLI_PAM_NEGATIVE
};

/* Substacks in substacks; libpam refuses more. */
#define CLI_PAM_LEVELS 16

struct cli_pam_opinion {
	uint8_t impression; /* enum cli_pam_impression */
	uint8_t status;     /* a return code */
};

struct cli_pam_machine {
	size_t at; /* of the lines; the count: the walk is over */
	int level; /* of the line before */
	struct cli_pam_opinion now;
	struct cli_pam_opinion levels[CLI_PAM_LEVELS];
};

/* The lines are those of one type alone. */
struct cli_pam_chain {
	const struct cli_pam_line **lines; /* borrowed */
	size_t count;
};

/* The stack's lines of the type; the caller frees chain->lines. */
void cli_pam_chain_of(const struct cli_pam_stack *stack, enum cli_pam_type type,
    struct cli_pam_chain *chain);

/* Before the first line that is asked for a return code. */
void cli_pam_machine_init(struct cli_pam_machine *machine,
    const struct cli_pam_chain *chain);

/*
 * The line at hand has returned the code: walks on to the next that is asked.
 * For a line that cannot be understood the code is CLI_PAM_MUST_FAIL, whatever
 * is given.
 */
void cli_pam_machine_step(struct cli_pam_machine *machine,
    const struct cli_pam_chain *chain, int code);

/* What a line that cannot be understood returns (PAM_PERM_DENIED). */
#define CLI_PAM_MUST_FAIL 6

/* The walk is over: what the application is told. */
int cli_pam_machine_result(const struct cli_pam_machine *machine);

#endif
