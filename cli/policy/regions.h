#ifndef CLI_POLICY_REGIONS_H
#define CLI_POLICY_REGIONS_H

#include "cli/policy/facts.h"
#include "cli/policy/ranges.h"

/* Cells in a row of which the same is true. */
struct cli_region {
	uint32_t first, last; /* both the last of all: without an address */
	unsigned what;        /* below 128, as the source has it */
	uint32_t rules[2];    /* that make it so; CLI_OWNER_NOBODY: none */
};

/* What is true of each cell in the context that was painted last. */
struct cli_region_source {
	void (*paint)(void *context, size_t number);
	struct cli_region (*at)(void *context, uint32_t cell);
	void *context;
	unsigned usual;   /* nothing is said of that */
	bool has_unknown; /* clients without an address are looked at, too; they
			   * are said of only where no address is */
};

struct cli_region_listener {
	/* A context that has regions; before the first of them. */
	void (*begin)(void *context, const struct cli_context *about);
	void (*region)(void *context, const struct cli_region *region);
	void *context;
};

/*
 * Says everything about a service, once.  The first context is about clients
 * of whom no rule knows more than the address: what is usual is left out.  Of
 * each other context only what is not said already: a region stands for all
 * contexts that are more special, unless one of their own says otherwise; of
 * two that are as special the user's counts before the name's.  Names that
 * cannot be looked up are left out.
 *
 * False: there was too much of it, and not all was said.
 */
bool cli_regions_walk(const struct cli_policy *policy, struct cli_facts *facts,
    size_t service, const struct cli_region_source *source,
    const struct cli_region_listener *listener);

#endif
