#include "cli/check/report.h"

#include <string.h>

#include "cli/escape.h"

static const struct cli_report_format formats[] = {
	{ "text", cli_report_text },
	{ "line", cli_report_line },
	{ "json", cli_report_json },
	{ "sarif", cli_report_sarif },
	{ "github", cli_report_github },
};

const struct cli_report_format *
cli_report_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

static void
add_count(struct ha_strbuf *out, size_t count, const char *what)
{
	ha_strbuf_add_number(out, count);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, what);
	if (count != 1)
		ha_strbuf_add_byte(out, 's');
}

void
cli_report_summary(struct ha_strbuf *out, const struct cli_report *report)
{
	const struct cli_findings *findings = report->findings;
	const char *separator = ": ";

	add_count(out, report->nfiles, "file");
	ha_strbuf_add_text(out, ", ");
	add_count(out, report->nrules, "rule");
	for (int level = HA_LEVEL_ERROR; level >= HA_LEVEL_NOTE; level--) {
		if (findings->counts[level] == 0)
			continue;
		ha_strbuf_add_text(out, separator);
		add_count(out, findings->counts[level],
		    ha_level_name((enum ha_level)level));
		separator = ", ";
	}
	if (separator[0] == ':')
		ha_strbuf_add_text(out, ": no findings");
	if (findings->nsuppressed > 0) {
		ha_strbuf_add_text(out, "; ");
		ha_strbuf_add_number(out, findings->nsuppressed);
		ha_strbuf_add_text(out, " ignored by comments");
	}
	ha_strbuf_add_byte(out, '\n');
}

void
cli_report_one_line(struct ha_strbuf *out, const struct cli_finding *finding,
    size_t line)
{
	cli_escape(out, ha_span_of(cli_finding_path(finding)));
	if (finding->where.source != NULL) {
		struct ha_place place = ha_source_place(finding->where.source,
		    finding->where.offset);

		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, line);
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, place.column);
	}
	ha_strbuf_add_text(out, ": ");
	ha_strbuf_add_text(out, ha_level_name(finding->level));
	ha_strbuf_add_text(out, ": ");
	cli_finding_text(out, finding);
	ha_strbuf_add_text(out, " [HA");
	ha_strbuf_add_number(out, (unsigned long)finding->code);
	ha_strbuf_add_byte(out, ']');
}
