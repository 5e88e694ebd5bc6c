#ifndef CLI_ARGS_TABLES_H
#define CLI_ARGS_TABLES_H

#include "cli/args/command.h"
#include "common/match/decision.h"

/* --dir, --allow and --deny. */
struct cli_table_names {
	const char *dir, *allow, *deny; /* NULL: not given */
};

#define CLI_TABLES_OPTIONS 3
extern const struct cli_option cli_tables_options[CLI_TABLES_OPTIONS];

static inline bool
cli_tables_are_named(const struct cli_table_names *names)
{
	return names->dir != NULL || names->allow != NULL ||
	    names->deny != NULL;
}

/* The tables that the options name; the paths are owned. */
struct cli_tables {
	struct ha_tables engine;
	char *allow, *deny;
};

/*
 * 0, or the exit status when a file or folder that was named is not there,
 * which has been said.  End with cli_tables_free in both cases.
 */
int cli_tables_choose(const struct cli_table_names *names, const char *command,
    struct cli_tables *tables);
void cli_tables_free(struct cli_tables *tables);

#endif
