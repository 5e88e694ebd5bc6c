#include <stdlib.h>
#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/json.h"
#include "cli/test/out.h"

/* In a description '#' begins a directive, and '\' an escape. */
static void
add_description(struct ha_strbuf *out, struct ha_span text)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;

	cli_escape_stable(&safe, text);
	for (size_t i = 0; i < safe.len; i++) {
		if (safe.text[i] == '#' || safe.text[i] == '\\')
			ha_strbuf_add_byte(out, '\\');
		ha_strbuf_add_byte(out, safe.text[i]);
	}
	ha_strbuf_free(&safe);
}

/* A string of JSON is one of YAML, too. */
static void
add_pair(struct ha_strbuf *out, const char *key, const struct ha_strbuf *text)
{
	if (text->len == 0)
		return;
	ha_strbuf_add_text(out, "  ");
	ha_strbuf_add_text(out, key);
	ha_strbuf_add_text(out, ": ");
	cli_json_add_text(out, ha_strbuf_span(text));
	ha_strbuf_add_byte(out, '\n');
}

static void
add_diagnostics(struct ha_strbuf *out, const struct cli_test_result *result,
    struct cli_line_index *lines)
{
	struct ha_strbuf reason = HA_STRBUF_INIT, rule = HA_STRBUF_INIT;
	struct ha_strbuf file = HA_STRBUF_INIT;

	cli_test_add_reason(&reason, result);
	cli_test_add_rule(&rule, &result->piece, lines);
	ha_strbuf_add_text(&file, result->where.source->path);
	ha_strbuf_add_text(out, "  ---\n");
	add_pair(out, "message", &reason);
	add_pair(out, "request", &result->piece.request);
	add_pair(out, "rule", &rule);
	add_pair(out, "file", &file);
	ha_strbuf_add_text(out, "  line: ");
	ha_strbuf_add_number(out, cli_line_of(lines, result->where));
	ha_strbuf_add_text(out, "\n  ...\n");
	ha_strbuf_free(&reason);
	ha_strbuf_free(&rule);
	ha_strbuf_free(&file);
}

/* What is printed is TAP of version 13 as well as 14.  Harnesses of Perl say
 * which version is the last that they know, and refuse later ones. */
static const char *
version(void)
{
	const char *last = getenv("TAP_VERSION");

	return last != NULL && strcmp(last, "13") == 0 ? "TAP version 13\n1.."
						       : "TAP version 14\n1..";
}

static void
print(struct ha_strbuf *out, const struct cli_test_results *results,
    struct cli_line_index *lines)
{
	ha_strbuf_add_text(out, version());
	ha_strbuf_add_number(out, results->count);
	ha_strbuf_add_byte(out, '\n');
	for (size_t i = 0; i < results->count; i++) {
		const struct cli_test_result *result = &results->list[i];
		bool passes = result->outcome == CLI_TEST_PASSES;

		ha_strbuf_add_text(out, passes ? "ok " : "not ok ");
		ha_strbuf_add_number(out, i + 1);
		ha_strbuf_add_text(out, " - ");
		add_description(out, ha_strbuf_span(&result->text));
		ha_strbuf_add_byte(out, '\n');
		if (!passes)
			add_diagnostics(out, result, lines);
	}
}

const struct cli_test_format cli_test_tap = { print };
