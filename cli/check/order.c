#include "cli/check/order.h"

struct cli_order *
cli_order_new(struct cli_check *check)
{
	(void)check;
	return NULL;
}

void
cli_order_free(struct cli_order *order)
{
	(void)order;
}

void
cli_order_add(struct cli_order *order, const struct cli_view *view)
{
	(void)order;
	(void)view;
}

void
cli_lint_order(struct cli_check *check)
{
	(void)check;
}
