#include "cli/check/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cli/args/keep.h"
#include "cli/check/base/check.h"
#include "cli/check/base/here.h"
#include "cli/check/fix/fix.h"
#include "cli/check/input.h"
#include "cli/check/lint/keep.h"
#include "cli/check/lint/lint.h"
#include "cli/check/options.h"
#include "cli/check/order/order.h"
#include "cli/check/report/report.h"
#include "cli/check/table.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"

enum {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1
};

/* Tables that belong together, from first on. */
static void
lint_tables(struct cli_check *check, size_t first, size_t count)
{
	bool has_template = false;

	check->policy = cli_policy_new(check->tables, &check->files);
	for (size_t i = first; i < first + count; i++) {
		if (check->tables[i].source != NULL)
			cli_check_table(check, &check->tables[i]);
		has_template = has_template || check->tables[i].is_template;
	}
	if (!has_template)
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

	cli_here_find(check);
	if (check->is_policy)
		lint_tables(check, 0, check->ntables);
	for (size_t i = 0; i < check->ntables && !check->is_policy; i++)
		lint_tables(check, i, 1);
	cli_lint_policy(check);
	cli_lint_tests(check);
	cli_lint_files(check);
	is_read = cli_lint_pam(check);
	cli_lint_suppressions(check);
	cli_findings_sort(&check->findings);
	if (check->findings.folds)
		cli_findings_fold(&check->findings);
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
		.has_color = cli_wants_color(check->options->output.color),
		.columns = cli_terminal_columns() };

	if (check->options->output.is_quiet)
		return;
	for (size_t i = 0; i < check->ntables; i++) {
		report.nfiles += check->tables[i].source != NULL;
		report.nrules += check->tables[i].rules;
	}
	report.nfiles += check->pam.nsources;
	check->options->format->print(&out, &report);
	if (out.failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	ha_strbuf_free(&out);
	if (!check->options->format->shows_dropped)
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
	if (check->options->fixes)
		cli_fix_tell_rest(check);
	return cli_findings_reach(&check->findings, check->options->level)
	    ? STATUS_FINDINGS
	    : STATUS_CLEAN;
}

static int
check_tables(struct cli_check *check, int (*finish)(struct cli_check *check))
{
	int status = check->are_opened ? EX_OK : cli_input_open(check);

	if (status == EX_OK)
		status = lint(check) ? finish(check) : EX_IOERR;
	for (size_t i = 0; i < check->ntables && !check->are_opened; i++)
		ha_source_free(check->tables[i].source);
	if (!check->are_opened)
		ha_source_free(check->tests);
	cli_pattern_files_free(&check->files);
	cli_pam_free(&check->pam);
	cli_pam_uses_free(&check->uses);
	cli_templates_free(&check->templates);
	return status;
}

static void
take_tables(struct cli_check *check, const struct cli_table tables[2],
    struct ha_source *tests)
{
	check->are_opened = true;
	check->tables[0] = tables[0];
	check->tables[1] = tables[1];
	check->tests = tests;
}

/* tables: NULL, or both of them, which are open, as their tests are. */
static int
check_all(struct cli_check *check, size_t max,
    int (*finish)(struct cli_check *check), const struct cli_table *tables,
    struct ha_source *tests)
{
	const struct cli_check_options *options = check->options;
	struct cli_tables named;
	int status = cli_tables_choose(&options->tables, "check", &named);

