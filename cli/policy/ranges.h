#ifndef CLI_POLICY_RANGES_H
#define CLI_POLICY_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cells from the first to the last. */
struct cli_range {
	uint32_t first, last;
};

/* A set of cells.  Start with { NULL }. */
struct cli_ranges {
	struct cli_range *list;
	size_t count, size;
};

void cli_ranges_clear(struct cli_ranges *ranges);
void cli_ranges_free(struct cli_ranges *ranges);
void cli_ranges_add(struct cli_ranges *ranges, uint32_t first, uint32_t last);

/* Sorts them, and makes one of those that touch; what the others expect. */
void cli_ranges_tidy(struct cli_ranges *ranges);

void cli_ranges_swap(struct cli_ranges *a, struct cli_ranges *b);

/* Of tidy sets. */
bool cli_ranges_equal(const struct cli_ranges *a, const struct cli_ranges *b);

/* out: what is in a and not in b. */
void cli_ranges_subtract(struct cli_ranges *out, const struct cli_ranges *a,
    const struct cli_ranges *b);

#endif
