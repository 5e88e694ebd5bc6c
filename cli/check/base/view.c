#include "cli/check/base/view.h"

struct cli_finding *
cli_find_in_rule(const struct cli_view *view, enum ha_code code,
    struct ha_span piece)
{
	return cli_find(&view->check->findings, code,
	    ha_rule_locate(view->rule, piece));
}

struct cli_finding *
cli_find_at(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_code code)
{
	return cli_find(&view->check->findings, code, piece->where);
}
