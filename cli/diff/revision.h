#ifndef CLI_DIFF_REVISION_H
#define CLI_DIFF_REVISION_H

#include "cli/policy/table.h"

/*
 * Reads both tables of the folder as they were in that revision of the git
 * repository that it lies in; one that was not there is empty.  Their paths are
 * those that git knows, "REV:./hosts.allow", in the arena; free the sources.
 * False: fault says why not.
 */
bool cli_revision_read(const char *folder, const char *revision,
    struct cli_table tables[2], struct ha_arena *arena,
    struct ha_strbuf *fault);

#endif
