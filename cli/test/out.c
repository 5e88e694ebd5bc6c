#include "cli/test/out.h"

#include "cli/io/escape.h"
#include "cli/policy/columns.h"

void
cli_test_add_rule(struct ha_strbuf *out, const struct cli_test_piece *piece,
    struct cli_line_index *lines)
{
	if (piece->rule.source != NULL)
		cli_columns_add_rule(out, piece->rule,
		    cli_line_of(lines, piece->rule));
}

void
cli_test_add_reason(struct ha_strbuf *out, const struct cli_test_result *result)
{
	if (result->outcome == CLI_TEST_NONE) {
		ha_strbuf_add(out, ha_strbuf_span(&result->fault));
		return;
	}
	ha_strbuf_add(out, ha_strbuf_span(&result->piece.what));
	if (result->npieces < 2)
		return;
	ha_strbuf_add_text(out, "; there are ");
	ha_strbuf_add_number(out, result->npieces - 1);
	ha_strbuf_add_text(out, " more such pieces");
}
