#ifndef CLI_INSTALL_PUT_H
#define CLI_INSTALL_PUT_H

#include "cli/install/files.h"
#include "cli/install/set.h"

enum cli_put {
	CLI_PUT_DONE,
	CLI_PUT_CHANGED, /* somebody else has changed one; nothing was done */
	CLI_PUT_FAILED,  /* nothing was done */
	CLI_PUT_HALF     /* some of them are in place, and others are not */
};

/*
 * Puts the files that change in place, one right after the other, in the order
 * of cli_order_choose.  When all of them are made, and before the first takes
 * its place, ready is called; false ends it.  What failed has been said, but
 * for CLI_PUT_CHANGED.  *where is the file that it is about.
 */
enum cli_put cli_put(const struct cli_set *set, const struct cli_files *files,
    bool (*ready)(void *context), void *context, const char **where);

/*
 * Where a program adds a line just now, what was read is not all of it: how
 * often it is worth while to begin anew, and what is said in the end.
 */
#define CLI_PUT_TRIES 10
void cli_put_say_busy(const struct cli_set *set);

#endif
