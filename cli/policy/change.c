#include "cli/policy/change.h"

#include "cli/policy/compare.h"

/* Which differences there are. */
struct seen {
	bool has_losses, has_gains, has_doubts;
};

static void
look_at_cells(struct seen *seen, const struct cli_comparison *comparison)
{
	const struct cli_sweep *before = &comparison->before;

	/* Whoever has no address counts as well. */
	for (uint32_t cell = 0; cell < before->paint.count; cell++) {
		if (cli_is_nobodys(before, cell))
			continue;
		switch (cli_comparison_at(comparison, cell).difference) {
		case CLI_DIFFERENCE_NONE:
			break;
		case CLI_DIFFERENCE_GAIN:
			seen->has_gains = true;
			break;
		case CLI_DIFFERENCE_LOSS:
			seen->has_losses = true;
			break;
		case CLI_DIFFERENCE_UNTOLD:
			seen->has_doubts = true;
			break;
		}
	}
}

static enum cli_change
compare(struct cli_comparison *comparison)
{
	struct cli_contexts contexts = cli_facts_contexts(&comparison->facts);
	struct seen seen = { .has_losses = false };

	for (size_t i = contexts.first;
	     i < contexts.end && !seen.has_gains && !seen.has_doubts; i++) {
		if (cli_comparison_paint(comparison, i))
			look_at_cells(&seen, comparison);
		else
			seen.has_doubts = true;
	}
	if (seen.has_gains)
		return CLI_CHANGES_GAINS;
	if (seen.has_doubts)
		return CLI_CHANGES_UNKNOWN;
	return seen.has_losses ? CLI_CHANGES_LOSSES : CLI_CHANGES_NOTHING;
}

enum cli_change
cli_change_of(const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files)
{
	struct cli_comparison comparison;
	enum cli_change change = CLI_CHANGES_UNKNOWN;

	if (cli_comparison_begin(&comparison, before, after, files,
		HA_SPAN_EMPTY, CLI_STEPS_USUAL))
		change = compare(&comparison);
	cli_comparison_end(&comparison);
	return change;
}
