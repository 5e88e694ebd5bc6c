#ifndef CLI_POLICY_DOUBTS_H
#define CLI_POLICY_DOUBTS_H

#include "cli/policy/policy.h"
#include "cli/policy/ranges.h"

/* What a rule, or no rule, may do to a client: bits. */
enum {
	CLI_MAY_ADMIT = 1,
	CLI_MAY_REFUSE = 2,
	CLI_MAY_ASK = 4 /* a command */
};

static inline unsigned
cli_may(const struct cli_policy_rule *rule)
{
	if (rule->flags & CLI_RULE_REFUSES)
		return CLI_MAY_REFUSE;
	return rule->flags & CLI_RULE_ASKS ? CLI_MAY_ASK : CLI_MAY_ADMIT;
}

/* A rule of which nobody can tell whether it matches. */
struct cli_doubt {
	unsigned may;
	uint64_t rule; /* a number that its text has, wherever it stands */
};

/*
 * For each cell, the rules that may decide there, before one surely does: what
 * they may do, and which they are, as a hash.  Start with all of it zero; cells
 * is 0 as long as there is no doubt at all.
 */
struct cli_doubts {
	uint8_t *may;
	uint64_t *trail;
	uint32_t cells;
};

/* Adds it where no rule decides yet.  How many cells that were. */
size_t cli_doubts_add(struct cli_doubts *doubts, struct cli_paint *paint,
    struct cli_range range, struct cli_doubt doubt);
void cli_doubts_clear(struct cli_doubts *doubts, uint32_t cells);
void cli_doubts_free(struct cli_doubts *doubts);

#endif
