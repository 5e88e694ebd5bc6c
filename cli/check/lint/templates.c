#include "cli/check/lint/lint.h"

/*
 * Nobody knows which rules it will hold, so nothing else is said of its marks.
 * What the module reads here is no template any more: it was never rendered.
 */
void
cli_lint_template(struct cli_check *check, struct cli_table *table)
{
	const struct cli_template *found =
	    cli_templates_read(&check->templates, table->source);

	if (found == NULL)
		return;
	table->has_marks = true;
	if (table->is_deployed)
		return;
	table->is_template = true;
	cli_find(&check->findings, HA_CODE_TEMPLATE, found->mark)->args[0] =
	    table->kind == HA_TABLE_DENY ? HA_SPAN("deny") : HA_SPAN("allow");
}

bool
cli_is_of_template(const struct cli_check *check, const struct cli_table *table,
    size_t offset)
{
	return table->is_template &&
	    cli_templates_hold(&check->templates,
		(struct ha_location){ table->source, offset, 0 });
}
