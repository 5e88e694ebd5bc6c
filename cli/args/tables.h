#ifndef CLI_ARGS_TABLES_H
#define CLI_ARGS_TABLES_H

#include "cli/args/options.h"
#include "common/match/decision.h"

/* The tables that the options name; the paths are owned. */
struct cli_tables {
	struct ha_tables engine;
	char *allow, *deny;
};

/*
 * 0, or the exit status when a file or folder that was named is not there,
 * which has been said.  End with cli_tables_free in both cases.
 */
int cli_tables_choose(const struct cli_options *options, const char *command,
    struct cli_tables *tables);
void cli_tables_free(struct cli_tables *tables);

#endif
