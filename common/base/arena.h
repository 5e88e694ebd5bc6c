#ifndef HA_BASE_ARENA_H
#define HA_BASE_ARENA_H

#include <stddef.h>

#include "common/base/span.h"

/*
 * Memory that is given back all at once, so that parsers need no free().
 * Start with HA_ARENA_INIT; its owner resets or frees it.
 */
struct ha_arena {
	struct ha_arena_block *blocks; /* newest first */
};

#define HA_ARENA_INIT ((struct ha_arena){ NULL })

/* Aligned for any type, not cleared; NULL when memory has run out. */
void *ha_arena_alloc(struct ha_arena *arena, size_t size);

/* A copy with a NUL after it; NULL when memory has run out. */
char *ha_arena_text(struct ha_arena *arena, struct ha_span text);

/* Forgets what was allocated and keeps one block for the next use. */
void ha_arena_reset(struct ha_arena *arena);
void ha_arena_free(struct ha_arena *arena);

#endif
