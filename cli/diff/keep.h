#ifndef CLI_DIFF_KEEP_H
#define CLI_DIFF_KEEP_H

#include "cli/args/lookups.h"
#include "cli/args/command.h"
#include "cli/policy/table.h"

/*
 * Is each request of --keep surely allowed by the tables?  Says of those that
 * are not which rule decides.
 */
bool cli_diff_keeps(const struct cli_words *keep,
    const struct cli_lookups *lookups, const struct cli_table tables[2]);

#endif
