#ifndef CLI_INSTALL_TAKE_BACK_H
#define CLI_INSTALL_TAKE_BACK_H

#include "cli/install/put.h"
#include "cli/install/record.h"

enum cli_taking {
	CLI_TAKING_WHOLE, /* each file is put back, with what was added */
	CLI_TAKING_APART, /* one was changed otherwise since */
	CLI_TAKING_FAILED /* what is kept cannot be read, which was said */
};

/*
 * Sets files, which were opened, to what they were before the change.  Lines
 * that a program has added or taken out since are kept so; see cli_merge.  A
 * file that was changed otherwise stays as it is, and *where is its path,
 * unless forced.
 */
enum cli_taking cli_taking_plan(const struct cli_record *record,
    const struct cli_set *set, bool is_forced, struct cli_files *files,
    const char **where);

/*
 * Puts back what was planned, and marks the change as undone.  what: "undone"
 * or "taken back", for what is said.  What
 * failed has been said, but for CLI_PUT_CHANGED.
 */
enum cli_put cli_taking_do(const struct cli_record *record,
    const struct cli_set *set, const struct cli_files *files, const char *what);

/*
 * Both at once.  A change that cannot be taken back counts as confirmed from
 * then on, which is said.
 */
enum cli_taking cli_taking_at_once(const struct cli_record *record,
    const struct cli_set *set, const char *what);

/*
 * Removes what commands left that were killed, and brings to an end, or takes
 * back, what they had begun.  The set's lock is held.  False: it was said.
 */
bool cli_set_recover(const struct cli_set *set);

#endif
