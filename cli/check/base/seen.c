#include "cli/check/base/seen.h"

#include <stdint.h>
#include <string.h>

#include "cli/io/message.h"

#define NBUCKETS (sizeof(((struct cli_seen *)0)->buckets) / sizeof(void *))

/* Longer ones are no names, and are not kept. */
#define NAME_MAX_LEN 1024

struct cli_seen_name {
	struct ha_span name;
	struct cli_seen_name *next;
};

struct cli_seen *
cli_seen_new(struct ha_arena *arena)
{
	struct cli_seen *seen = ha_arena_alloc(arena, sizeof(*seen));

	if (seen == NULL)
		cli_no_memory();
	memset(seen, 0, sizeof(*seen));
	return seen;
}

/* FNV-1a.  Chains stay short whatever the names are: max bounds them all. */
static size_t
bucket_of(struct ha_span name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)ha_fold(name.at[i])) * 16777619u;
	return hash % NBUCKETS;
}

static struct cli_seen_name *
find(struct cli_seen_name *bucket, struct ha_span name)
{
	while (bucket != NULL && !ha_span_equal_fold(bucket->name, name))
		bucket = bucket->next;
	return bucket;
}

bool
cli_seen_holds(const struct cli_seen *seen, struct ha_span name)
{
	return find(seen->buckets[bucket_of(name)], name) != NULL;
}

bool
cli_seen_add(struct cli_seen *seen, struct ha_arena *arena, struct ha_span name,
    size_t max)
{
	struct cli_seen_name *one, **bucket;
	const char *copy;

	if (seen->count >= max || name.len > NAME_MAX_LEN)
		return false;
	bucket = &seen->buckets[bucket_of(name)];
	if (find(*bucket, name) != NULL)
		return false;
	one = ha_arena_alloc(arena, sizeof(*one));
	copy = ha_arena_text(arena, name);
	if (one == NULL || copy == NULL)
		cli_no_memory();
	*one = (struct cli_seen_name){ { copy, name.len }, *bucket };
	*bucket = one;
	seen->count++;
	return true;
}
