#include "cli/check/report/catalogue.h"
#include "cli/check/report/explanation.h"
#include "cli/check/report/region.h"
#include "cli/check/report/report.h"
#include "cli/check/report/values.h"
#include "cli/io/escape.h"
#include "cli/io/json.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* Columns of another rule's text: for people to recognize it. */
#define RULE_COLUMNS 160

/* { "text": TEXT }, the shape of a message; takes text over. */
static json_t *
message(struct ha_strbuf *text)
{
	json_t *object = json_object();

	cli_json_set(object, "text", cli_json_take(text));
	return object;
}

/* ---- the rules: one for each code ---- */

/* HOST_BITS is HostBits here. */
static json_t *
rule_name(enum ha_code code)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	bool is_first = true;

	for (const char *at = cli_code_name(code); *at != '\0'; at++) {
		if (*at != '_')
			ha_strbuf_add_byte(&text,
			    is_first ? *at : ha_fold(*at));
		is_first = *at == '_';
	}
	return cli_json_take(&text);
}

static json_t *
rule_text(enum ha_code code)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_code_text(&text, code);
	return message(&text);
}

/* What the manual has to say, or else what a finding says. */
static json_t *
rule_help(enum ha_code code)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_explanation(&text, code);
	if (text.len == 0)
		cli_code_help(&text, code);
	if (text.len == 0)
		cli_code_text(&text, code);
	return message(&text);
}

static json_t *
rule(enum ha_code code)
{
	json_t *object = json_object(), *configuration = json_object();

	cli_json_set(configuration, "level",
	    json_string(ha_level_name(ha_code_level(code))));
	cli_json_set(object, "id", cli_report_code(code));
	cli_json_set(object, "name", rule_name(code));
	cli_json_set(object, "shortDescription", rule_text(code));
	cli_json_set(object, "help", rule_help(code));
	cli_json_set(object, "defaultConfiguration", configuration);
	return object;
}

static json_t *
tool(void)
{
	json_t *object = json_object(), *driver = json_object();
	json_t *rules = json_array();

	for (enum ha_code code = cli_code_next(HA_CODE_NONE);
	     code != HA_CODE_NONE; code = cli_code_next(code))
		cli_json_append(rules, rule(code));
	cli_json_set(driver, "name", json_string("hostsaccess"));
	cli_json_set(driver, "version", json_string(HA_VERSION));
	cli_json_set(driver, "rules", rules);
	cli_json_set(object, "driver", driver);
	return object;
}

/* ---- places ---- */

static bool
is_unreserved(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) || byte == '-' ||
	    byte == '.' || byte == '_' || byte == '~' || byte == '/';
}

/* A relative path stays relative: to where the report is looked at. */
static json_t *
uri(const char *path)
{
	struct ha_span rest = cli_report_path(path);
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (rest.len > 0 && rest.at[0] == '/')
		ha_strbuf_add_text(&text, "file://");
	for (size_t i = 0; i < rest.len; i++) {
		if (is_unreserved(rest.at[i]))
			ha_strbuf_add_byte(&text, rest.at[i]);
		else
			cli_report_percent(&text, rest.at[i]);
	}
	return cli_json_take(&text);
}

static json_t *
artifact(const char *path)
{
	json_t *object = json_object();

	cli_json_set(object, "uri", uri(path));
	return object;
}

static json_t *
region_object(struct cli_line_index *lines, struct ha_location where)
{
	struct cli_region region;
	json_t *object = json_object();

	cli_region_find(lines, where, &region);
	cli_json_set_number(object, "startLine", region.start.line);
	cli_json_set_number(object, "startColumn",
	    cli_region_character(&region));
	cli_json_set_number(object, "endLine", region.end.line);
	cli_json_set_number(object, "endColumn",
	    cli_region_end_character(&region));
	return object;
}

static json_t *
location(struct cli_line_index *lines, const char *path,
    struct ha_location where)
{
	json_t *object = json_object(), *place = json_object();

	cli_json_set(place, "artifactLocation", artifact(path));
	if (where.source != NULL)
		cli_json_set(place, "region", region_object(lines, where));
	cli_json_set(object, "physicalLocation", place);
	return object;
}

static json_t *
related_rule(struct cli_line_index *lines, struct ha_location where)
{
	json_t *object = location(lines, where.source->path, where);
	struct ha_strbuf joined = HA_STRBUF_INIT, text = HA_STRBUF_INIT;

	cli_region_join(&joined, where);
	cli_escape_some_stable(&text, ha_strbuf_span(&joined), RULE_COLUMNS);
	ha_strbuf_free(&joined);
	cli_json_set(object, "message", message(&text));
	return object;
}

