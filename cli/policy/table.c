#include "cli/policy/table.h"

#include <errno.h>

#include "cli/io/message.h"

static bool
may_be_missing(const struct ha_table *from)
{
	return from->if_missing == HA_IF_MISSING_EMPTY ||
	    !ha_source_is_dangling(from->path);
}

bool
cli_table_open(struct cli_table *table, enum ha_table_kind kind,
    const struct ha_table *from)
{
	*table = (struct cli_table){
		.kind = kind, .path = from->path, .is_for_here = true
	};
	table->status =
	    ha_source_open(from->path, &table->source, &table->error);
	if (table->status == HA_NOMEM)
		cli_no_memory();
	if (table->status == HA_TOOBIG)
		table->error = EFBIG;
	else if (table->status == HA_MISSING)
		table->error = ENOENT;
	return table->status == HA_OK ||
	    (table->status == HA_MISSING && may_be_missing(from));
}

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
