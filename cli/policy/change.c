#include "cli/policy/change.h"

#include "cli/policy/rules.h"
#include "cli/policy/verdicts.h"

/* Two policies side by side, painted in the same context. */
struct sides {
	struct cli_sweep before, after;
	bool has_losses, has_gains, has_doubts;
};

/* How much a client is let in. */
static int
openness(unsigned may)
{
	return may == CLI_MAY_ADMIT ? 2 : may == CLI_MAY_ASK ? 1 : 0;
}

static bool
is_sure(unsigned may)
{
	return (may & (may - 1)) == 0;
}

static uint64_t
trail_of(const struct cli_sweep *sweep, uint32_t cell)
{
	return sweep->doubts.cells > 0 ? sweep->doubts.trail[cell] : 0;
}

/* What surely decides, after all that only may. */
static unsigned
end_of(const struct cli_sweep *sweep, const struct cli_run *run)
{
	const struct cli_policy *policy = sweep->clients.policy;

	return run->rule == CLI_OWNER_NOBODY
	    ? (unsigned)CLI_MAY_ADMIT
	    : cli_may(&policy->rules[run->rule]);
}

/* The same rules may decide, in the same order, and the same verdict ends it.
 */
static bool
is_same_doubt(const struct sides *sides, const struct cli_run *before,
    const struct cli_run *after)
{
	return trail_of(&sides->before, before->first) ==
	    trail_of(&sides->after, after->first) &&
	    end_of(&sides->before, before) == end_of(&sides->after, after);
}

static void
compare_cell(struct sides *sides, uint32_t cell)
{
	struct cli_run before = cli_run_at(&sides->before, cell);
	struct cli_run after = cli_run_at(&sides->after, cell);

	if (!is_sure(before.may) || !is_sure(after.may)) {
		if (!is_same_doubt(sides, &before, &after))
			sides->has_doubts = true;
	} else if (openness(after.may) > openness(before.may)) {
		sides->has_gains = true;
	} else if (openness(after.may) < openness(before.may)) {
		sides->has_losses = true;
	}
}

static void
compare_cells(struct sides *sides)
{
	const struct cli_sweep *before = &sides->before;

	/* Whoever has no address counts as well. */
	for (uint32_t cell = 0; cell < before->paint.count; cell++) {
		if (!cli_is_nobodys(before, cell))
			compare_cell(sides, cell);
	}
}

static enum cli_change
compare(struct sides *sides, struct cli_policy *policy, uint32_t middle)
{
	struct cli_facts facts;
	struct cli_contexts contexts;

	cli_cells_make(&policy->cells);
	cli_facts_init(&facts, policy);
	contexts = cli_facts_contexts(&facts);
	cli_sweep_init(&sides->before, policy, &facts, NULL, NULL);
	cli_sweep_init(&sides->after, policy, &facts, NULL, NULL);
	sides->before.notes_doubts = sides->after.notes_doubts = true;
	sides->before.end_rule = sides->after.first_rule = middle;
	for (size_t i = contexts.first;
	     i < contexts.end && !sides->has_gains && !sides->has_doubts; i++) {
		cli_sweep_context(&sides->before, i);
		cli_sweep_context(&sides->after, i);
		if (facts.budget == 0)
			sides->has_doubts = true;
		else
			compare_cells(sides);
	}
	cli_sweep_end(&sides->before);
	cli_sweep_end(&sides->after);
	cli_facts_free(&facts);
	if (sides->has_gains)
		return CLI_CHANGES_GAINS;
	if (sides->has_doubts)
		return CLI_CHANGES_UNKNOWN;
	return sides->has_losses ? CLI_CHANGES_LOSSES : CLI_CHANGES_NOTHING;
}

enum cli_change
cli_change_of(const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files)
{
	struct cli_table tables[4] = { before[0], before[1], after[0],
		after[1] };
	struct cli_policy *policy = cli_policy_new(tables, files);
	struct sides sides = { .has_losses = false };
	enum cli_change change = CLI_CHANGES_UNKNOWN;
	uint32_t middle;

	cli_policy_read(policy, &tables[0]);
	cli_policy_read(policy, &tables[1]);
	middle = (uint32_t)policy->nrules;
	cli_policy_read(policy, &tables[2]);
	cli_policy_read(policy, &tables[3]);
	if (!policy->is_too_large)
		change = compare(&sides, policy, middle);
	cli_policy_free(policy);
	return change;
}
