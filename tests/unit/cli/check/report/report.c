#include "cli/check/report/formats.h"
#include "cli/check/report/report.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/check/base/check.h"
#include "cli/check/report/explanation.h"
#include "cli/io/message.h"
#include "tests/unit/support.h"

/* Stand in for what the build makes of the manual. */
static const char *const lines[] = { "An entry.", NULL };
const struct cli_explanation cli_explanations[] = { { 201, lines } };
const size_t cli_nexplanations = 1;

static const char allow[] = "ALL: \\\n 192.0.2.0/24\n";
static const char deny[] = "# x\n"
			   "\tsshd: \303\244 10.1.2.3/8 \377\n";

static struct ha_source *sources[2];
static struct cli_table tables[2];
static struct cli_check_options options;
static struct cli_check check;
static struct cli_report report;
static struct ha_strbuf out;

static void
begin(void)
{
	ck_assert_int_eq(ha_source_from_memory("hosts.allow",
			     (struct ha_span){ allow, sizeof(allow) - 1 },
			     &sources[0]),
	    HA_OK);
	ck_assert_int_eq(ha_source_from_memory("hosts.deny",
			     (struct ha_span){ deny, sizeof(deny) - 1 },
			     &sources[1]),
	    HA_OK);
	for (int i = 0; i < 2; i++)
		tables[i] = (struct cli_table){ .kind = (enum ha_table_kind)i,
			.path = sources[i]->path,
			.source = sources[i],
			.rules = 1 };
	options = (struct cli_check_options){ .level = HA_LEVEL_WARNING };
	check = (struct cli_check){ .tables = tables, .ntables = 2 };
	cli_findings_init(&check.findings, &options);
	report = (struct cli_report){ .check = &check,
		.findings = &check.findings,
		.nfiles = 2,
		.nrules = 2 };
	out = HA_STRBUF_INIT;
}

static void
end(void)
{
	cli_findings_free(&check.findings);
	ha_source_free(sources[0]);
	ha_source_free(sources[1]);
	ha_strbuf_free(&out);
}

/* The offset of a piece of hosts.deny. */
static struct ha_location
in_deny(const char *piece)
{
	const char *at = strstr(deny, piece);

	ck_assert_ptr_nonnull(at);
	return (struct ha_location){ sources[1], (size_t)(at - deny),
		strlen(piece) };
}

/* One with all that a finding can have. */
static struct cli_finding *
find_host_bits(void)
{
	struct cli_finding *finding =
	    cli_find(&check.findings, HA_CODE_HOST_BITS, in_deny("10.1.2.3/8"));

	finding->args[0] = HA_SPAN("10.0.0.0/8");
	finding->related[0] =
	    (struct ha_location){ sources[0], 0, sizeof(allow) - 2 };
	/* Named twice, shown once. */
	finding->related[1] = finding->related[0];
	finding->witness = "sshd from 10.9.9.9";
	cli_finding_edit(&check.findings, finding, in_deny("1.2.3"),
	    HA_SPAN("0.0.0"));
	return finding;
}

START_TEST(text_has_help_related_rules_and_a_witness)
{
	find_host_bits();
	cli_report_text(&out, &report);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "hosts.deny:2:11: warning: address has bits outside its mask; "
	    "read as 10.0.0.0/8, libwrap never matches it [HA201]\n"
	    "   2 |     sshd: \\xc3\\xa4 10.1.2.3/8 \\xff\n"
	    "     |                    ^~~~~~~~~~\n"
	    "     = help: write 10.0.0.0/8\n"
	    "     = note: hosts.allow:1: ALL:  192.0.2.0/24\n"
	    "     = for example: sshd from 10.9.9.9\n"
	    "\n"
	    "2 files, 2 rules: 1 warning\n");
}
END_TEST

START_TEST(text_of_a_file_shows_no_line)
{
	struct cli_finding *finding = cli_find_file(&check.findings,
	    HA_CODE_TABLE_UNREADABLE, "hosts.deny");

	finding->error = EACCES;
	cli_report_text(&out, &report);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "hosts.deny: error: the table cannot be read: Permission denied "
	    "[HA601]\n"
	    "\n"
	    "2 files, 2 rules: 1 error\n");
}
END_TEST

