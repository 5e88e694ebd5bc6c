#include "cli/check/check.h"

void
cli_lint_policy(struct cli_check *check)
{
	(void)check;
}
