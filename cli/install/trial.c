#include "cli/install/trial.h"

#include <stdio.h>
#include <sysexits.h>

#include "cli/check/base/check.h"
#include "cli/check/command.h"
#include "cli/check/options.h"
#include "cli/check/report/report.h"
#include "cli/diff/diff.h"
#include "cli/io/message.h"

struct trying {
	const struct cli_trial_wish *wish;
	struct cli_trial trial;
};

/* ---- what check finds ---- */

static bool
is_refusal(const struct cli_finding *finding)
{
	return finding->code == HA_CODE_KEEP ||
	    finding->code == HA_CODE_KEEP_ME;
}

/*
 * What another program appends to a last line without newline becomes part of
 * it, so here that is an error also in a comment.  A test of which nobody can
 * tell whether it holds does not hold.
 */
static bool
must_be_error(const struct cli_finding *finding)
{
	return finding->level != HA_LEVEL_ERROR && !finding->is_suppressed &&
	    (finding->code == HA_CODE_NO_FINAL_NEWLINE ||
		finding->code == HA_CODE_TEST_UNTOLD);
}

static bool
is_shown(const struct cli_finding *finding, const struct cli_trial_wish *wish)
{
	if (is_refusal(finding))
		return true;
	if (finding->is_suppressed || wish->only_keeps)
		return false;
	return finding->level == HA_LEVEL_ERROR ||
	    (wish->shows_warnings && finding->level == HA_LEVEL_WARNING);
}

/* The counts know also of those that there was no room for. */
static struct cli_trial
count(const struct cli_findings *findings, const struct cli_trial_wish *wish)
{
	size_t refusals = findings->by_code[HA_CODE_KEEP] +
	    findings->by_code[HA_CODE_KEEP_ME];

	return (struct cli_trial){ .refusals = refusals,
		.errors = wish->only_keeps
		    ? 0
		    : findings->counts[HA_LEVEL_ERROR] - refusals,
		.is_known = true };
}

static void
print(struct cli_check *check)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct cli_report report = { .check = check,
		.findings = &check->findings,
		.has_color = cli_wants_color(check->options->output.color),
		.columns = cli_terminal_columns() };

	for (size_t i = 0; i < check->ntables; i++) {
		report.nfiles += check->tables[i].source != NULL;
		report.nrules += check->tables[i].rules;
	}
	cli_report_text(&out, &report);
	if (out.failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	putchar('\n');
	ha_strbuf_free(&out);
}

/* Those that are shown stay; the counts below them are of all. */
static int
finish(struct cli_check *check)
{
	struct trying *trying = check->context;
	struct cli_findings *findings = &check->findings;
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++) {
		if (must_be_error(&findings->list[i]))
			cli_finding_set_level(findings, &findings->list[i],
			    HA_LEVEL_ERROR);
	}
	trying->trial = count(findings, trying->wish);
	for (size_t i = 0; i < findings->count; i++) {
		if (is_shown(&findings->list[i], trying->wish))
			findings->list[kept++] = findings->list[i];
	}
	findings->count = kept;
	if (kept > 0 && !trying->wish->output.is_quiet)
		print(check);
	return EX_OK;
}

static void
check(struct trying *trying, const struct cli_files *files, const char *folder)
{
	const struct cli_trial_wish *wish = trying->wish;
	struct cli_check_options options = cli_check_defaults;
	struct cli_table tables[2];

	cli_files_after(files, tables);
	options.lookups = wish->lookups;
	options.output = wish->output;
	options.keep = wish->keep;
	options.no_keep_me = wish->no_keep_me;
	options.tables.dir = folder;
	cli_check_run_opened(&options, tables,
	    cli_file_after(&files->list[CLI_PART_TESTS]), finish, trying);
}

/* ---- whose verdict changes ---- */

static void
diff(const struct cli_files *files, const struct cli_trial_wish *wish)
{
	const struct cli_diff_wish diff = { .format = CLI_DIFF_TEXT };
	struct cli_pattern_files patterns = { .first = NULL };
	struct cli_table before[2], after[2];

	if (wish->output.is_quiet ||
	    (!files->list[CLI_PART_ALLOW].changes &&
		!files->list[CLI_PART_DENY].changes))
		return;
	cli_files_before(files, before);
	cli_files_after(files, after);
	cli_diff_print(wish->command, &diff, before, after, &patterns);
	cli_pattern_files_free(&patterns);
}

struct cli_trial
cli_trial_run(const struct cli_files *files, const char *folder,
    const struct cli_trial_wish *wish)
{
	struct trying trying = { .wish = wish };

	check(&trying, files, folder);
	if (trying.trial.is_known)
		diff(files, wish);
	fflush(stdout);
	return trying.trial;
}

void
cli_trial_add_faults(struct ha_strbuf *out, const struct cli_trial *trial)
{
	if (!trial->is_known) {
		ha_strbuf_add_text(out, "it could not be checked");
		return;
	}
	if (trial->errors > 0) {
		ha_strbuf_add_number(out, trial->errors);
		ha_strbuf_add_text(out,
		    trial->errors == 1 ? " error" : " errors");
	}
	if (trial->errors > 0 && trial->refusals > 0)
		ha_strbuf_add_text(out, ", and ");
	if (trial->refusals > 0)
		ha_strbuf_add_text(out,
		    trial->refusals == 1
			? "a client that is to be kept would be refused"
			: "clients that are to be kept would be refused");
}
