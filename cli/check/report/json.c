#include "cli/check/base/check.h"
#include "cli/check/report/catalogue.h"
#include "cli/check/report/region.h"
#include "cli/check/report/report.h"
#include "cli/check/report/values.h"
#include "cli/io/json.h"

/* Longer lines are left out: a hostile file would be repeated in each of its
 * findings. */
#define TEXT_MAX ((size_t)4096)

json_t *
cli_report_code(enum ha_code code)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_code_number(&text, code);
	return cli_json_take(&text);
}

static json_t *
message(const struct cli_finding *finding)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_finding_text_stable(&text, finding);
	cli_report_more(&text, finding);
	return cli_json_take(&text);
}

static json_t *
help(const struct cli_finding *finding)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (!cli_finding_has_help(finding))
		return json_null();
	cli_finding_help_stable(&text, finding);
	return cli_json_take(&text);
}

static json_t *
file(const char *path)
{
	return cli_json_text(ha_span_of(path));
}

static json_t *
short_text(struct ha_span text)
{
	return text.len > TEXT_MAX ? json_null() : cli_json_text(text);
}

/* The other columns are those after the last byte. */
static void
set_region(json_t *object, const struct cli_region *region)
{
	cli_json_set_number(object, "line", region->start.line);
	cli_json_set_number(object, "column", region->start.column);
	cli_json_set_number(object, "end_line", region->end.line);
	cli_json_set_number(object, "end_column", region->end.column);
}