/* ---- results ---- */

static json_t *
replacement(struct cli_line_index *lines, const struct cli_edit *edit)
{
	json_t *object = json_object(), *content = json_object();

	cli_json_set(content, "text", cli_json_text(edit->with));
	cli_json_set(object, "deletedRegion",
	    region_object(lines, edit->where));
	cli_json_set(object, "insertedContent", content);
	return object;
}

static json_t *
fixes(struct cli_line_index *lines, const struct cli_finding *finding)
{
	json_t *array = json_array(), *fix = json_object();
	json_t *changes = json_array(), *change = json_object();
	json_t *replacements = json_array();

	for (const struct cli_edit *edit = finding->edits; edit != NULL;
	     edit = edit->next)
		cli_json_append(replacements, replacement(lines, edit));
	cli_json_set(change, "artifactLocation",
	    artifact(finding->edits->where.source->path));
	cli_json_set(change, "replacements", replacements);
	cli_json_append(changes, change);
	cli_json_set(fix, "artifactChanges", changes);
	cli_json_append(array, fix);
	return array;
}

/* Always there: where one result tells, each must. */
static json_t *
suppressions(const struct cli_finding *finding)
{
	json_t *array = json_array(), *object;

	if (!finding->is_suppressed)
		return array;
	object = json_object();
	cli_json_set(object, "kind", json_string("inSource"));
	cli_json_append(array, object);
	return array;
}

/* Viewers show it alone: nothing that a person needs is elsewhere. */
static json_t *
result_message(const struct cli_finding *finding)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_report_message(&text, finding);
	if (finding->witness != NULL) {
		ha_strbuf_add_text(&text, "\nfor example: ");
		cli_escape_stable(&text, ha_span_of(finding->witness));
	}
	return message(&text);
}

static json_t *
result(struct cli_line_index *lines, const struct cli_finding *finding)
{
	json_t *object = json_object(), *locations = json_array();

	cli_json_set(object, "ruleId", cli_report_code(finding->code));
	cli_json_set_number(object, "ruleIndex", cli_code_index(finding->code));
	cli_json_set(object, "level",
	    json_string(ha_level_name(finding->level)));
	cli_json_set(object, "message", result_message(finding));
	if (finding->count > 0)
		cli_json_set_number(object, "occurrenceCount", finding->count);
	cli_json_append(locations,
	    location(lines, cli_finding_path(finding), finding->where));
	cli_json_set(object, "locations", locations);
	cli_json_set(object, "relatedLocations",
	    cli_report_related(lines, finding, related_rule));
	if (cli_report_has_fix(finding))
		cli_json_set(object, "fixes", fixes(lines, finding));
	cli_json_set(object, "suppressions", suppressions(finding));
	return object;
}

static json_t *
results(const struct cli_findings *findings)
{
	struct cli_line_index lines = { NULL, 0, 0 };
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++)
		cli_json_append(array, result(&lines, &findings->list[i]));
	cli_line_index_free(&lines);
	return array;
}

static json_t *
invocations(const struct cli_report *report)
{
	json_t *array = json_array(), *object = json_object();
	json_t *notifications, *notification;
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_json_set(object, "executionSuccessful", json_true());
	if (report->findings->dropped > 0) {
		notifications = json_array();
		notification = json_object();
		cli_report_dropped(&text, report);
		cli_json_set(notification, "level", json_string("warning"));
		cli_json_set(notification, "message", message(&text));
		cli_json_append(notifications, notification);
		cli_json_set(object, "toolExecutionNotifications",
		    notifications);
	}
	cli_json_append(array, object);
	return array;
}

void
cli_report_sarif(struct ha_strbuf *out, const struct cli_report *report)
{
	json_t *object = json_object(), *runs = json_array();
	json_t *run = json_object(), *newlines = json_array();

	cli_json_set(run, "tool", tool());
	cli_json_set(run, "invocations", invocations(report));
	/* Not CR LF: a CR is a character of its line here. */
	cli_json_append(newlines, json_string("\n"));
	cli_json_set(run, "newlineSequences", newlines);
	cli_json_set(run, "columnKind", json_string("unicodeCodePoints"));
	cli_json_set(run, "results", results(report->findings));
	cli_json_append(runs, run);
	cli_json_set(object, "$schema", json_string(SCHEMA));
	cli_json_set(object, "version", json_string("2.1.0"));
	cli_json_set(object, "runs", runs);
	cli_json_print(out, object);
}
