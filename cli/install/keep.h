#ifndef CLI_INSTALL_KEEP_H
#define CLI_INSTALL_KEEP_H

#include <stdbool.h>

#include "common/base/span.h"

/*
 * Writes the bytes as FOLDER/STATE/NAME, safe on the disk, or FOLDER/NAME if
 * state is NULL; the folder STATE is made.  like: a file whose owner, mode and
 * access list the new one gets; NULL: only its owner may read it.  False:
 * errno says why not.
 */
bool cli_keep(const char *folder, const char *state, const char *name,
    struct ha_span bytes, const char *like);

#endif
