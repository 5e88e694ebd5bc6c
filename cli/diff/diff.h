#ifndef CLI_DIFF_DIFF_H
#define CLI_DIFF_DIFF_H

#include "cli/args/command.h"
#include "cli/policy/table.h"
#include "cli/policy/pattern_files.h"

enum cli_diff_format {
	CLI_DIFF_TEXT,
	CLI_DIFF_LINE,
	CLI_DIFF_JSON
};

/* Exit statuses. */
enum {
	CLI_DIFF_SAME = 0,
	CLI_DIFF_DIFFERS = 1,
	CLI_DIFF_CANNOT_TELL = 2
};

struct cli_diff_wish {
	enum cli_diff_format format;
	bool is_quiet;
	bool only_gains, only_losses; /* both: as neither */
	struct ha_span service;       /* the only one; empty: all */
};

/*
 * Prints which requests are judged otherwise after a change of tables, those
 * before and those after it.  A table without a source is empty.  command
 * begins messages about what cannot be told.  Returns the exit status.
 */
int cli_diff_print(const char *command, const struct cli_diff_wish *wish,
    const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files);

#endif
