#ifndef CLI_CHECK_BASE_HERE_H
#define CLI_CHECK_BASE_HERE_H

#include "cli/check/base/check.h"

/* Sets is_deployed and is_for_here of all tables; reads the uses for it. */
void cli_here_find(struct cli_check *check);

/*
 * The level of a code that says that something is missing: a note where the
 * table is for another machine than this one.
 */
enum ha_level cli_level_of_missing(const struct cli_table *table,
    enum ha_code code);

/* The paths of the tables that the module reads unless told otherwise. */
extern const char *const cli_default_tables[HA_TABLE_DENY + 1];

bool cli_is_same_file(const char *path, const char *other);

#endif
