#include "cli/policy/who.h"

static void
paint(void *context, size_t number)
{
	cli_sweep_context(context, number);
}

static struct cli_region
look_at(void *context, uint32_t cell)
{
	struct cli_run run = cli_run_at(context, cell);

	return (struct cli_region){ cell, cell, run.may,
		{ run.rule, CLI_OWNER_NOBODY } };
}

bool
cli_who(struct cli_policy *policy, struct cli_facts *facts, size_t service,
    const struct cli_region_listener *listener)
{
	struct cli_sweep sweep;
	struct cli_region_source source = { .paint = paint,
		.at = look_at,
		.context = &sweep,
		.usual = CLI_MAY_REFUSE };
	bool is_whole;

	cli_sweep_init(&sweep, policy, facts, NULL, NULL);
	sweep.notes_doubts = true;
	is_whole = cli_regions_walk(policy, facts, service, &source, listener);
	cli_sweep_end(&sweep);
	return is_whole && !cli_facts_are_vague(facts);
}
