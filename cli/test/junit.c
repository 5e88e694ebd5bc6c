#include "cli/io/escape.h"
#include "cli/test/out.h"

/* No other bytes are left by the escaping that XML would not take. */
static void
add_text(struct ha_strbuf *out, struct ha_span text)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;

	cli_escape_stable(&safe, text);
	for (size_t i = 0; i < safe.len; i++) {
		switch (safe.text[i]) {
		case '<':
			ha_strbuf_add_text(out, "&lt;");
			break;
		case '>':
			ha_strbuf_add_text(out, "&gt;");
			break;
		case '&':
			ha_strbuf_add_text(out, "&amp;");
			break;
		case '"':
			ha_strbuf_add_text(out, "&quot;");
			break;
		default:
			ha_strbuf_add_byte(out, safe.text[i]);
		}
	}
	ha_strbuf_free(&safe);
}

static void
add_line(struct ha_strbuf *out, const char *label, const struct ha_strbuf *text)
{
	if (text->len == 0)
		return;
	ha_strbuf_add_text(out, label);
	add_text(out, ha_strbuf_span(text));
	ha_strbuf_add_byte(out, '\n');
}

/* What cannot be told, or is no test, is an error to those who read this. */
static void
add_problem(struct ha_strbuf *out, const struct cli_test_result *result,
    struct cli_line_index *lines)
{
	const char *element =
	    result->outcome == CLI_TEST_FAILS ? "failure" : "error";
	struct ha_strbuf reason = HA_STRBUF_INIT, rule = HA_STRBUF_INIT;

	cli_test_add_reason(&reason, result);
	cli_test_add_rule(&rule, &result->piece, lines);
	ha_strbuf_add_text(out, "    <");
	ha_strbuf_add_text(out, element);
	ha_strbuf_add_text(out, " message=\"");
	add_text(out, ha_strbuf_span(&reason));
	ha_strbuf_add_text(out, "\">");
	add_line(out, "request: ", &result->piece.request);
	add_line(out, "rule: ", &rule);
	ha_strbuf_add_text(out, "</");
	ha_strbuf_add_text(out, element);
	ha_strbuf_add_text(out, ">\n");
	ha_strbuf_free(&reason);
	ha_strbuf_free(&rule);
}

static void
add_case(struct ha_strbuf *out, const struct cli_test_result *result,
    struct cli_line_index *lines)
{
	ha_strbuf_add_text(out, "  <testcase classname=\"");
	add_text(out, ha_span_of(result->where.source->path));
	ha_strbuf_add_text(out, "\" name=\"");
	add_text(out, ha_strbuf_span(&result->text));
	ha_strbuf_add_text(out, "\" file=\"");
	add_text(out, ha_span_of(result->where.source->path));
	ha_strbuf_add_text(out, "\" line=\"");
	ha_strbuf_add_number(out, cli_line_of(lines, result->where));
	if (result->outcome == CLI_TEST_PASSES) {
		ha_strbuf_add_text(out, "\"/>\n");
		return;
	}
	ha_strbuf_add_text(out, "\">\n");
	add_problem(out, result, lines);
	ha_strbuf_add_text(out, "  </testcase>\n");
}

static void
print(struct ha_strbuf *out, const struct cli_test_results *results,
    struct cli_line_index *lines)
{
	ha_strbuf_add_text(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuite name=\"hostsaccess\" tests=\"");
	ha_strbuf_add_number(out, results->count);
	ha_strbuf_add_text(out, "\" failures=\"");
	ha_strbuf_add_number(out, results->counts[CLI_TEST_FAILS]);
	ha_strbuf_add_text(out, "\" errors=\"");
	ha_strbuf_add_number(out,
	    results->counts[CLI_TEST_UNTOLD] + results->counts[CLI_TEST_NONE]);
	ha_strbuf_add_text(out, "\">\n");
	for (size_t i = 0; i < results->count; i++)
		add_case(out, &results->list[i], lines);
	ha_strbuf_add_text(out, "</testsuite>\n");
}

const struct cli_test_format cli_test_junit = { print };