static void
set_no_region(json_t *object)
{
	static const char *const keys[] = { "line", "column", "end_line",
		"end_column", "text" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		cli_json_set(object, keys[i], json_null());
}

static json_t *
related_rule(struct cli_line_index *lines, struct ha_location where)
{
	struct cli_region region;
	struct ha_strbuf text = HA_STRBUF_INIT;
	json_t *object = json_object();

	cli_region_find(lines, where, &region);
	cli_region_join(&text, where);
	cli_json_set(object, "file", file(where.source->path));
	cli_json_set_number(object, "line", region.start.line);
	cli_json_set_number(object, "column", region.start.column);
	cli_json_set(object, "text", short_text(ha_strbuf_span(&text)));
	ha_strbuf_free(&text);
	return object;
}

json_t *
cli_report_related(struct cli_line_index *lines,
    const struct cli_finding *finding,
    json_t *(*add)(struct cli_line_index *lines, struct ha_location where))
{
	json_t *array = json_array();

	for (size_t i = 0; i < CLI_RELATED_MAX; i++) {
		if (cli_report_is_related(finding, i))
			cli_json_append(array, add(lines, finding->related[i]));
	}
	return array;
}

static json_t *
edit(struct cli_line_index *lines, const struct cli_edit *edit)
{
	struct cli_region region;
	json_t *object = json_object();

	cli_region_find(lines, edit->where, &region);
	set_region(object, &region);
	cli_json_set(object, "replacement", cli_json_text(edit->with));
	return object;
}

static json_t *
fix(struct cli_line_index *lines, const struct cli_finding *finding)
{
	json_t *array;

	if (!cli_report_has_fix(finding))
		return json_null();
	array = json_array();
	for (const struct cli_edit *next = finding->edits; next != NULL;
	     next = next->next)
		cli_json_append(array, edit(lines, next));
	return array;
}

/* Where the next are that it stands for. */
static json_t *
more(struct cli_line_index *lines, const struct cli_finding *finding)
{
	json_t *array = json_array();

	for (size_t i = 0; i < finding->nmore; i++) {
		json_t *object;

		if (finding->more[i].source == NULL)
			continue;
		object = json_object();
		cli_json_set_number(object, "line",
		    cli_line_of(lines, finding->more[i]));
		cli_json_set_number(object, "column",
		    cli_column_of(finding->more[i]));
		cli_json_append(array, object);
	}
	return array;
}

/* Who can use each service. */
static json_t *
services(const struct cli_check *check)
{
	json_t *array = json_array();

	for (size_t i = 0; i < check->nstandings; i++) {
		json_t *object = json_object();

		cli_json_set(object, "service",
		    cli_json_text(check->standings[i].service));
		cli_json_set(object, "access",
		    cli_json_text(check->standings[i].text));
		cli_json_append(array, object);
	}
	return array;
}

/* How many there are of each code. */
static json_t *
codes(const struct cli_findings *findings)
{
	json_t *array = json_array();

	for (size_t code = 0; code < CLI_CODES_END; code++) {
		json_t *object;

		if (findings->by_code[code] == 0)
			continue;
		object = json_object();
		cli_json_set(object, "code",
		    cli_report_code((enum ha_code)code));
		cli_json_set_number(object, "count", findings->by_code[code]);
		cli_json_append(array, object);
	}
	return array;
}

static json_t *
finding_object(struct cli_line_index *lines, const struct cli_finding *finding)
{
	json_t *object = json_object();

	cli_json_set(object, "code", cli_report_code(finding->code));
	cli_json_set(object, "level",
	    json_string(ha_level_name(finding->level)));
	cli_json_set(object, "message", message(finding));
	cli_json_set(object, "help", help(finding));
	cli_json_set(object, "file", file(cli_finding_path(finding)));
	if (finding->where.source == NULL) {
		set_no_region(object);
	} else {
		struct cli_region region;

		cli_region_find(lines, finding->where, &region);
		set_region(object, &region);
		cli_json_set(object, "text", short_text(region.line));
	}
	cli_json_set(object, "related",
	    cli_report_related(lines, finding, related_rule));
	cli_json_set(object, "witness",
	    cli_json_text_or_null(ha_span_of(finding->witness)));
	cli_json_set(object, "fix", fix(lines, finding));
	cli_json_set(object, "suppressed",
	    json_boolean(finding->is_suppressed));
	cli_json_set_number(object, "count",
	    finding->count > 0 ? finding->count : 1);
	cli_json_set(object, "more", more(lines, finding));
	return object;
}

static json_t *
files(const struct cli_check *check)
{
	json_t *array = json_array();

	for (size_t i = 0; i < check->ntables; i++) {
		const struct cli_table *table = &check->tables[i];
		json_t *object;

		if (table->source == NULL)
			continue;
		object = json_object();
		cli_json_set(object, "file", file(table->path));
		cli_json_set(object, "kind",
		    json_string(table->kind == HA_TABLE_DENY ? "deny"
							     : "allow"));
		cli_json_set_number(object, "rules", table->rules);
		cli_json_append(array, object);
	}
	return array;
}

static json_t *
summary(const struct cli_findings *findings)
{
	json_t *object = json_object();

	cli_json_set_number(object, "errors", findings->counts[HA_LEVEL_ERROR]);
	cli_json_set_number(object, "warnings",
	    findings->counts[HA_LEVEL_WARNING]);
	cli_json_set_number(object, "notes", findings->counts[HA_LEVEL_NOTE]);
	cli_json_set_number(object, "suppressed", findings->nsuppressed);
	cli_json_set_number(object, "dropped", findings->dropped);
	cli_json_set(object, "codes", codes(findings));
	return object;
}

void
cli_report_json(struct ha_strbuf *out, const struct cli_report *report)
{
	const struct cli_findings *findings = report->findings;
	struct cli_line_index lines = { NULL, 0, 0 };
	json_t *object = json_object(), *array = json_array();

	for (size_t i = 0; i < findings->count; i++)
		cli_json_append(array,
		    finding_object(&lines, &findings->list[i]));
	cli_line_index_free(&lines);
	cli_json_set_number(object, "version", 1);
	cli_json_set(object, "files", files(report->check));
	cli_json_set_number(object, "rules", report->nrules);
	cli_json_set(object, "findings", array);
	cli_json_set(object, "summary", summary(findings));
	cli_json_set(object, "services", services(report->check));
	cli_json_print(out, object);
}
