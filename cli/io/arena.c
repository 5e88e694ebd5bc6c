#include "cli/io/arena.h"

#include "cli/io/message.h"

char *
cli_arena_text(struct ha_arena *arena, struct ha_span text)
{
	char *copy = ha_arena_text(arena, text);

	if (copy == NULL)
		cli_no_memory();
	return copy;
}
