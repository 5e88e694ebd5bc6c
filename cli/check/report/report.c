#include "cli/check/report/report.h"

#include "cli/check/base/check.h"
#include "cli/check/report/catalogue.h"
#include "cli/io/escape.h"
#include "cli/io/json.h"
#include "cli/io/linecount.h"
#include "cli/io/lineindex.h"

static void
add_count(struct ha_strbuf *out, size_t count, const char *what)
{
	ha_strbuf_add_number(out, count);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, what);
	if (count != 1)
		ha_strbuf_add_byte(out, 's');
}

/* Lines that are named of a finding that stands for several. */
#define LINES_MAX 8

static void
add_lines(struct ha_strbuf *out, const struct cli_finding *finding)
{
	struct cli_linecount lines = { NULL, 0, 0 };
	struct ha_strbuf list = HA_STRBUF_INIT;
	size_t i = 0, count = 0, last = 0;
	bool is_all;

	for (; i < finding->nmore && count < LINES_MAX; i++) {
		size_t line;

		if (finding->more[i].source == NULL)
			break;
		line = cli_linecount_at(&lines, finding->more[i]);
		if (line == last)
			continue;
		ha_strbuf_add_text(&list, count > 0 ? ", " : " ");
		ha_strbuf_add_number(&list, line);
		last = line;
		count++;
	}
	is_all = i + 1 == finding->count;
	if (count > 0) {
		ha_strbuf_add_text(out,
		    is_all && count == 1 ? ", in line" : ", in lines");
		ha_strbuf_add(out, ha_strbuf_span(&list));
		ha_strbuf_add_text(out, is_all ? "" : " ...");
	}
	out->failed = out->failed || list.failed;
	ha_strbuf_free(&list);
}

void
cli_report_more(struct ha_strbuf *out, const struct cli_finding *finding)
{
	if (finding->count == 0)
		return;
	ha_strbuf_add_text(out, " (and ");
	ha_strbuf_add_number(out, finding->count - 1);
	ha_strbuf_add_text(out, " more");
	add_lines(out, finding);
	ha_strbuf_add_byte(out, ')');
}

/* "HA306: 12000, HA240: 3", where not each is shown. */
static void
add_sums(struct ha_strbuf *out, const struct cli_findings *findings)
{
	const char *separator = "";

	if (!findings->is_folded)
		return;
	for (size_t code = 0; code < CLI_CODES_END; code++) {
		if (findings->by_code[code] == 0)
			continue;
		ha_strbuf_add_text(out, separator);
		cli_code_number(out, (enum ha_code)code);
		ha_strbuf_add_text(out, ": ");
		ha_strbuf_add_number(out, findings->by_code[code]);
		separator = ", ";
	}
	ha_strbuf_add_byte(out, '\n');
}

static void
add_standings(struct ha_strbuf *out, const struct cli_check *check)
{
	for (size_t i = 0; i < check->nstandings; i++) {
		const struct cli_standing *standing = &check->standings[i];

		cli_escape(out, standing->service);
		ha_strbuf_add_text(out, ": ");
		ha_strbuf_add(out, standing->text);
		ha_strbuf_add_byte(out, '\n');
	}
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
	add_sums(out, findings);
	add_standings(out, report->check);
}

void
cli_report_dropped(struct ha_strbuf *out, const struct cli_report *report)
{
	size_t dropped = report->findings->dropped;

	ha_strbuf_add_text(out, "and ");
	ha_strbuf_add_number(out, dropped);
	ha_strbuf_add_text(out,
	    dropped == 1 ? " more finding is not shown"
			 : " more findings are not shown");
}

void
cli_report_one_line(struct ha_strbuf *out, const struct cli_finding *finding,
    size_t line)
{
	cli_escape_stable(out, ha_span_of(cli_finding_path(finding)));
	if (finding->where.source != NULL) {
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, line);
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, cli_column_of(finding->where));
	}
	ha_strbuf_add_text(out, ": ");
	ha_strbuf_add_text(out, ha_level_name(finding->level));
	ha_strbuf_add_text(out, ": ");
	cli_finding_text_stable(out, finding);
	cli_report_more(out, finding);
	ha_strbuf_add_text(out, " [");
	cli_code_number(out, finding->code);
	ha_strbuf_add_byte(out, ']');
}

void
cli_report_message(struct ha_strbuf *out, const struct cli_finding *finding)
{
	cli_finding_text_stable(out, finding);
	cli_report_more(out, finding);
	if (!cli_finding_has_help(finding))
		return;
	ha_strbuf_add_text(out, "\nhelp: ");
	cli_finding_help_stable(out, finding);
}

bool
cli_report_is_related(const struct cli_finding *finding, size_t i)
{
	const struct ha_location *rule = &finding->related[i];

	for (size_t k = 0; k < i; k++) {
		if (finding->related[k].source == rule->source &&
		    finding->related[k].offset == rule->offset)
			return false;
	}
	return rule->source != NULL;
}

bool
cli_report_has_fix(const struct cli_finding *finding)
{
	for (const struct cli_edit *edit = finding->edits; edit != NULL;
	     edit = edit->next) {
		if (!cli_json_is_exact(edit->with))
			return false;
	}
	return finding->edits != NULL;
}

void
cli_report_percent(struct ha_strbuf *out, char byte)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char value = (unsigned char)byte;

	ha_strbuf_add_byte(out, '%');
	ha_strbuf_add_byte(out, hex[value >> 4]);
	ha_strbuf_add_byte(out, hex[value & 15]);
}

struct ha_span
cli_report_path(const char *path)
{
	struct ha_span span = ha_span_of(path);

	while (span.len > 2 && span.at[0] == '.' && span.at[1] == '/') {
		span = ha_span_from(span, 2);
		while (span.len > 1 && span.at[0] == '/')
			span = ha_span_from(span, 1);
	}
	return span;
}
