#include "cli/check/lint/lint.h"

static struct ha_span
text_of(struct ha_location where)
{
	return (struct ha_span){ where.source->bytes + where.offset,
		where.len };
}

void
cli_lint_suppressions(struct cli_check *check)
{
	struct cli_findings *findings = &check->findings;
	size_t count = findings->suppressions.count;

	for (size_t i = 0; i < count; i++) {
		const struct cli_suppression *suppression =
		    &findings->suppressions.list[i];
		enum ha_code code = HA_CODE_NONE;

		if (!suppression->is_sound)
			code = HA_CODE_SUPPRESSION_BAD;
		else if (!suppression->is_used &&
		    !cli_templates_hold(&check->templates,
			(struct ha_location){ suppression->comment.source,
			    suppression->start, 0 }))
			code = HA_CODE_SUPPRESSION_UNUSED;
		if (code != HA_CODE_NONE)
			cli_find(findings, code, suppression->codes)->args[0] =
			    text_of(suppression->codes);
	}
}
