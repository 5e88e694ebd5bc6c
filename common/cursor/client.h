#ifndef HA_CURSOR_CLIENT_H
#define HA_CURSOR_CLIENT_H

#include "common/cursor/skim.h"

/*
 * Behind a client, if it is plain, well formed and surely does not match; else
 * NULL.  What stands there must end the client, or it was not this one.
 */
const char *ha_skim_client(const struct ha_skim *skim, const char *text);

#endif