/* As a rule of several lines does it. */
START_TEST(texts_that_will_go_are_copied)
{
	char rule[] = "10.0.0.0/8";

	find_host_bits();
	check.findings.list[0].args[0] = ha_span_of(rule);
	cli_findings_settle(&check.findings, 0);
	memset(rule, 'x', sizeof(rule) - 1);
	cli_report_line(&out, &report);
	ck_assert_ptr_nonnull(
	    strstr(ha_strbuf_text(&out), "read as 10.0.0.0/8"));
}
END_TEST

START_TEST(text_underlines_the_end_of_a_file)
{
	cli_find(&check.findings, HA_CODE_NO_FINAL_NEWLINE,
	    (struct ha_location){ sources[1], sources[1]->len, 0 });
	cli_report_text(&out, &report);
	ck_assert_ptr_nonnull(strstr(ha_strbuf_text(&out),
	    "hosts.deny:3:1: error: no newline at the end; the file may be cut "
	    "short [HA110]\n"
	    "   3 | \n"
	    "     | ^\n"));
}
END_TEST

START_TEST(text_leaves_out_the_carriage_return_of_a_line)
{
	struct ha_source *source;

	ck_assert_int_eq(ha_source_from_memory("hosts.deny",
			     HA_SPAN("ALL: 1/9\r\n"), &source),
	    HA_OK);
	cli_find(&check.findings, HA_CODE_BAD_NET,
	    (struct ha_location){ source, 5, 3 });
	cli_report_text(&out, &report);
	ck_assert_ptr_nonnull(
	    strstr(ha_strbuf_text(&out), "   1 | ALL: 1/9\n"));
	ha_source_free(source);
}
END_TEST

START_TEST(text_counts_what_is_suppressed_and_dropped)
{
	find_host_bits()->is_suppressed = true;
	check.findings.counts[HA_LEVEL_WARNING] = 0;
	check.findings.nsuppressed = 1;
	check.findings.dropped = 3;
	cli_report_text(&out, &report);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "and 3 more findings are not shown\n"
	    "\n"
	    "2 files, 2 rules: no findings; 1 ignored by comments\n");
}
END_TEST

static json_t *
parse(void)
{
	json_t *value = json_loads(ha_strbuf_text(&out), 0, NULL);

	ck_assert_ptr_nonnull(value);
	return value;
}

static void
same_number(json_t *object, const char *key, int want)
{
	ck_assert_msg(json_integer_value(json_object_get(object, key)) == want,
	    "%s is %lld, not %d", key,
	    (long long)json_integer_value(json_object_get(object, key)), want);
}

static void
same_text(json_t *object, const char *key, const char *want)
{
	ck_assert_str_eq(json_string_value(json_object_get(object, key)), want);
}

START_TEST(json_counts_bytes)
{
	json_t *root, *finding, *part;

	find_host_bits();
	cli_report_json(&out, &report);
	root = parse();
	finding = json_array_get(json_object_get(root, "findings"), 0);
	same_number(finding, "line", 2);
	same_number(finding, "column", 11);
	same_number(finding, "end_line", 2);
	same_number(finding, "end_column", 21);
	same_text(finding, "text", "\tsshd: \303\244 10.1.2.3/8 \\xff");
	same_text(finding, "help", "write 10.0.0.0/8");
	same_text(finding, "witness", "sshd from 10.9.9.9");
	part = json_array_get(json_object_get(finding, "related"), 0);
	same_text(part, "file", "hosts.allow");
	same_number(part, "line", 1);
	same_text(part, "text", "ALL:  192.0.2.0/24");
	part = json_array_get(json_object_get(finding, "fix"), 0);
	same_number(part, "column", 14);
	same_number(part, "end_column", 19);
	same_text(part, "replacement", "0.0.0");
	json_decref(root);
}
END_TEST

