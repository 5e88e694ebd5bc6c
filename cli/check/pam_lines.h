#ifndef CLI_CHECK_PAM_LINES_H
#define CLI_CHECK_PAM_LINES_H

#include "arena.h"
#include "decision.h"

/* A line of a PAM stack that loads the module. */
struct cli_pam_line {
	const char *file;
	const char *tables[2]; /* by enum ha_table_kind: what it reads */
};

/* Start with { NULL }. */
struct cli_pam_lines {
	struct cli_pam_line *list;
	size_t count, size;
	struct ha_arena arena;
};

/*
 * Reads the stacks of this machine, as far as they are of usual size: lines
 * are taken as they stand, whatever a service includes.
 */
void cli_pam_lines_read(struct cli_pam_lines *lines);
void cli_pam_lines_free(struct cli_pam_lines *lines);

#endif
