#ifndef CLI_SYS_PLACES_H
#define CLI_SYS_PLACES_H

#include "common/base/arena.h"
#include "common/base/span.h"

/* Texts in the arena that they came from. */
struct cli_places {
	const char **list;
	size_t count, size;
};

/*
 * Where the loader looks for libraries that no program names a folder for:
 * what /etc/ld.so.conf names, /lib, /usr/lib, and those of each machine below.
 * The caller frees list.
 */
void cli_places_read(struct cli_places *places, struct ha_arena *arena);

/* What stands after the last '/' of a path. */
const char *cli_base_name(const char *path);

/* Adds a copy; a text that is there already is not added again. */
void cli_places_add(struct cli_places *places, struct ha_arena *arena,
    struct ha_span text);

#endif
