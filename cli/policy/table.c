#include "cli/policy/table.h"

#include "cli/io/message.h"

bool
cli_next_rule(struct ha_reader *reader, struct ha_rule *rule)
{
	enum ha_status status = ha_reader_next(reader, rule);

	if (status == HA_NOMEM)
		cli_no_memory();
	return status == HA_OK;
}

struct ha_options_summary
cli_options_summary(const struct ha_rule *rule, struct ha_arena *arena)
{
	struct ha_options_summary summary = { 0 };

	ha_arena_reset(arena);
	if (rule->has_options &&
	    ha_options_summarize(rule->options, arena, NULL, &summary) != HA_OK)
		cli_no_memory();
	return summary;
}
