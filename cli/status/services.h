#ifndef CLI_STATUS_SERVICES_H
#define CLI_STATUS_SERVICES_H

#include "cli/pam/stack.h"
#include "cli/sys/places.h"

/*
 * The services that have a file of their own, sorted: not those that others
 * include and that no program goes by.  Returns NULL, or the folder that
 * cannot be read; *error is an errno value then.
 */
const char *cli_services_read(struct cli_pam *pam, struct cli_places *names,
    struct ha_arena *arena, int *error);

/* The program that goes by the name, or NULL; in the arena. */
const char *cli_services_program(struct ha_span name, struct ha_arena *arena);

#endif
