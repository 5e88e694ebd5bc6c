#include "cli/compat/tcpdchk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/base/check.h"
#include "cli/check/command.h"
#include "cli/check/options.h"
#include "cli/check/report/catalogue.h"
#include "cli/check/report/report.h"
#include "cli/compat/tcpd.h"
#include "cli/io/escape.h"
#include "cli/io/linecount.h"
#include "cli/io/message.h"
#include "common/language/meaning.h"

/* One run of the program, and how far it has come in the table. */
struct run {
	bool wants_allow, is_verbose;
	const char *inetd_conf;
	const struct cli_check *check;
	const struct cli_table *table;
	size_t next; /* of the findings */
	struct cli_linecount lines;
	struct ha_strbuf out;
	bool has_faults;
};

static int
show_usage(void)
{
	fputs("usage: tcpdchk [-a] [-d] [-i inetd_conf] [-v]\n"
	      "\t-a: report rules that let in without the option allow\n"
	      "\t-d: use hosts.allow and hosts.deny in the current directory\n"
	      "\t-i: location of inetd.conf, which is not used\n"
	      "\t-v: show every rule\n",
	    stderr);
	return EXIT_FAILURE;
}

/* ---- findings ---- */

/* The original opens the tables of -d by their names alone. */
static void
add_path(struct run *run, const char *path)
{
	cli_escape(&run->out, cli_report_path(path));
}

/* "warning: FILE, line N: "; line 0: the whole file is meant. */
static void
add_start(struct run *run, enum ha_level level, const char *path, size_t line)
{
	run->has_faults = true;
	ha_strbuf_add_text(&run->out, ha_level_name(level));
	ha_strbuf_add_text(&run->out, ": ");
	add_path(run, path);
	if (line > 0) {
		ha_strbuf_add_text(&run->out, ", line ");
		ha_strbuf_add_number(&run->out, line);
	}
	ha_strbuf_add_text(&run->out, ": ");
}

/* It has no notes. */
static void
add_finding(struct run *run, const struct cli_finding *finding)
{
	size_t line = 0;

	if (finding->is_suppressed || finding->level == HA_LEVEL_NOTE)
		return;
	if (finding->where.source != NULL)
		line = cli_linecount_at(&run->lines, finding->where);
	add_start(run, finding->level, cli_finding_path(finding), line);
	cli_finding_text(&run->out, finding);
	ha_strbuf_add_text(&run->out, " [");
	cli_code_number(&run->out, finding->code);
	ha_strbuf_add_text(&run->out, "]\n");
}

/* Those of the table that stand before the place; they are sorted so. */
static void
add_findings(struct run *run, size_t end)
{
	const struct cli_findings *findings = &run->check->findings;

	for (; run->next < findings->count; run->next++) {
		const struct cli_finding *finding = &findings->list[run->next];

		if (strcmp(cli_finding_path(finding), run->table->path) != 0 ||
		    (finding->where.source != NULL &&
			finding->where.offset >= end))
			break;
		add_finding(run, finding);
	}
}

static bool
is_of_table(const struct cli_check *check, const struct cli_finding *finding)
{
	for (size_t i = 0; i < check->ntables; i++) {
		if (strcmp(check->tables[i].path, cli_finding_path(finding)) ==
		    0)
			return true;
	}
	return false;
}

static void
go_to_table(struct run *run)
{
	const struct cli_findings *findings = &run->check->findings;

	run->next = 0;
	while (run->next < findings->count &&
	    strcmp(cli_finding_path(&findings->list[run->next]),
		run->table->path) != 0)
		run->next++;
}

static void
add_other_findings(struct run *run)
{
	const struct cli_findings *findings = &run->check->findings;

	for (size_t i = 0; i < findings->count; i++) {
		if (!is_of_table(run->check, &findings->list[i]))
			add_finding(run, &findings->list[i]);
	}
	if (findings->dropped == 0)
		return;
	ha_strbuf_add_number(&run->out, findings->dropped);
	ha_strbuf_add_text(&run->out, " more are not shown\n");
}

/* ---- rules ---- */

static void
add_list(struct run *run, const char *label, struct ha_span list)
{
	const char *separator = "";

	ha_strbuf_add_text(&run->out, label);
	for (size_t at = 0; at < list.len;) {
		size_t end = at;

		while (end < list.len && !ha_is_separator(list.at[end]))
			end++;
		if (end > at) {
			ha_strbuf_add_text(&run->out, separator);
			cli_escape(&run->out,
			    (struct ha_span){ list.at + at, end - at });
			separator = " ";
		}
		at = end + 1;
	}
	ha_strbuf_add_byte(&run->out, '\n');
}

/* All of the rule, or up to the one that is wrong. */
static void
add_options(struct run *run, const struct ha_rule *rule, struct ha_arena *arena,
    struct ha_span *command)
{
	struct ha_options options = ha_options_of(rule->options, arena, NULL);
	struct ha_option option;
	enum ha_status status;

	while ((status = ha_options_next(&options, &option)) == HA_OK) {
		if (option.kind == HA_OPTION_ACLEXEC && command->len == 0)
			*command = option.value;
		if (!run->is_verbose)
			continue;
		ha_strbuf_add_text(&run->out, "option:   ");
		ha_strbuf_add_text(&run->out, ha_option_keyword(option.kind));
		if (option.value.len > 0)
			ha_strbuf_add_byte(&run->out, ' ');
		cli_escape(&run->out, option.value);
		ha_strbuf_add_byte(&run->out, '\n');
	}
	if (status == HA_NOMEM)
		cli_no_memory();
}

