#ifndef CLI_STATUS_SOCKETS_H
#define CLI_STATUS_SOCKETS_H

#include "cli/status/places.h"

/*
 * Adds the programs that wait for TCP connections, as far as this user may
 * see.  Returns how many sockets of that kind belong to none that was seen.
 */
size_t cli_sockets_programs(struct cli_places *programs,
    struct ha_arena *arena);

#endif
