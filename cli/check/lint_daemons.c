#include "cli/check/check.h"

void
cli_lint_daemons(const struct cli_view *view)
{
	(void)view;
}
