#ifndef CLI_CHECK_BASE_CAUSES_H
#define CLI_CHECK_BASE_CAUSES_H

#include "cli/io/intern.h"
#include "common/language/diag.h"

struct cli_cause {
	enum ha_code code;
	enum ha_level level;
	const char *path;
	uint32_t rule; /* a number, or 0 */
};

/*
 * Findings of the same code and level in the same file, and of the same rule
 * where one is their cause: when there are many, they are one finding with a
 * count.  Start with { CLI_INTERN_INIT }.
 */
struct cli_causes {
	struct cli_intern keys;
	size_t *counts; /* by number: how many findings */
	size_t size;
	struct cli_cause last; /* that was counted; path NULL: none */
	uint32_t last_number;
};

/* As many are kept, for their places. */
#define CLI_CAUSE_KEPT 24

/* As many stand alone: if what they say is the same, and if it is not. */
#define CLI_CAUSE_ALONE 3
#define CLI_CAUSE_ALONE_EACH 20

/* Counts one more, and returns the number of its cause. */
uint32_t cli_causes_count(struct cli_causes *causes, struct cli_cause cause);
void cli_causes_free(struct cli_causes *causes);

#endif
