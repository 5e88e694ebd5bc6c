#ifndef CLI_SYS_SOCKETS_H
#define CLI_SYS_SOCKETS_H

#include <stdbool.h>
#include <sys/types.h>

#include "cli/sys/places.h"

/*
 * Adds the programs that wait for TCP connections, as far as this user may
 * see; *unseen is how many sockets of that kind belong to none that was seen.
 * False: /proc cannot be read; *error is an errno value.
 */
bool cli_sockets_programs(struct cli_places *programs, struct ha_arena *arena,
    size_t *unseen, int *error);

/* Does the process wait for TCP connections, as far as this user may see? */
bool cli_sockets_listens(pid_t pid);

#endif
