#ifndef CLI_POLICY_VERDICTS_H
#define CLI_POLICY_VERDICTS_H

#include "cli/policy/sweep.h"

/* Cells of one family in a row for which the same holds. */
struct cli_run {
	uint32_t first, last;
	unsigned may;  /* CLI_MAY_ADMIT and so on; several: nobody can tell */
	uint32_t rule; /* that surely decides; CLI_OWNER_NOBODY: none, which
			* admits */
};

/* The runs of a painted context, in order.  Clients without an address are
 * left out.  Start with { sweep }. */
struct cli_runs {
	const struct cli_sweep *sweep;
	bool merges_rules; /* different rules, the same verdict: one run */
	uint32_t at;
};

/* The next one; false: there is none. */
bool cli_runs_next(struct cli_runs *runs, struct cli_run *run);

/* Addresses of IPv6 that are IPv4's, which no client has. */
bool cli_is_nobodys(const struct cli_sweep *sweep, uint32_t cell);

/* What decides in one cell, as a run of it alone. */
struct cli_run cli_run_at(const struct cli_sweep *sweep, uint32_t cell);

#endif
