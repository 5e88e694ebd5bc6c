#include "cli/check/check.h"

void
cli_lint_files(struct cli_check *check)
{
	(void)check;
}