/* What the rule comes to for a client that it matches. */
enum access {
	GRANTED,
	DENIED,
	DELEGATED,
	ASKED
};

static enum access
access_of(const struct run *run, const struct ha_options_summary *options)
{
	if (options->fault == HA_CODE_NONE && options->twists)
		return DELEGATED;
	if (!ha_rule_admits(run->table->kind, options))
		return DENIED;
	return options->asks ? ASKED : GRANTED;
}

static void
add_access(struct run *run, enum access access, struct ha_span command)
{
	ha_strbuf_add_text(&run->out, "access:   ");
	switch (access) {
	case GRANTED:
		ha_strbuf_add_text(&run->out, "granted\n");
		return;
	case DENIED:
		ha_strbuf_add_text(&run->out, "denied\n");
		return;
	case DELEGATED:
		ha_strbuf_add_text(&run->out, "delegated\n");
		return;
	case ASKED:
		break;
	}
	ha_strbuf_add_text(&run->out, "depends on the exit status of: ");
	cli_escape(&run->out, command);
	ha_strbuf_add_byte(&run->out, '\n');
}

static void
add_head(struct run *run, const struct ha_rule *rule, size_t line)
{
	ha_strbuf_add_text(&run->out, "\n>>> Rule ");
	add_path(run, run->table->path);
	ha_strbuf_add_text(&run->out, " line ");
	ha_strbuf_add_number(&run->out, line);
	ha_strbuf_add_text(&run->out, ":\n");
	add_list(run, "daemons:  ", rule->daemons);
	add_list(run, "clients:  ", rule->clients);
}

/* A malformed rule is a finding, and shows nothing of itself. */
static void
add_rule(struct run *run, struct ha_rule *rule, struct ha_arena *arena,
    struct cli_linecount *lines)
{
	struct ha_options_summary options;
	struct ha_span command = HA_SPAN_EMPTY;
	size_t line = cli_linecount_at(lines, rule->where);
	enum access access;

	ha_rule_split(rule);
	if (rule->fault != HA_CODE_NONE)
		return;
	if (run->is_verbose)
		add_head(run, rule, line);
	options = cli_options_summary(rule, arena);
	if (rule->has_options)
		add_options(run, rule, arena, &command);
	access = access_of(run, &options);
	if (run->is_verbose)
		add_access(run, access, command);
	if (!run->wants_allow || options.allows ||
	    (access != GRANTED && access != ASKED))
		return;
	add_start(run, HA_LEVEL_WARNING, run->table->path, line);
	ha_strbuf_add_text(&run->out, "implicit \"allow\" at end of rule\n");
}

/* What was gathered so far; a big table is more than one string. */
static void
flush_out(struct run *run)
{
	if (run->out.failed)
		cli_no_memory();
	/* Whether it was written is asked at the end, for all of it. */
	fwrite(ha_strbuf_text(&run->out), 1, run->out.len, stdout);
	ha_strbuf_clear(&run->out);
}

static void
show_table(struct run *run)
{
	const struct ha_source *source = run->table->source;
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_linecount lines = { NULL, 0, 0 };
	struct ha_reader reader;
	struct ha_rule rule;

	go_to_table(run);
	if (source == NULL) {
		add_findings(run, 0);
		return;
	}
	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		add_findings(run, rule.where.offset);
		add_rule(run, &rule, &arena, &lines);
		add_findings(run, reader.next);
		flush_out(run);
	}
	add_findings(run, source->len + 1);
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}

static int
show(struct cli_check *check)
{
	struct run *run = check->context;

	run->check = check;
	if (run->is_verbose && run->inetd_conf != NULL) {
		ha_strbuf_add_text(&run->out,
		    "Using network configuration file: ");
		cli_escape(&run->out, ha_span_of(run->inetd_conf));
		ha_strbuf_add_byte(&run->out, '\n');
	}
	for (size_t i = 0; i < check->ntables; i++) {
		run->table = &check->tables[i];
		show_table(run);
	}
	add_other_findings(run);
	flush_out(run);
	return run->has_faults ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The same as "hostsaccess check --no-keep-me". */
static int
check_tables(struct run *run, bool is_here)
{
	struct cli_check_options options = cli_check_defaults;
	int status;

	options.no_keep_me = true;
	if (is_here)
		options.tables.dir = ".";
	status = cli_check_run(&options, CLI_FINDINGS_MAX, show, run);
	ha_strbuf_free(&run->out);
	return status == EXIT_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
cli_tcpdchk(int argc, char **argv)
{
	struct run run = { .out = HA_STRBUF_INIT };
	bool is_here = false;
	int value;

	while ((value = getopt(argc, argv, ":adi:v")) != -1) {
		switch (value) {
		case 'a':
			run.wants_allow = true;
			break;
		case 'd':
			is_here = true;
			break;
		case 'i':
			run.inetd_conf = optarg;
			break;
		case 'v':
			run.is_verbose = true;
			break;
		default:
			cli_tcpd_refuse_option("tcpdchk", value);
			return show_usage();
		}
	}
	if (optind != argc)
		return show_usage();
	if (run.inetd_conf != NULL &&
	    cli_tcpd_require_file("tcpdchk", run.inetd_conf) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	return check_tables(&run, is_here);
}
