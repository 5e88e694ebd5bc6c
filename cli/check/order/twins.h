#ifndef CLI_CHECK_ORDER_TWINS_H
#define CLI_CHECK_ORDER_TWINS_H

#include "cli/policy/policy.h"

/* A rule whose line stands earlier in the same table, too. */
struct cli_twin {
	uint32_t rule, earlier;
};

/* In the order of their rules.  Start with all of it zero. */
struct cli_twins {
	struct cli_twin *list;
	size_t count, size;
};

void cli_twins_find(const struct cli_policy *policy, struct cli_twins *twins);
void cli_twins_free(struct cli_twins *twins);

#endif
