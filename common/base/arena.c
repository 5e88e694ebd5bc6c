#include "common/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bounds.h"

struct ha_arena_block {
	struct ha_arena_block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

static struct ha_arena_block *
block_new(struct ha_arena *arena, size_t size)
{
	struct ha_arena_block *block;

	if (size < HA_ARENA_BLOCK)
		size = HA_ARENA_BLOCK;
	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = malloc(sizeof(*block) + size);
	if (block == NULL)
		return NULL;
	block->size = size;
	block->used = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *
ha_arena_alloc(struct ha_arena *arena, size_t size)
{
	struct ha_arena_block *block = arena->blocks;
	void *memory;

	if (size > SIZE_MAX - alignof(max_align_t))
		return NULL;
	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (block == NULL || block->size - block->used < size)
		block = block_new(arena, size);
	if (block == NULL)
		return NULL;
	memory = block->bytes + block->used;
	block->used += size;
	return memory;
}

char *
ha_arena_text(struct ha_arena *arena, struct ha_span text)
{
	char *copy =
	    text.len == SIZE_MAX ? NULL : ha_arena_alloc(arena, text.len + 1);

	if (copy == NULL)
		return NULL;
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return copy;
}

void
ha_arena_reset(struct ha_arena *arena)
{
	struct ha_arena_block *kept = arena->blocks;

	if (kept == NULL)
		return;
	arena->blocks = kept->next;
	ha_arena_free(arena);
	kept->next = NULL;
	kept->used = 0;
	arena->blocks = kept;
}

void
ha_arena_free(struct ha_arena *arena)
{
	struct ha_arena_block *block = arena->blocks;

	while (block != NULL) {
		struct ha_arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = NULL;
}
