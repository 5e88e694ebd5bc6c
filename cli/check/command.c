#include "cli/check/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/help.h"
#include "cli/args/tables.h"
#include "cli/check/base/check.h"
#include "cli/check/fix/fix.h"
#include "cli/check/lint/keep.h"
#include "cli/check/lint/lint.h"
#include "cli/check/order/order.h"
#include "cli/check/report/report.h"
#include "cli/check/table.h"
#include "cli/io/grow.h"
#include "cli/io/message.h"
#include "common/base/errortext.h"

enum {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1
};

static void
add_table(struct cli_check *check, enum ha_table_kind kind, const char *path)
{
	check->tables[check->ntables++] =
	    (struct cli_table){ .kind = kind, .path = path };
}

/* A FILE whose name ends in ".deny" is a deny table; --as decides. */
static enum ha_table_kind
kind_of(const struct cli_options *options, const char *path)
{
	const char *as = options->check.as;

	if (as != NULL)
		return strcmp(as, "deny") == 0 ? HA_TABLE_DENY : HA_TABLE_ALLOW;
	return ha_span_ends_fold(ha_span_of(path), HA_SPAN(".deny"))
	    ? HA_TABLE_DENY
	    : HA_TABLE_ALLOW;
}

/* Files that are named, those of each kind in the order given. */
static void
choose_files(struct cli_check *check)
{
	const struct cli_options *options = check->options;

	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		for (int i = 0; i < options->nargs; i++) {
			if ((int)kind_of(options, options->args[i]) == kind)
				add_table(check, (enum ha_table_kind)kind,
				    options->args[i]);
		}
	}
	check->is_policy = check->ntables == 2 &&
	    check->tables[0].kind != check->tables[1].kind;
}

/* HA_OK, or the exit status of a named file that cannot be read. */
static int
open_table(const struct cli_check *check, struct cli_table *table)
{
	table->status =
	    ha_source_open(table->path, &table->source, &table->error);
	if (table->status == HA_NOMEM)
		cli_no_memory();
	if (table->status == HA_OK)
		return EX_OK;
	if (table->status == HA_MISSING && check->options->nargs == 0 &&
	    !ha_source_is_dangling(table->path))
		return EX_OK;
	if (table->status == HA_TOOBIG)
		table->error = EFBIG;
	if (table->status == HA_MISSING)
		table->error = ENOENT;
	cli_complain("check", "%1: %2", ha_span_of(table->path),
	    ha_source_is_dangling(table->path)
		? HA_SPAN("a link that leads nowhere")
		: ha_span_of(ha_error_text(table->error)));
	return EX_IOERR;
}

static int
open_tables(struct cli_check *check)
{
	int status = EX_OK;

	for (size_t i = 0; i < check->ntables; i++) {
		if (open_table(check, &check->tables[i]) != EX_OK)
			status = EX_IOERR;
	}
	return status;
}

/* Tables that belong together, from first on. */
static void
lint_tables(struct cli_check *check, size_t first, size_t count)
{
	check->policy = cli_policy_new(check->tables, &check->files);
	for (size_t i = first; i < first + count; i++) {
		if (check->tables[i].source != NULL)
			cli_check_table(check, &check->tables[i]);
	}
	cli_lint_order(check);
	cli_policy_free(check->policy);
	check->policy = NULL;
}

/*
 * Files that make no policy together are each looked at alone.  False: what
 * --pam names cannot be read.
 */
static bool
lint(struct cli_check *check)
{
	bool is_read;

	if (check->is_policy)
		lint_tables(check, 0, check->ntables);
	for (size_t i = 0; i < check->ntables && !check->is_policy; i++)
		lint_tables(check, i, 1);
	cli_lint_policy(check);
	cli_lint_files(check);
	is_read = cli_lint_pam(check);
	cli_lint_suppressions(check);
	cli_findings_sort(&check->findings);
	return is_read;
}

/* Where the format has no place for it. */
static void
tell_dropped(const struct cli_report *report)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (report->findings->dropped == 0)
		return;
	cli_report_dropped(&text, report);
	cli_complain("check", "%1", ha_strbuf_span(&text), HA_SPAN_EMPTY);
	ha_strbuf_free(&text);
}

