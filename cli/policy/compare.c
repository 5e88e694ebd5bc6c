#include "cli/policy/compare.h"

#include "cli/policy/rules.h"

bool
cli_comparison_begin(struct cli_comparison *comparison,
    const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files, struct ha_span about, size_t steps)
{
	struct cli_policy *policy;

	*comparison = (struct cli_comparison){ .tables = { before[0], before[1],
						   after[0], after[1] } };
	policy = cli_policy_new(comparison->tables, files);
	policy->steps = steps;
	comparison->policy = policy;
	for (size_t i = 0; i < 4; i++)
		cli_policy_read(policy, &comparison->tables[i]);
	if (policy->is_too_large)
		return false;
	cli_cells_make(&policy->cells);
	cli_facts_init_about(&comparison->facts, policy, about);
	cli_sweep_init(&comparison->before, policy, &comparison->facts, NULL,
	    NULL);
	cli_sweep_init(&comparison->after, policy, &comparison->facts, NULL,
	    NULL);
	comparison->before.notes_doubts = true;
	comparison->after.notes_doubts = true;
	comparison->before.end_rule = comparison->after.first_rule =
	    cli_policy_first_rule(policy, 2);
	return true;
}

void
cli_comparison_end(struct cli_comparison *comparison)
{
	if (!comparison->policy->is_too_large) {
		cli_sweep_end(&comparison->before);
		cli_sweep_end(&comparison->after);
		cli_facts_free(&comparison->facts);
	}
	cli_policy_free(comparison->policy);
}

bool
cli_comparison_paint(struct cli_comparison *comparison, size_t number)
{
	cli_sweep_context(&comparison->before, number);
	cli_sweep_context(&comparison->after, number);
	return comparison->facts.budget > 0;
}

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
is_same_doubt(const struct cli_comparison *comparison, uint32_t cell,
    const struct cli_compared *compared)
{
	return trail_of(&comparison->before, cell) ==
	    trail_of(&comparison->after, cell) &&
	    end_of(&comparison->before, &compared->before) ==
	    end_of(&comparison->after, &compared->after);
}

struct cli_compared
cli_comparison_at(const struct cli_comparison *comparison, uint32_t cell)
{
	struct cli_compared compared = { CLI_DIFFERENCE_NONE,
		cli_run_at(&comparison->before, cell),
		cli_run_at(&comparison->after, cell) };
	unsigned before = compared.before.may, after = compared.after.may;

	if (!is_sure(before) || !is_sure(after)) {
		if (!is_same_doubt(comparison, cell, &compared))
			compared.difference = CLI_DIFFERENCE_UNTOLD;
	} else if (openness(after) > openness(before)) {
		compared.difference = CLI_DIFFERENCE_GAIN;
	} else if (openness(after) < openness(before)) {
		compared.difference = CLI_DIFFERENCE_LOSS;
	}
	return compared;
}