START_TEST(json_has_no_fix_that_it_cannot_hold)
{
	struct cli_finding *finding = find_host_bits();
	json_t *root;

	cli_finding_edit(&check.findings, finding, in_deny("/8"),
	    HA_SPAN("\377"));
	cli_report_json(&out, &report);
	root = parse();
	ck_assert(json_is_null(json_object_get(
	    json_array_get(json_object_get(root, "findings"), 0), "fix")));
	json_decref(root);
}
END_TEST

START_TEST(json_leaves_very_long_lines_out)
{
	static char text[5000];
	struct ha_source *source;
	json_t *root, *finding;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(ha_source_from_memory("long",
			     (struct ha_span){ text, sizeof(text) }, &source),
	    HA_OK);
	cli_find(&check.findings, HA_CODE_HOST_BITS,
	    (struct ha_location){ source, 4990, 5 })
	    ->related[0] = (struct ha_location){ source, 0, sizeof(text) };
	cli_report_json(&out, &report);
	root = parse();
	finding = json_array_get(json_object_get(root, "findings"), 0);
	same_number(finding, "column", 4991);
	ck_assert(json_is_null(json_object_get(finding, "text")));
	ck_assert(json_is_null(json_object_get(
	    json_array_get(json_object_get(finding, "related"), 0), "text")));
	json_decref(root);
	ha_source_free(source);
}
END_TEST

START_TEST(sarif_counts_characters)
{
	json_t *root, *result, *part;
	int column, end_column, fix_column;
	const char *uri, *related, *text;

	find_host_bits();
	cli_report_sarif(&out, &report);
	root = parse();
	result = json_array_get(
	    json_object_get(json_array_get(json_object_get(root, "runs"), 0),
		"results"),
	    0);
	part = json_array_get(json_object_get(result, "locations"), 0);
	ck_assert_int_eq(json_unpack(part, "{s{s{ss}s{sisi}}}",
			     "physicalLocation", "artifactLocation", "uri",
			     &uri, "region", "startColumn", &column,
			     "endColumn", &end_column),
	    0);
	ck_assert_str_eq(uri, "hosts.deny");
	ck_assert_int_eq(column, 10);
	ck_assert_int_eq(end_column, 20);
	part = json_array_get(json_object_get(result, "relatedLocations"), 0);
	ck_assert_int_eq(json_unpack(part, "{s{s{ss}}s{ss}}",
			     "physicalLocation", "artifactLocation", "uri",
			     &uri, "message", "text", &related),
	    0);
	ck_assert_str_eq(uri, "hosts.allow");
	ck_assert_str_eq(related, "ALL:  192.0.2.0/24");
	part = json_array_get(json_object_get(result, "fixes"), 0);
	ck_assert_int_eq(json_unpack(part, "{s[{s{ss}s[{s{si}s{ss}}]}]}",
			     "artifactChanges", "artifactLocation", "uri", &uri,
			     "replacements", "deletedRegion", "startColumn",
			     &fix_column, "insertedContent", "text", &text),
	    0);
	ck_assert_str_eq(uri, "hosts.deny");
	ck_assert_int_eq(fix_column, 13);
	ck_assert_str_eq(text, "0.0.0");
	json_decref(root);
}
END_TEST

START_TEST(sarif_says_how_many_are_dropped)
{
	check.findings.dropped = 1;
	cli_report_sarif(&out, &report);
	ck_assert_ptr_nonnull(strstr(ha_strbuf_text(&out),
	    "\"toolExecutionNotifications\":[{\"level\":\"warning\","
	    "\"message\":{\"text\":\"and 1 more finding is not shown\"}}]"));
}
END_TEST

START_TEST(sarif_explains_as_the_manual_does)
{
	cli_report_sarif(&out, &report);
	ck_assert_ptr_nonnull(strstr(ha_strbuf_text(&out),
	    "{\"id\":\"HA201\",\"name\":\"HostBits\",\"shortDescription\":{"
	    "\"text\":\"address has bits outside its mask; read as ..., "
	    "libwrap never matches it\"},\"help\":{\"text\":\"An entry.\\n\"},"
	    "\"defaultConfiguration\":{\"level\":\"warning\"}}"));
}
END_TEST