	cli_input_choose(check, &named);
	if (tables != NULL)
		take_tables(check, tables, tests);
	cli_findings_init(&check->findings, options);
	check->findings.max = max;
	check->findings.folds = max == CLI_FINDINGS_MAX;
	cli_pam_init(&check->pam, options->pam.dir);
	check->pam.version = options->pam.version;
	ha_lookup_init(&check->lookup, options->lookups.timeout);
	check->resolver =
	    ha_lookup_resolver(&check->lookup, !options->lookups.are_off);
	if (status == 0 && options->keep.count > 0 && !check->is_policy)
		status = cli_usage("check",
		    "--keep needs both tables, not one of them", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (status == 0)
		status = check_tables(check, finish);
	ha_lookup_end(&check->lookup);
	cli_findings_free(&check->findings);
	free(check->tables);
	cli_tables_free(&named);
	return status;
}

int
cli_check_run(const struct cli_check_options *options, size_t max,
    int (*finish)(struct cli_check *check), void *context)
{
	struct cli_check check = { .options = options, .context = context };

	return check_all(&check, max, finish, NULL, NULL);
}

int
cli_check_run_opened(const struct cli_check_options *options,
    const struct cli_table tables[2], struct ha_source *tests,
    int (*finish)(struct cli_check *check), void *context)
{
	struct cli_check check = { .options = options, .context = context };

	return check_all(&check, CLI_FINDINGS_MAX, finish, tables, tests);
}

/* What was repaired is checked anew, as it now stands in the files. */
static int
run_check(const struct cli_check_options *options)
{
	int status = EX_OK;

	if (options->shows_diff)
		return cli_check_run(options, CLI_REPAIRS_MAX, show_diff, NULL);
	if (options->fixes)
		status = cli_check_run(options, CLI_REPAIRS_MAX, cli_fix, NULL);
	return status == EX_OK
	    ? cli_check_run(options, CLI_FINDINGS_MAX, report_findings, NULL)
	    : status;
}

static bool
needs_pam(const struct cli_check_options *options)
{
	return options->pam.dir != NULL ||
	    options->pam.version != CLI_PAM_INSTALLED ||
	    options->sshd_config != NULL;
}

static int
run(const void *settings, struct cli_args args)
{
	struct cli_check_options options =
	    *(const struct cli_check_options *)settings;
	const char *wrong = NULL;
	int status;

	options.files = args;
	if (args.count > 0 && cli_tables_are_named(&options.tables))
		wrong = "give either FILEs or --dir, --allow and --deny";
	else if (options.services.count == 0 && needs_pam(&options))
		wrong = "--pam-dir, --pam-version and --sshd-config need --pam";
	if (wrong != NULL)
		return cli_usage("check", wrong, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	if (!cli_keeps_are_sound("check", &options.keep))
		return EX_USAGE;
	status = cli_input_refuse(&options);
	return status == EX_OK ? run_check(&options) : status;
}

static void
end(void *settings)
{
	cli_check_options_free(settings);
}

static const char help[] =
    "usage: hostsaccess check [OPTION]... [FILE]...\n"
    "\n"
    "Finds mistakes in hosts.allow and hosts.deny, or in the FILEs.  The last\n"
    "\"allow\" or \"deny\" in a FILE's name says which table it is, otherwise\n"
    "an allow table.  FILE - is standard input.\n"
    "\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "      --as KIND          take each FILE as an allow or a deny table\n"
    "      --format FMT       text (default), line, json, sarif or github\n"
    "      --color WHEN       auto (default), always or never\n"
    "      --level LEVEL      what counts for the exit status: error, warning\n"
    "                         (default) or note\n"
    "      --strict           the same as --level note\n"
    "      --select CODE,...  only these messages; HA3 is all that begin so\n"
    "      --ignore CODE,...  all but these\n"
    "      --keep SERVICE:CLIENT\n"
    "                         this request must be allowed\n"
    "      --for-another-host what is missing on this machine is a note\n"
    "      --no-keep-me       do not keep the client of SSH_CONNECTION\n"
    "      --pam SERVICE|FILE judge this PAM configuration, too\n"
    "      --pam-dir DIR      where it lies, instead of /etc/pam.d\n"
    "      --pam-version VER  read it as this libpam, such as 1.5 or 1.7\n"
    "      --sshd-config FILE the settings of sshd, for --pam sshd\n"
    "      --fix              write the safe repairs into the files\n"
    "      --diff             show what --fix would change, write nothing\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups together, 1 to 30\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 nothing found, 1 something found at the level, 64 wrong\n"
    "use, 74 a file could not be read or written.\n"
    "\n"
    "Example: hostsaccess check --keep sshd:192.0.2.33 -d ./new\n";

const struct cli_command cli_check_command = {
	.name = "check",
	.synopsis = "check [FILE]...",
	.summary = "what is wrong with the rules, and how to repair it",
	.help = help,
	.options = cli_check_options,
	.defaults = &cli_check_defaults,
	.size = sizeof(struct cli_check_options),
	.run = run,
	.end = end,
};