static void
report(const struct cli_check *check)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct cli_report report = { .check = check,
		.findings = &check->findings,
		.has_color = cli_wants_color(check->options),
		.columns = cli_terminal_columns() };

	if (check->options->is_quiet)
		return;
	for (size_t i = 0; i < check->ntables; i++) {
		report.nfiles += check->tables[i].source != NULL;
		report.nrules += check->tables[i].rules;
	}
	report.nfiles += check->pam.nsources;
	check->options->check.format->print(&out, &report);
	if (out.failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	ha_strbuf_free(&out);
	if (!check->options->check.format->shows_dropped)
		tell_dropped(&report);
}

static int
show_diff(struct cli_check *check)
{
	return cli_fix_show(check) ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int
report_findings(struct cli_check *check)
{
	report(check);
	if (check->options->check.fixes)
		cli_fix_tell_rest(check);
	return cli_findings_reach(&check->findings, check->options->check.level)
	    ? STATUS_FINDINGS
	    : STATUS_CLEAN;
}

static int
check_tables(struct cli_check *check, int (*finish)(struct cli_check *check))
{
	int status = open_tables(check);

	if (status == EX_OK)
		status = lint(check) ? finish(check) : EX_IOERR;
	for (size_t i = 0; i < check->ntables; i++)
		ha_source_free(check->tables[i].source);
	cli_pattern_files_free(&check->files);
	cli_pam_free(&check->pam);
	return status;
}

int
cli_check_run(const struct cli_options *options, size_t max,
    int (*finish)(struct cli_check *check), void *context)
{
	struct cli_check check = { .options = options, .context = context };
	struct cli_tables named;
	int status = cli_tables_choose(options, "check", &named);
	size_t nfiles = options->nargs > 2 ? (size_t)options->nargs : 2;

	check.tables = cli_zeroed(nfiles, sizeof(*check.tables));
	if (options->nargs > 0) {
		choose_files(&check);
	} else {
		add_table(&check, HA_TABLE_ALLOW, named.allow);
		add_table(&check, HA_TABLE_DENY, named.deny);
		check.is_policy = true;
	}
	cli_findings_init(&check.findings, &options->check);
	check.findings.max = max;
	cli_pam_init(&check.pam, options->pam_dir);
	check.pam.version = options->pam_version;
	ha_lookup_init(&check.lookup, options->timeout);
	check.resolver = ha_lookup_resolver(&check.lookup, !options->no_lookup);
	if (status == 0 && options->check.keep.count > 0 && !check.is_policy)
		status = cli_usage("check",
		    "--keep needs both tables, not one of them", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (status == 0)
		status = check_tables(&check, finish);
	ha_lookup_end(&check.lookup);
	cli_findings_free(&check.findings);
	free(check.tables);
	cli_tables_free(&named);
	return status;
}

/* What was repaired is checked anew, as it now stands in the files. */
static int
run_check(const struct cli_options *options)
{
	int status = EX_OK;

	if (options->check.shows_diff)
		return cli_check_run(options, CLI_REPAIRS_MAX, show_diff, NULL);
	if (options->check.fixes)
		status = cli_check_run(options, CLI_REPAIRS_MAX, cli_fix, NULL);
	return status == EX_OK
	    ? cli_check_run(options, CLI_FINDINGS_MAX, report_findings, NULL)
	    : status;
}

static bool
needs_pam(const struct cli_options *options)
{
	return options->pam_dir != NULL ||
	    options->pam_version != CLI_PAM_INSTALLED ||
	    options->check.sshd_config != NULL;
}

int
cli_cmd_check(int argc, char **argv)
{
	struct cli_options options;
	int status = EX_USAGE;

	if (!cli_options_read(argc, argv, CLI_COMMAND_CHECK, &options))
		;
	else if (options.wants_help)
		status = cli_help("check");
	else if (options.wants_version)
		status = cli_version();
	else if (options.nargs > 0 &&
	    (options.dir != NULL || options.allow != NULL ||
		options.deny != NULL))
		status = cli_usage("check",
		    "give either FILEs or --dir, --allow and --deny",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	else if (options.check.pam.count == 0 && needs_pam(&options))
		status = cli_usage("check",
		    "--pam-dir, --pam-version and --sshd-config need --pam",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	else if (cli_keeps_are_sound(&options))
		status = run_check(&options);
	cli_options_free(&options);
	return status;
}
