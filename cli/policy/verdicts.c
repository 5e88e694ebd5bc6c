#include "cli/policy/verdicts.h"

static bool
is_undecided(const struct cli_sweep *sweep, uint32_t cell)
{
	return sweep->paint.next[cell] == cell;
}

bool
cli_is_nobodys(const struct cli_sweep *sweep, uint32_t cell)
{
	return !is_undecided(sweep, cell) &&
	    sweep->paint.owner[cell] == CLI_OWNER_NOBODY;
}

struct cli_run
cli_run_at(const struct cli_sweep *sweep, uint32_t cell)
{
	const struct cli_policy *policy = sweep->clients.policy;
	struct cli_run run = { cell, cell, CLI_MAY_ADMIT, CLI_OWNER_NOBODY };

	if (!is_undecided(sweep, cell)) {
		run.rule = sweep->paint.owner[cell];
		run.may = cli_may(&policy->rules[run.rule]);
	}
	if (sweep->doubts.cells > 0)
		run.may |= sweep->doubts.may[cell];
	return run;
}

static bool
is_same(const struct cli_runs *runs, const struct cli_run *a,
    const struct cli_run *b)
{
	return a->may == b->may && (runs->merges_rules || a->rule == b->rule);
}

bool
cli_runs_next(struct cli_runs *runs, struct cli_run *run)
{
	const struct cli_sweep *sweep = runs->sweep;
	const struct cli_cells *cells = &sweep->clients.policy->cells;
	uint32_t n4 = (uint32_t)cells->n4, end = cli_cells_unknown(cells);

	while (runs->at < end && cli_is_nobodys(sweep, runs->at))
		runs->at++;
	if (runs->at == end)
		return false;
	if (runs->at < n4)
		end = n4;
	*run = cli_run_at(sweep, runs->at);
	for (runs->at++; runs->at < end; runs->at++) {
		struct cli_run next;

		if (cli_is_nobodys(sweep, runs->at))
			continue;
		next = cli_run_at(sweep, runs->at);
		if (!is_same(runs, run, &next))
			break;
		run->last = runs->at;
	}
	return true;
}
