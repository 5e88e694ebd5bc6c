#include "cli/check/check.h"

void
cli_lint_clients(const struct cli_view *view)
{
	(void)view;
}

void
cli_lint_pattern(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_findings *findings = &view->check->findings;
	struct ha_pattern pattern;

	ha_pattern_parse(piece->text, &pattern);
	if (pattern.kind == HA_PATTERN_MALFORMED)
		cli_find(findings, pattern.fault, piece->where)->effect =
		    piece->effect;
}
