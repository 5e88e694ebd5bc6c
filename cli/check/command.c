#include "cli/check/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/check/base/check.h"
#include "cli/check/fix/fix.h"
#include "cli/check/lint/keep.h"
#include "cli/check/lint/lint.h"
#include "cli/check/options.h"
#include "cli/check/order/order.h"
#include "cli/check/report/report.h"
#include "cli/check/table.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
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
kind_of(const struct cli_check_options *options, const char *path)
{
	const char *as = options->as;

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
	const struct cli_check_options *options = check->options;

	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		for (int i = 0; i < options->files.count; i++) {
			if ((int)kind_of(options, options->files.list[i]) ==
			    kind)
				add_table(check, (enum ha_table_kind)kind,
				    options->files.list[i]);
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
	if (table->status == HA_MISSING && check->options->files.count == 0 &&
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
cli_check_run(const struct cli_check_options *options, size_t max,
    int (*finish)(struct cli_check *check), void *context)
{
	struct cli_check check = { .options = options, .context = context };
	struct cli_tables named;
	int status = cli_tables_choose(&options->tables, "check", &named);
	size_t nfiles =
	    options->files.count > 2 ? (size_t)options->files.count : 2;

	check.tables = cli_zeroed(nfiles, sizeof(*check.tables));
	if (options->files.count > 0) {
		choose_files(&check);
	} else {
		add_table(&check, HA_TABLE_ALLOW, named.allow);
		add_table(&check, HA_TABLE_DENY, named.deny);
		check.is_policy = true;
	}
	cli_findings_init(&check.findings, options);
	check.findings.max = max;
	cli_pam_init(&check.pam, options->pam.dir);
	check.pam.version = options->pam.version;
	ha_lookup_init(&check.lookup, options->lookups.timeout);
	check.resolver =
	    ha_lookup_resolver(&check.lookup, !options->lookups.are_off);
	if (status == 0 && options->keep.count > 0 && !check.is_policy)
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

	options.files = args;
	if (args.count > 0 && cli_tables_are_named(&options.tables))
		wrong = "give either FILEs or --dir, --allow and --deny";
	else if (options.services.count == 0 && needs_pam(&options))
		wrong = "--pam-dir, --pam-version and --sshd-config need --pam";
	if (wrong != NULL)
		return cli_usage("check", wrong, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return cli_keeps_are_sound(&options) ? run_check(&options) : EX_USAGE;
}

static void
end(void *settings)
{
	cli_check_options_free(settings);
}

static const char help[] =
    "usage: hostsaccess check [OPTION]... [FILE]...\n"
    "\n"
    "Finds mistakes in hosts.allow and hosts.deny, or in the FILEs: one whose\n"
    "name ends in .deny is a deny table, any other an allow table.\n"
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
