#include "cli/check/check.h"

void
cli_lint_options(const struct cli_view *view)
{
	if (view->options->fault != HA_CODE_NONE)
		cli_find_in_rule(view, view->options->fault, view->options->bad)
		    ->effect = HA_EFFECT_DENIED;
}
