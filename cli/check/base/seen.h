#ifndef CLI_CHECK_BASE_SEEN_H
#define CLI_CHECK_BASE_SEEN_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/span.h"

struct cli_seen_name;

/* Names that a lint has met, so that each is looked at once. */
struct cli_seen {
	size_t count;
	struct cli_seen_name *buckets[1024];
};

/* In the arena.  Ends the program when memory has run out. */
struct cli_seen *cli_seen_new(struct ha_arena *arena);

/*
 * Is the name new, and room for it among max?  Then it is copied into the
 * arena, and known from now on.  Letter case does not count.
 */
bool cli_seen_add(struct cli_seen *seen, struct ha_arena *arena,
    struct ha_span name, size_t max);

bool cli_seen_holds(const struct cli_seen *seen, struct ha_span name);

#endif
