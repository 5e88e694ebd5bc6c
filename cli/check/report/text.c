#include "cli/check/report/catalogue.h"
#include "cli/check/report/region.h"
#include "cli/check/report/report.h"
#include "cli/io/escape.h"
#include "cli/io/excerpt.h"
#include "cli/io/message.h"

/* Digits of a line's number that need no wider margin. */
#define NUMBER_COLUMNS 4

/* Columns of another rule's text where there is no terminal. */
#define RULE_COLUMNS 160

/* Left to it in any case. */
#define RULE_MIN_COLUMNS 20

static const char *
color_of(enum ha_level level)
{
	switch (level) {
	case HA_LEVEL_NOTE:
		return "\033[1;36m";
	case HA_LEVEL_WARNING:
		return "\033[1;33m";
	case HA_LEVEL_ERROR:
		return "\033[1;31m";
	}
	return "";
}

static void
paint(struct ha_strbuf *out, const struct cli_report *report, const char *color)
{
	if (report->has_color)
		ha_strbuf_add_text(out, color);
}

static void
add_place(struct ha_strbuf *out, const struct ha_source *source,
    const struct ha_place *place)
{
	cli_escape(out, ha_span_of(source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, place->line);
}

/* region is NULL where the whole file is meant. */
static void
print_head(struct ha_strbuf *out, const struct cli_report *report,
    const struct cli_finding *finding, const struct cli_region *region)
{
	paint(out, report, "\033[1m");
	if (region == NULL) {
		cli_escape(out, ha_span_of(cli_finding_path(finding)));
	} else {
		add_place(out, finding->where.source, &region->start);
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, region->start.column);
	}
	ha_strbuf_add_text(out, ": ");
	paint(out, report, color_of(finding->level));
	ha_strbuf_add_text(out, ha_level_name(finding->level));
	paint(out, report, "\033[0m");
	ha_strbuf_add_text(out, ": ");
	cli_finding_text(out, finding);
	cli_report_more(out, finding);
	ha_strbuf_add_text(out, " [");
	cli_code_number(out, finding->code);
	ha_strbuf_add_text(out, "]\n");
}

static size_t
digits_of(size_t number)
{
	size_t count = 1;

	for (; number > 9; number /= 10)
		count++;
	return count;
}

/* The columns of the margin; region is NULL where it has no number. */
static size_t
margin_width(const struct cli_region *region)
{
	size_t width = region == NULL ? 0 : digits_of(region->start.line);

	return width > NUMBER_COLUMNS ? width : NUMBER_COLUMNS;
}

/* A carriage return that nobody means would only disturb. */
static size_t
shown_length(struct ha_span line, size_t end)
{
	if (line.len > end && line.at[line.len - 1] == '\r')
		return line.len - 1;
	return line.len;
}

static void
print_line(struct ha_strbuf *out, const struct cli_report *report,
    const struct cli_finding *finding, const struct cli_region *region)
{
	size_t start = region->start.column - 1;
	size_t end = start + finding->where.len;
	struct cli_excerpt excerpt = { .start = start,
		.is_marked = true,
		.columns = report->columns,
		.color = report->has_color ? color_of(finding->level) : NULL };
	struct ha_strbuf label = HA_STRBUF_INIT, margin = HA_STRBUF_INIT;
	size_t width = margin_width(region);

	excerpt.end = end < region->line.len ? end : region->line.len;
	excerpt.line = ha_span_before(region->line,
	    shown_length(region->line, excerpt.end));
	cli_add_repeated(&label, ' ', width - digits_of(region->start.line));
	ha_strbuf_add_number(&label, region->start.line);
	ha_strbuf_add_text(&label, " | ");
	cli_add_repeated(&margin, ' ', width);
	ha_strbuf_add_text(&margin, " | ");
	if (label.failed || margin.failed)
		cli_no_memory();
	cli_excerpt(out, &excerpt, ha_strbuf_span(&label),
	    ha_strbuf_span(&margin));
	ha_strbuf_free(&label);
	ha_strbuf_free(&margin);
}

static void
begin_remark(struct ha_strbuf *out, const struct cli_report *report,
    size_t width, const char *word)
{
	cli_add_repeated(out, ' ', width);
	ha_strbuf_add_text(out, " = ");
	paint(out, report, "\033[1m");
	ha_strbuf_add_text(out, word);
	paint(out, report, "\033[0m");
	ha_strbuf_add_text(out, ": ");
}

static void
print_help(struct ha_strbuf *out, const struct cli_report *report,
    const struct cli_finding *finding, size_t width)
{
	if (!cli_finding_has_help(finding))
		return;
	begin_remark(out, report, width, "help");
	cli_finding_help(out, finding);
	ha_strbuf_add_byte(out, '\n');
}

static void
print_related(struct ha_strbuf *out, const struct cli_report *report,
    struct cli_line_index *lines, struct ha_location where, size_t width)
{
	struct ha_strbuf rule = HA_STRBUF_INIT;
	struct cli_region region;
	size_t begin = out->len, taken, room = RULE_COLUMNS;

	cli_region_find(lines, where, &region);
	begin_remark(out, report, width, "note");
	add_place(out, where.source, &region.start);
	ha_strbuf_add_text(out, ": ");
	taken = out->len - begin;
	if (report->columns > 0 && report->columns < taken + RULE_COLUMNS)
		room = report->columns > taken + RULE_MIN_COLUMNS
		    ? report->columns - taken
		    : RULE_MIN_COLUMNS;
	cli_region_join(&rule, where);
	cli_escape_some(out, ha_strbuf_span(&rule), room);
	ha_strbuf_add_byte(out, '\n');
	ha_strbuf_free(&rule);
}

static void
print_witness(struct ha_strbuf *out, const struct cli_report *report,
    const struct cli_finding *finding, size_t width)
{
	if (finding->witness == NULL)
		return;
	begin_remark(out, report, width, "for example");
	cli_escape(out, ha_span_of(finding->witness));
	ha_strbuf_add_byte(out, '\n');
}

static void
print_finding(struct ha_strbuf *out, const struct cli_report *report,
    struct cli_line_index *lines, const struct cli_finding *finding)
{
	struct cli_region place = { .line = HA_SPAN_EMPTY }, *region = NULL;
	size_t width;

	if (finding->where.source != NULL) {
		cli_region_find(lines, finding->where, &place);
		region = &place;
	}
	width = margin_width(region);
	print_head(out, report, finding, region);
	if (region != NULL)
		print_line(out, report, finding, region);
	print_help(out, report, finding, width);
	for (size_t i = 0; i < CLI_RELATED_MAX; i++) {
		if (cli_report_is_related(finding, i))
			print_related(out, report, lines, finding->related[i],
			    width);
	}
	print_witness(out, report, finding, width);
	ha_strbuf_add_byte(out, '\n');
}

void
cli_report_text(struct ha_strbuf *out, const struct cli_report *report)
{
	const struct cli_findings *findings = report->findings;
	struct cli_line_index lines = { NULL, 0, 0 };

	for (size_t i = 0; i < findings->count; i++) {
		if (!findings->list[i].is_suppressed)
			print_finding(out, report, &lines, &findings->list[i]);
	}
	cli_line_index_free(&lines);
	if (findings->dropped > 0) {
		cli_report_dropped(out, report);
		ha_strbuf_add_text(out, "\n\n");
	}
	cli_report_summary(out, report);
}
