/*
 * Two tables, the second after the first \xff: whatever they are, the checker
 * ends, its findings lie in the tables, every report can be made of them, and
 * no rule that it calls hidden decides a request.
 */
#include "tests/fuzz/fuzz.h"

#include "cli/check/lint/lint.h"
#include "cli/check/order/order.h"
#include "cli/check/report/formats.h"
#include "cli/check/table.h"
#include "cli/io/escape.h"
#include "common/match/decide.h"

static const struct {
	const char *service, *addr, *name, *user;
} requests[] = {
	{ "sshd", "192.0.2.33", "a.example", "bob" },
	{ "sshd", "10.1.2.3", "localhost", "" },
	{ "ftpd", "10.1.2.3", "a.b.example.com", "root" },
	{ "another", "2001:db8::1", "unknown", "root" },
	{ "sshd", "2001:db8::1", "paranoid", "bob" },
	{ "sshd", "", "paranoid", "" },
	{ "unknown", "255.255.255.255", "unknown", "unknown" },
	{ "sshd", "::ffff:0.0.0.0", "x", "bob" },
};

static const char *const formats[] = { "text", "line", "json", "sarif",
	"github" };

static bool
hides_rule(enum ha_code code)
{
	return code == HA_CODE_DENY_HIDDEN || code == HA_CODE_ALLOW_HIDDEN ||
	    code == HA_CODE_REDUNDANT || code == HA_CODE_DUPLICATE ||
	    code == HA_CODE_BEHIND_ALL;
}

/* "for sshd, ...": it may decide for others. */
static bool
is_of_one_service(const struct cli_finding *finding)
{
	return finding->code == HA_CODE_DENY_HIDDEN &&
	    ha_span_starts_fold(finding->args[0], HA_SPAN("for "));
}

static bool
hides_client(enum ha_code code)
{
	return code == HA_CODE_TOKEN_HIDDEN || code == HA_CODE_TOKEN_REDUNDANT;
}

/* The decision is by none of those that are called hidden. */
static void
hold_decision(const struct cli_findings *findings,
    const struct ha_decision *decision)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_finding *finding = &findings->list[i];

		if (finding->where.source == NULL ||
		    finding->where.source != decision->rule.source ||
		    decision->reason == HA_REASON_ERROR ||
		    is_of_one_service(finding))
			continue;
		hold(!hides_rule(finding->code) ||
		    finding->where.offset != decision->rule.offset);
		hold(!hides_client(finding->code) ||
		    finding->where.offset != decision->token.offset);
	}
}

static void
hold_requests(const struct cli_check *check)
{
	struct ha_tables tables = { { .path = "hosts.allow",
					.source = check->tables[0].source },
		{ .path = "hosts.deny", .source = check->tables[1].source },
		NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_resolver nobody = { 0 };

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct ha_request request = HA_REQUEST_INIT;
		struct ha_decision decision;

		request.service = ha_span_of(requests[i].service);
		request.user = ha_span_of(requests[i].user);
		ha_host_set_addr(&request.client, ha_span_of(requests[i].addr));
		ha_host_set_name(&request.client, ha_span_of(requests[i].name));
		hold(ha_decide(&tables, &request, &nobody, &policy, NULL,
			 &decision) == HA_OK);
		hold_decision(&check->findings, &decision);
		ha_decision_free(&decision);
		ha_request_free(&request);
	}
}

static void
hold_findings(const struct cli_check *check)
{
	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];
		const struct ha_location *where = &finding->where;

		hold(cli_finding_path(finding) != NULL);
		hold(where->source == NULL ||
		    (where->offset <= where->source->len &&
			where->len <= where->source->len - where->offset));
		for (const struct cli_edit *edit = finding->edits; edit != NULL;
		     edit = edit->next)
			hold(edit->where.offset <= edit->where.source->len &&
			    edit->where.len <=
				edit->where.source->len - edit->where.offset);
	}
}

static void
make_reports(const struct cli_check *check)
{
	struct cli_report report = {
		.check = check, .findings = &check->findings, .columns = 80
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct ha_strbuf out = HA_STRBUF_INIT;

		cli_report_format_find(formats[i])->print(&out, &report);
		hold(!out.failed);
		for (size_t k = 0; k < out.len; k++)
			hold(out.text[k] == '\n' || out.text[k] == '\t' ||
			    (unsigned char)out.text[k] >= ' ');
		ha_strbuf_free(&out);
	}
}

static void
check_tables(struct cli_check *check)
{
	check->policy = cli_policy_new(check->tables, &check->files);
	for (size_t i = 0; i < 2; i++)
		cli_check_table(check, &check->tables[i]);
	cli_lint_order(check);
	cli_lint_policy(check);
	cli_lint_suppressions(check);
	cli_findings_sort(&check->findings);
	cli_policy_free(check->policy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_check_options options = { .level = HA_LEVEL_WARNING };
	struct cli_table tables[2] = { { 0 } };
	struct cli_check check = { .options = &options,
		.tables = tables,
		.ntables = 2,
		.is_policy = true };
	struct ha_span rest = fuzz_span(data, size);

	cli_escape_init();
	cli_findings_init(&check.findings, &options);
	for (size_t i = 0; i < 2; i++) {
		tables[i].kind = (enum ha_table_kind)i;
		tables[i].path = i == 0 ? "hosts.allow" : "hosts.deny";
		hold(ha_source_from_memory(tables[i].path,
			 i == 0 ? fuzz_take(&rest, '\xff') : rest,
			 &tables[i].source) == HA_OK);
	}
	check_tables(&check);
	hold_findings(&check);
	hold_requests(&check);
	make_reports(&check);
	for (size_t i = 0; i < 2; i++)
		ha_source_free(tables[i].source);
	cli_pattern_files_free(&check.files);
	cli_findings_free(&check.findings);
	return 0;
}
