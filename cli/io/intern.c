#include "cli/io/intern.h"

#include <stdlib.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"

/* FNV-1a; what collides is compared, so that a bad case is slow, not wrong. */
uint64_t
cli_hash(struct ha_span text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.len; i++) {
		hash ^= (unsigned char)text.at[i];
		hash *= UINT64_C(0x100000001b3);
	}
	return hash ^ hash >> 29;
}

/* The slot of the text, or the free one where it belongs. */
static uint32_t *
find_slot(const struct cli_intern *intern, struct ha_span text)
{
	size_t at = (size_t)cli_hash(text) & (intern->nslots - 1);

	while (intern->slots[at] != 0 &&
	    !ha_span_equal(intern->texts[intern->slots[at] - 1], text))
		at = (at + 1) & (intern->nslots - 1);
	return &intern->slots[at];
}

bool
cli_intern_find(const struct cli_intern *intern, struct ha_span text,
    uint32_t *number)
{
	uint32_t slot = intern->nslots == 0 ? 0 : *find_slot(intern, text);

	*number = slot - 1;
	return slot != 0;
}

/* Less than half of the slots are taken. */
static void
make_room(struct cli_intern *intern)
{
	if (2 * (intern->count + 1) <= intern->nslots)
		return;
	free(intern->slots);
	intern->nslots = intern->nslots == 0 ? 64 : 2 * intern->nslots;
	intern->slots = cli_zeroed(intern->nslots, sizeof(*intern->slots));
	for (size_t i = 0; i < intern->count; i++)
		*find_slot(intern, intern->texts[i]) = (uint32_t)i + 1;
}

uint32_t
cli_intern(struct cli_intern *intern, struct ha_span text, bool *is_new)
{
	uint32_t *slot;
	const char *copy;

	make_room(intern);
	slot = find_slot(intern, text);
	*is_new = *slot == 0;
	if (!*is_new)
		return *slot - 1;
	copy = ha_arena_text(&intern->arena, text);
	if (copy == NULL)
		cli_no_memory();
	intern->texts = cli_vector_grow(intern->texts, &intern->size,
	    intern->count, sizeof(*intern->texts));
	intern->texts[intern->count] = (struct ha_span){ copy, text.len };
	*slot = (uint32_t)++intern->count;
	return *slot - 1;
}

void
cli_intern_free(struct cli_intern *intern)
{
	free(intern->texts);
	free(intern->slots);
	ha_arena_free(&intern->arena);
}
