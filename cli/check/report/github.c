#include "cli/check/report/catalogue.h"
#include "cli/check/report/region.h"
#include "cli/check/report/report.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"

/* As GitHub's workflow commands want it; in a property also ":" and ",". */
static void
add_escaped(struct ha_strbuf *out, struct ha_span text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (ha_span_holds(ha_span_of(bytes), text.at[i]))
			cli_report_percent(out, text.at[i]);
		else
			ha_strbuf_add_byte(out, text.at[i]);
	}
}

/* Takes the text over. */
static void
take(struct ha_strbuf *out, struct ha_strbuf *text, const char *bytes)
{
	if (text->failed)
		cli_no_memory();
	add_escaped(out, ha_strbuf_span(text), bytes);
	ha_strbuf_free(text);
}

static void
add_property(struct ha_strbuf *out, const char *name, size_t number)
{
	ha_strbuf_add_byte(out, ',');
	ha_strbuf_add_text(out, name);
	ha_strbuf_add_byte(out, '=');
	ha_strbuf_add_number(out, number);
}

static void
add_region(struct ha_strbuf *out, const struct cli_region *region)
{
	add_property(out, "line", region->start.line);
	add_property(out, "col", cli_region_character(region));
	add_property(out, "endLine", region->end.line);
	add_property(out, "endColumn", cli_region_end_character(region));
}

static void
print_finding(struct ha_strbuf *out, struct cli_line_index *lines,
    const struct cli_finding *finding)
{
	static const char *const commands[] = { [HA_LEVEL_NOTE] = "::notice",
		[HA_LEVEL_WARNING] = "::warning",
		[HA_LEVEL_ERROR] = "::error" };
	struct ha_strbuf path = HA_STRBUF_INIT, text = HA_STRBUF_INIT;

	ha_strbuf_add_text(out, commands[finding->level]);
	ha_strbuf_add_text(out, " file=");
	cli_escape_stable(&path, cli_report_path(cli_finding_path(finding)));
	take(out, &path, "%\r\n:,");
	if (finding->where.source != NULL) {
		struct cli_region region;

		cli_region_find(lines, finding->where, &region);
		add_region(out, &region);
	}
	ha_strbuf_add_text(out, ",title=");
	cli_code_number(out, finding->code);
	ha_strbuf_add_text(out, "::");
	cli_report_message(&text, finding);
	take(out, &text, "%\r\n");
	ha_strbuf_add_byte(out, '\n');
}

void
cli_report_github(struct ha_strbuf *out, const struct cli_report *report)
{
	const struct cli_findings *findings = report->findings;
	struct cli_line_index lines = { NULL, 0, 0 };

	for (size_t i = 0; i < findings->count; i++) {
		if (!findings->list[i].is_suppressed)
			print_finding(out, &lines, &findings->list[i]);
	}
	cli_line_index_free(&lines);
}
