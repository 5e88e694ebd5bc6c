#ifndef CLI_POLICY_COMPARE_H
#define CLI_POLICY_COMPARE_H

#include "cli/policy/verdicts.h"

/* Two policies side by side, in one partition of all requests by both. */
struct cli_comparison {
	struct cli_table tables[4]; /* allow, deny; before, after */
	struct cli_policy *policy;  /* the rules of both, one after the other */
	struct cli_facts facts;
	struct cli_sweep before, after;
};

enum cli_difference {
	CLI_DIFFERENCE_NONE,
	CLI_DIFFERENCE_GAIN, /* it is admitted, or may ask a command, and was
				not before */
	CLI_DIFFERENCE_LOSS,
	CLI_DIFFERENCE_UNTOLD /* nobody can tell */
};

/*
 * A table without a source is empty.  about: one service, or empty for all.
 * steps: how many may be taken, as in struct cli_policy.  False: the tables are
 * too large.  End with cli_comparison_end in both cases.
 */
bool cli_comparison_begin(struct cli_comparison *comparison,
    const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files, struct ha_span about, size_t steps);
void cli_comparison_end(struct cli_comparison *comparison);

/* Paints the context of that number on both sides; false: the steps are used
 * up. */
bool cli_comparison_paint(struct cli_comparison *comparison, size_t number);

/* In the context that was painted last. */
struct cli_compared {
	enum cli_difference difference;
	struct cli_run before, after;
};

struct cli_compared cli_comparison_at(const struct cli_comparison *comparison,
    uint32_t cell);

#endif
