#ifndef CLI_IO_ARENA_H
#define CLI_IO_ARENA_H

#include "common/base/arena.h"

/*
 * A copy of the text in the arena, with a NUL after it; without memory the
 * program ends.
 */
char *cli_arena_text(struct ha_arena *arena, struct ha_span text);

#endif
