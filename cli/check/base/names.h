#ifndef CLI_CHECK_BASE_NAMES_H
#define CLI_CHECK_BASE_NAMES_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/span.h"

/* A name that a lint has met, and what was asked about it. */
struct cli_name {
	struct ha_span text;
	struct cli_name *next; /* in its bucket */
	bool is_answered;      /* for whoever asks to set, with the answer */
	int answer;
};

/* Names, each once.  Start with all of it zero. */
struct cli_names {
	bool folds; /* letter case does not count */
	size_t count;
	struct cli_name *buckets[1024];
};

/* The name, or NULL when it was not added. */
struct cli_name *cli_names_find(const struct cli_names *names,
    struct ha_span text);

/*
 * The name, copied into the arena when it is new; NULL: there are max others,
 * or it is too long to be a name.  A hostile table would ask for hours.  Ends
 * the program when memory has run out.
 */
struct cli_name *cli_names_add(struct cli_names *names, struct ha_arena *arena,
    struct ha_span text, size_t max);

/* Is it new, and was there room for it?  As cli_names_add. */
bool cli_names_add_new(struct cli_names *names, struct ha_arena *arena,
    struct ha_span text, size_t max);

#endif
