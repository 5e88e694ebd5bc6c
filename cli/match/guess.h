#ifndef CLI_MATCH_GUESS_H
#define CLI_MATCH_GUESS_H

#include "common/base/arena.h"
#include "common/match/trace.h"
#include "common/request/request.h"

/* More would be noise. */
#define CLI_GUESSES_MAX 2

/* A rule that looks as if it was meant for the client, and just missed it. */
struct cli_guess {
	const char *path, *token;
	size_t line;
	const char *why; /* constant text */
};

struct cli_guesses {
	struct cli_guess list[CLI_GUESSES_MAX];
	size_t count;
	struct cli_guess exception; /* of the rule at hand; path NULL: none */
};

/* Looks at what was tried; the texts are kept in arena. */
void cli_guess(struct cli_guesses *guesses, const struct ha_event *event,
    const struct ha_request *request, struct ha_arena *arena);

#endif
