#ifndef CLI_CHECK_BASE_MEMO_H
#define CLI_CHECK_BASE_MEMO_H

#include "common/base/arena.h"
#include "common/base/span.h"

/* A power of two.  Half of the slots are used: names beyond are not asked
 * about, or a hostile table would ask for hours. */
#define CLI_MEMO_SLOTS 1024

/* What was asked about a name, so that each is asked about once. */
struct cli_memo_entry {
	struct ha_span name; /* empty: the slot is free */
	bool is_answered;    /* for whoever asks to set, with the answer */
	int answer;
};

/* Start with all of it zero. */
struct cli_memo {
	size_t count;
	struct cli_memo_entry slots[CLI_MEMO_SLOTS];
};

/*
 * The entry of a name that is not empty, copied into the arena when it is
 * new; NULL: there is no room.  Ends the program when memory has run out.
 */
struct cli_memo_entry *cli_memo_find(struct cli_memo *memo,
    struct ha_arena *arena, struct ha_span name);

#endif
