#include "cli/io/json.h"
#include "cli/policy/columns.h"
#include "cli/test/out.h"

static const char *
word_of(enum cli_test_outcome outcome)
{
	switch (outcome) {
	case CLI_TEST_PASSES:
		return "pass";
	case CLI_TEST_FAILS:
		return "fail";
	case CLI_TEST_UNTOLD:
		return "unknown";
	case CLI_TEST_NONE:
		break;
	}
	return "error";
}

static void
add_reason(struct ha_strbuf *out, const struct cli_test_result *result,
    struct cli_line_index *lines)
{
	struct ha_strbuf reason = HA_STRBUF_INIT;
	struct ha_location rule = result->piece.rule;

	if (result->outcome != CLI_TEST_PASSES)
		cli_test_add_reason(&reason, result);
	cli_columns_add_member(out, ",\"message\":", ha_strbuf_span(&reason));
	cli_columns_add_member(out,
	    ",\"request\":", ha_strbuf_span(&result->piece.request));
	ha_strbuf_add_text(out, ",\"rule\":");
	cli_columns_add_place_object(out, rule,
	    rule.source == NULL ? 0 : cli_line_of(lines, rule));
	ha_strbuf_free(&reason);
}

/* An object a line. */
static void
print(struct ha_strbuf *out, const struct cli_test_results *results,
    struct cli_line_index *lines)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct cli_test_result *result = &results->list[i];

		ha_strbuf_add_text(out, "{\"result\":\"");
		ha_strbuf_add_text(out, word_of(result->outcome));
		cli_columns_add_member(out,
		    "\",\"test\":", ha_strbuf_span(&result->text));
		cli_columns_add_member(out,
		    ",\"file\":", ha_span_of(result->where.source->path));
		ha_strbuf_add_text(out, ",\"line\":");
		ha_strbuf_add_number(out, cli_line_of(lines, result->where));
		add_reason(out, result, lines);
		ha_strbuf_add_text(out, "}\n");
	}
}

const struct cli_test_format cli_test_json = { print };
