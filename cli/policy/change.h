#ifndef CLI_POLICY_CHANGE_H
#define CLI_POLICY_CHANGE_H

#include "cli/policy/pattern_files.h"
#include "cli/policy/table.h"

/* What becomes of all requests when tables are changed. */
enum cli_change {
	CLI_CHANGES_NOTHING,
	CLI_CHANGES_LOSSES, /* somebody is admitted no more, and nobody new is
			     */
	CLI_CHANGES_GAINS,  /* somebody new is admitted, or may ask a command */
	CLI_CHANGES_UNKNOWN /* nobody can tell, or there is too much of it */
};

/*
 * Compares hosts.allow and hosts.deny before with those after, exactly, by one
 * partition of all requests by the rules of both.  A table without a source is
 * empty.
 */
enum cli_change cli_change_of(const struct cli_table before[2],
    const struct cli_table after[2], struct cli_pattern_files *files);

#endif
