#include "cli/diff/command.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/keep.h"
#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/diff/diff.h"
#include "cli/diff/keep.h"
#include "cli/diff/revision.h"
#include "cli/io/message.h"
#include "common/base/errortext.h"

struct diff_options {
	struct cli_output output;
	struct cli_lookups lookups;
	struct cli_diff_wish wish;
	const char *service, *revision;
	struct cli_words keep;
};

/* The tables before and after a change. */
struct sides {
	struct cli_tables names[2];
	struct cli_table before[2], after[2];
	struct cli_pattern_files files;
	struct ha_arena arena;
};

/* ---- the tables ---- */

static int
open_table(struct cli_table *table, enum ha_table_kind kind,
    const struct ha_table *from)
{
	if (cli_table_open(table, kind, from))
		return EX_OK;
	cli_complain("diff", "%1: %2", ha_span_of(from->path),
	    ha_span_of(ha_error_text(table->error)));
	return EX_IOERR;
}

static int
open_folder(const char *folder, struct cli_tables *names,
    struct cli_table tables[2])
{
	const struct cli_table_names wanted = { .dir = folder };
	int status = cli_tables_choose(&wanted, "diff", names);

	if (status == EX_OK)
		status = open_table(&tables[0], HA_TABLE_ALLOW,
		    &names->engine.allow);
	if (status == EX_OK)
		status =
		    open_table(&tables[1], HA_TABLE_DENY, &names->engine.deny);
	return status;
}

static int
open_revision(const char *folder, const char *revision, struct sides *sides)
{
	struct ha_strbuf fault = HA_STRBUF_INIT;
	int status = EX_OK;

	if (!cli_revision_read(folder, revision, sides->before, &sides->arena,
		&fault)) {
		cli_complain("diff", "%1", ha_strbuf_span(&fault),
		    HA_SPAN_EMPTY);
		status = EX_IOERR;
	}
	ha_strbuf_free(&fault);
	return status;
}

static int
open_sides(const struct diff_options *options, struct cli_args args,
    struct sides *sides)
{
	const char *after = args.count > 0 ? args.list[args.count - 1] : "/etc";
	int status = options->revision != NULL
	    ? open_revision(after, options->revision, sides)
	    : open_folder(args.list[0], &sides->names[0], sides->before);

	if (status == EX_OK)
		status = open_folder(after, &sides->names[1], sides->after);
	return status;
}

static void
close_sides(struct sides *sides)
{
	for (size_t i = 0; i < 2; i++) {
		ha_source_free(sides->before[i].source);
		ha_source_free(sides->after[i].source);
		cli_tables_free(&sides->names[i]);
	}
	cli_pattern_files_free(&sides->files);
	ha_arena_free(&sides->arena);
}

/* ---- the command ---- */

static int
compare(const struct diff_options *options, struct sides *sides)
{
	struct cli_diff_wish wish = options->wish;
	int status;

	wish.is_quiet = options->output.is_quiet;
	wish.service = ha_span_of(options->service);
	status = cli_diff_print("diff", &wish, sides->before, sides->after,
	    &sides->files);
	if (!cli_diff_keeps(&options->keep, &options->lookups, sides->after) &&
	    status == CLI_DIFF_SAME)
		status = CLI_DIFF_DIFFERS;
	return status;
}

static int
check_words(const struct diff_options *options, struct cli_args args)
{
	if (options->revision == NULL && args.count != 2)
		return cli_usage("diff",
		    "two folders are compared, OLD and NEW", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (options->revision != NULL && args.count > 1)
		return cli_usage("diff",
		    "--git goes with one folder, whose tables are compared",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return cli_keeps_are_sound("diff", &options->keep) ? EX_OK : EX_USAGE;
}

static int
run(const void *settings, struct cli_args args)
{
	const struct diff_options *options = settings;
	struct sides sides = { .arena = HA_ARENA_INIT };
	int status = check_words(options, args);

	if (status != EX_OK)
		return status;
	status = open_sides(options, args, &sides);
	if (status == EX_OK)
		status = compare(options, &sides);
	close_sides(&sides);
	return status;
}

static void
end(void *settings)
{
	struct diff_options *options = settings;

	free(options->keep.list);
}

static const char *const formats[] = { "text", "line", "json", NULL };

static bool
set_format(void *settings, const char *value)
{
	struct diff_options *options = settings;
	size_t i = 0;

	while (strcmp(formats[i], value) != 0)
		i++;
	options->wish.format = (enum cli_diff_format)i;
	return true;
}

static bool
add_keep(void *settings, const char *value)
{
	struct diff_options *options = settings;

	return strchr(value, ':') != NULL && value[0] != ':' &&
	    cli_words_add(&options->keep, value);
}

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, formats, NULL, 0 },
	CLI_FLAG("gain", 0, struct diff_options, wish.only_gains),
	CLI_FLAG("lose", 0, struct diff_options, wish.only_losses),
	CLI_NAME("service", "is no service", struct diff_options, service),
	CLI_NAME("git", "is no revision", struct diff_options, revision),
	{ "keep", 0, required_argument, add_keep, NULL, "is not SERVICE:CLIENT",
	    0 },
};

static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS,
	    struct diff_options, output),
	CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS,
	    struct diff_options, lookups),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess diff [OPTION]... OLD NEW\n"
    "       hostsaccess diff [OPTION]... --git REV [NEW]\n"
    "\n"
    "Says which requests lose or gain access, exactly, when the hosts.allow "
    "and\n"
    "hosts.deny of the folder OLD become those of NEW.\n"
    "\n"
    "      --git REV          the tables of NEW (default /etc) as they were "
    "in\n"
    "                         that revision of its git repository\n"
    "      --gain, --lose     only who gains, or loses, access\n"
    "      --service NAME     only this service\n"
    "      --keep SERVICE:CLIENT\n"
    "                         fail if NEW refuses that; may be repeated\n"
    "      --no-lookup        look up no name for --keep\n"
    "      --timeout SEC      for the look-ups of one request, 1 to 30\n"
    "      --format FMT       text (default), line or json\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 no verdict changes, 1 some do, 2 it cannot be told "
    "exactly,\n"
    "64 wrong use, 74 a table could not be read.\n"
    "\n"
    "Example: hostsaccess diff /etc ./new\n";

const struct cli_command cli_diff_command = {
	.name = "diff",
	.synopsis = "diff OLD NEW",
	.summary = "which requests gain or lose access between two states",
	.help = help,
	.options = groups,
	.defaults = &(const struct diff_options){ .lookups = CLI_LOOKUPS_INIT },
	.size = sizeof(struct diff_options),
	.run = run,
	.end = end,
};
