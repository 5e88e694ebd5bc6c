#include "cli/replay/command.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/io/message.h"
#include "cli/io/stream.h"
#include "cli/replay/judge.h"
#include "cli/replay/reader.h"
#include "cli/replay/report.h"
#include "cli/sys/signals.h"
#include "common/base/errortext.h"

/* A table that cannot be read would refuse everybody: that is no answer. */
static int
require_table(const struct ha_table *table)
{
	struct ha_source *source = NULL;
	int error = 0;
	enum ha_status status = ha_source_open(table->path, &source, &error);

	ha_source_free(source);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_OK ||
	    (status == HA_MISSING &&
		(table->if_missing == HA_IF_MISSING_EMPTY ||
		    !ha_source_is_dangling(table->path))))
		return 0;
	if (status == HA_TOOBIG)
		error = EFBIG;
	else if (status == HA_MISSING)
		error = ENOENT;
	cli_complain("replay", "%1: %2", ha_span_of(table->path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

static void
warn(const struct cli_tally *tally, const char *service)
{
	if (tally->lines > 0 && tally->service_lines == 0)
		cli_complain("replay",
		    "no line of %1 was found: are these its logs?",
		    ha_span_of(service), HA_SPAN_EMPTY);
	if (tally->misses_login)
		cli_complain("replay",
		    "who has logged in is not fully known, as a line that "
		    "says so cannot be read",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	if (tally->connections.beyond > 0 || tally->logins.beyond > 0)
		cli_complain("replay",
		    "there are too many different sources: those that came "
		    "later are counted, and not judged",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
}

static void
print(const struct cli_replay_report *report)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	switch (report->options->format) {
	case CLI_REPLAY_TEXT:
		cli_replay_print_text(&out, report);
		break;
	case CLI_REPLAY_LINE:
		cli_replay_print_line(&out, report);
		break;
	case CLI_REPLAY_JSON:
		cli_replay_print_json(&out, report);
		break;
	}
	if (out.failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	ha_strbuf_free(&out);
}

static int
answer(const struct cli_replay_options *options, const struct cli_tally *tally)
{
	struct cli_replay_report report;
	int status;

	cli_replay_report_make(&report, options, tally);
	status = cli_replay_report_status(&report);
	if (!options->output.is_quiet) {
		print(&report);
		warn(tally, options->service);
	}
	cli_replay_report_free(&report);
	return status;
}

static int
replay(const struct cli_replay_options *options, struct ha_tables *tables,
    struct cli_args args)
{
	static char standard_input[] = CLI_STDIN;
	static char *const nothing_named[] = { standard_input };
	struct cli_tally tally;
	struct cli_log_reader reader = { .options = options, .tally = &tally };
	struct cli_signals signals;
	int status, told;

	cli_signals_hold(&signals);
	cli_tally_init(&tally);
	status = args.count > 0
	    ? cli_log_reader_run(&reader, args.list, args.count)
	    : cli_log_reader_run(&reader, nothing_named, 1);
	if (!cli_signals_are_waiting())
		cli_replay_judge(options, tables, &tally);
	/* Nothing was written yet, and half an answer would be a wrong one. */
	cli_signals_release(&signals);
	told = answer(options, &tally);
	cli_tally_free(&tally);
	return status != 0 ? status : told;
}

static int
run(const void *settings, struct cli_args args)
{
	const struct cli_replay_options *options = settings;
	struct cli_tables tables;
	int status = cli_tables_choose(&options->tables, "replay", &tables);

	if (status == 0)
		status = require_table(&tables.engine.allow);
	if (status == 0)
		status = require_table(&tables.engine.deny);
	if (status == 0)
		status = replay(options, &tables.engine, args);
	cli_tables_free(&tables);
	return status;
}

static const char help[] =
    "usage: hostsaccess replay [OPTION]... [FILE]...\n"
    "\n"
    "Reads what sshd logged, and says which accepted logins the tables would\n"
    "refuse, how many of the attempts, and what stays open.  FILE is a log of\n"
    "syslog, or what journalctl prints, also as json, plain or compressed by\n"
    "gzip or zstd; without one, or with -, it is standard input.\n"
    "\n"
    "  -d, --dir DIR        DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE     this table; the other one stays as it is\n"
    "      --deny FILE      this table; the other one stays as it is\n"
    "      --format FMT     text (default), line or json\n"
    "      --no-lookup      look up no name, address or netgroup\n"
    "      --timeout SEC    for all look-ups of one source, 1 to 30\n"
    "      --service NAME   the service, and the program, instead of sshd\n"
    "      --since TIME     only what was logged then or later\n"
    "      --until TIME     only what was logged then or before\n"
    "      --top N          show so many sources and networks (default 10)\n"
    "      --user WHICH     whom user@host means: ruser (default) or login\n"
    "  -q, --quiet          the exit status only\n"
    "  -h, --help           show this text\n"
    "  -V, --version        show the version\n"
    "\n"
    "Exit status: 0 no accepted login would be refused, 1 one would, 2 cannot\n"
    "tell, 64 wrong use, 74 a file could not be read, or not to its end.\n"
    "\n"
    "Example: hostsaccess replay -d ./new /var/log/auth.log*\n";

const struct cli_command cli_replay_command = {
	.name = "replay",
	.synopsis = "replay [FILE]...",
	.summary = "which past logins the tables would refuse",
	.help = help,
	.options = cli_replay_options,
	.defaults = &(const struct cli_replay_options)CLI_REPLAY_OPTIONS_INIT,
	.size = sizeof(struct cli_replay_options),
	.run = run,
};
