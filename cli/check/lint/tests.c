#include "cli/check/lint/lint.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "cli/test/out.h"
#include "cli/test/places.h"
#include "common/base/errortext.h"

static void
report(struct cli_check *check, enum ha_code code,
    const struct cli_test_result *result)
{
	bool is_test = result->outcome != CLI_TEST_NONE;
	struct cli_findings *findings = &check->findings;
	struct cli_finding *finding = cli_find(findings, code,
	    is_test ? result->where : result->fault_at);
	struct ha_strbuf reason = HA_STRBUF_INIT;

	cli_test_add_reason(&reason, result);
	finding->args[0] = cli_findings_take(findings, &reason);
	finding->related[0] = result->piece.rule;
	if (result->piece.request.len > 0)
		finding->witness = cli_findings_keep(findings,
		    ha_strbuf_span(&result->piece.request))
				       .at;
}

static void
report_all(struct cli_check *check, const struct cli_test_results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct cli_test_result *result = &results->list[i];

		switch (result->outcome) {
		case CLI_TEST_PASSES:
			break;
		case CLI_TEST_FAILS:
			report(check, HA_CODE_TEST_FAILS, result);
			break;
		case CLI_TEST_UNTOLD:
			report(check, HA_CODE_TEST_UNTOLD, result);
			break;
		case CLI_TEST_NONE:
			report(check, HA_CODE_TEST_NONE, result);
			break;
		}
	}
}

static void
run(struct cli_check *check)
{
	struct cli_test_files tests = { &check->tests, 1, 1 };
	struct cli_test_results results;

	cli_tests_run(&results, check->tables, &check->files, &tests);
	report_all(check, &results);
	cli_test_results_free(&results);
}

static void
open_and_run(struct cli_check *check, const char *path)
{
	int error;

	if (!cli_tests_open(path, &check->tests, &error)) {
		struct cli_finding *finding =
		    cli_find_file(&check->findings, HA_CODE_TEST_NONE, path);

		finding->args[0] = ha_span_of(ha_error_text(error));
		return;
	}
	run(check);
}

/* Of a template nobody knows which rules it will hold. */
static bool
can_be_tested(const struct cli_check *check)
{
	return check->is_policy && !check->tables[0].is_stream &&
	    !check->tables[0].is_template && !check->tables[1].is_template;
}

void
cli_lint_tests(struct cli_check *check)
{
	char *beside;
	const char *path;

	if (!can_be_tested(check))
		return;
	if (check->are_opened) {
		if (check->tests != NULL)
			run(check);
		return;
	}
	beside = cli_tests_beside(check->tables[0].path);
	path = cli_findings_keep(&check->findings, ha_span_of(beside)).at;
	free(beside);
	if (access(path, F_OK) == 0)
		open_and_run(check, path);
}
