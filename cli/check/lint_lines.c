#include "cli/check/check.h"

void
cli_lint_lines(struct cli_check *check, const struct cli_table *table)
{
	(void)check;
	(void)table;
}