START_TEST(github_shows_what_is_not_suppressed)
{
	find_host_bits();
	find_host_bits()->is_suppressed = true;
	cli_report_github(&out, &report);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "::warning file=hosts.deny,line=2,col=10,endLine=2,endColumn=20,"
	    "title=HA201::address has bits outside its mask; read as "
	    "10.0.0.0/8, libwrap never matches it%0Ahelp: write 10.0.0.0/8\n");
}
END_TEST

START_TEST(a_percent_sign_in_a_text_is_one)
{
	struct cli_finding *finding = cli_find(&check.findings,
	    HA_CODE_PERCENT_UNKNOWN, in_deny("10.1.2.3/8"));

	finding->args[0] = HA_SPAN("%x");
	cli_report_github(&out, &report);
	ck_assert_ptr_nonnull(strstr(ha_strbuf_text(&out),
	    "::%25x stands for nothing%0Ahelp: write %25 for a percent sign"));
}
END_TEST

/*
 * The allocation that fails, counted from the next one on; 0: none does.  The
 * program is linked with --wrap for realloc, which buffers call, and for
 * cli_no_memory, so that what is left behind counts as no leak.
 */
static size_t fails_at;
static size_t allocations;

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
_Noreturn void __wrap_cli_no_memory(void);

void
__wrap_cli_no_memory(void)
{
	_exit(EX_IOERR);
}

static bool
fails_now(void)
{
	allocations++;
	return fails_at > 0 && --fails_at == 0;
}

void *
__wrap_realloc(void *old, size_t size)
{
	return fails_now() ? NULL : __real_realloc(old, size);
}

/* For jansson. */
static void *
allocate(size_t size)
{
	return fails_now() ? NULL : malloc(size);
}

#define NFORMATS 5
#define LAST_ALLOCATIONS 200

/*
 * One of the last allocations of a report fails: the program ends with the
 * status that the test expects, or whoever asked for the report sees it.
 */
START_TEST(without_memory_no_part_is_left_out)
{
	static const char *const names[NFORMATS] = { "text", "line", "json",
		"sarif", "github" };
	const struct cli_report_format *format =
	    cli_report_format_find(names[_i % NFORMATS]);
	size_t behind = (size_t)_i / NFORMATS;

	json_set_alloc_funcs(allocate, free);
	find_host_bits();
	allocations = 0;
	format->print(&out, &report);
	if (behind >= allocations)
		cli_no_memory();
	ha_strbuf_free(&out);
	fails_at = allocations - behind;
	format->print(&out, &report);
	ck_assert_msg(out.failed, "%s: the last but %zu", format->name, behind);
	cli_no_memory();
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, text_has_help_related_rules_and_a_witness);
	tcase_add_test(tests, text_of_a_file_shows_no_line);
	tcase_add_test(tests, texts_that_will_go_are_copied);
	tcase_add_test(tests, text_underlines_the_end_of_a_file);
	tcase_add_test(tests, text_leaves_out_the_carriage_return_of_a_line);
	tcase_add_test(tests, text_counts_what_is_suppressed_and_dropped);
	tcase_add_test(tests, json_counts_bytes);
	tcase_add_test(tests, json_has_no_fix_that_it_cannot_hold);
	tcase_add_test(tests, json_leaves_very_long_lines_out);
	tcase_add_test(tests, sarif_counts_characters);
	tcase_add_test(tests, sarif_says_how_many_are_dropped);
	tcase_add_test(tests, sarif_explains_as_the_manual_does);
	tcase_add_test(tests, github_shows_what_is_not_suppressed);
	tcase_add_test(tests, a_percent_sign_in_a_text_is_one);
	/* It would end the only process that there is. */
	if (getenv("CK_FORK") == NULL)
		tcase_add_loop_exit_test(tests,
		    without_memory_no_part_is_left_out, EX_IOERR, 0,
		    NFORMATS * LAST_ALLOCATIONS);
}

int
main(void)
{
	return unit_run("report", add_tests);
}
