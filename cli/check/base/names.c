#include "cli/check/base/names.h"

#include <stdint.h>

#include "cli/io/message.h"

#define NBUCKETS (sizeof(((struct cli_names *)0)->buckets) / sizeof(void *))

/* Longer ones are no names, and are not kept. */
#define NAME_MAX_LEN 1024

/* FNV-1a.  Chains stay short whatever the names are: max bounds them all. */
static size_t
bucket_of(struct ha_span text)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)ha_fold(text.at[i])) * 16777619u;
	return hash % NBUCKETS;
}

struct cli_name *
cli_names_find(const struct cli_names *names, struct ha_span text)
{
	struct cli_name *name = names->buckets[bucket_of(text)];

	while (name != NULL &&
	    !(names->folds ? ha_span_equal_fold(name->text, text)
			   : ha_span_equal(name->text, text)))
		name = name->next;
	return name;
}

static struct cli_name *
add(struct cli_names *names, struct ha_arena *arena, struct ha_span text,
    size_t max)
{
	struct cli_name **bucket = &names->buckets[bucket_of(text)];
	struct cli_name *name;
	const char *copy;

	if (names->count >= max || text.len > NAME_MAX_LEN)
		return NULL;
	name = ha_arena_alloc(arena, sizeof(*name));
	copy = ha_arena_text(arena, text);
	if (name == NULL || copy == NULL)
		cli_no_memory();
	*name =
	    (struct cli_name){ .text = { copy, text.len }, .next = *bucket };
	*bucket = name;
	names->count++;
	return name;
}

struct cli_name *
cli_names_add(struct cli_names *names, struct ha_arena *arena,
    struct ha_span text, size_t max)
{
	struct cli_name *name = cli_names_find(names, text);

	return name != NULL ? name : add(names, arena, text, max);
}

bool
cli_names_add_new(struct cli_names *names, struct ha_arena *arena,
    struct ha_span text, size_t max)
{
	return cli_names_find(names, text) == NULL &&
	    add(names, arena, text, max) != NULL;
}
