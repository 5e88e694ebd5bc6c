#ifndef CLI_MATCH_NEAR_MISS_H
#define CLI_MATCH_NEAR_MISS_H

#include "common/base/arena.h"
#include "common/match/trace.h"
#include "common/request/request.h"

/* More would be noise. */
#define CLI_NEAR_MISSES_MAX 2

/* A rule that looks as if it was meant for the client, and just missed it. */
struct cli_near_miss {
	const char *path, *token;
	size_t line;
	const char *why; /* constant text */
};

struct cli_near_misses {
	struct cli_near_miss list[CLI_NEAR_MISSES_MAX];
	size_t count;
	struct cli_near_miss
	    exception; /* of the rule at hand; path NULL: none */
};

/* Looks at what was tried; the texts are kept in arena. */
void cli_near_miss(struct cli_near_misses *near_misses,
    const struct ha_event *event, const struct ha_request *request,
    struct ha_arena *arena);

#endif
