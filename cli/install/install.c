#include "cli/install/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/keep.h"
#include "cli/install/options.h"
#include "cli/io/message.h"
#include "common/base/errortext.h"

enum {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1
};

/* One run of the command. */
struct run {
	const struct cli_install_options *options;
	struct cli_args args;
	struct cli_set set;
	struct cli_files files;
};

/* ---- the files that were named ---- */

/* False: its name is not that of any file that can be put in place. */
static bool
find_part(const char *path, enum cli_part *part)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	for (int i = 0; i < CLI_PARTS; i++) {
		*part = (enum cli_part)i;
		if (strcmp(name, cli_part_names[i]) == 0)
			return true;
	}
	return false;
}

static int
refuse_args(const struct run *run)
{
	bool is_named[CLI_PARTS] = { false };

	if (run->args.count == 0)
		return cli_usage("install", "name the FILEs to put in place",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	for (int i = 0; i < run->args.count; i++) {
		struct ha_span name = ha_span_of(run->args.list[i]);
		enum cli_part part;

		if (!find_part(run->args.list[i], &part))
			return cli_usage("install",
			    "%1: a FILE is named hosts.allow, hosts.deny or "
			    "hosts.tests",
			    name, HA_SPAN_EMPTY);
		if (is_named[part])
			return cli_usage("install",
			    "%1: there can be but one of that name", name,
			    HA_SPAN_EMPTY);
		is_named[part] = true;
	}
	return cli_keeps_are_sound("install", &run->options->wish.keep)
	    ? EX_OK
	    : EX_USAGE;
}

static int
read_file(struct run *run, const char *path)
{
	struct ha_source *source;
	enum cli_part part;
	int error = 0;
	enum ha_status status = ha_source_open(path, &source, &error);

	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_TOOBIG)
		error = EFBIG;
	else if (status == HA_MISSING)
		error = ENOENT;
	if (status != HA_OK) {
		cli_complain("install", "%1: %2", ha_span_of(path),
		    ha_span_of(ha_error_text(error)));
		return EX_IOERR;
	}
	find_part(path, &part);
	cli_file_set(&run->files.list[part], cli_bytes_of(source));
	ha_source_free(source);
	return EX_OK;
}

/* Where deny= names it, the module takes one that is missing for an error. */
static void
make_deny(struct run *run)
{
	struct cli_file *deny = &run->files.list[CLI_PART_DENY];

	if (deny->old == NULL && !deny->changes)
		cli_file_set(deny,
		    HA_SPAN("# Clients that are refused, unless hosts.allow "
			    "lets them in; see hostsaccess(5).\n"));
}

static int
read_files(struct run *run)
{
	int status = EX_OK;

	for (int i = 0; i < run->args.count && status == EX_OK; i++)
		status = read_file(run, run->args.list[i]);
	if (status == EX_OK)
		make_deny(run);
	return status;
}

/* ---- what becomes of them ---- */

static void
say_unchanged(const struct run *run)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &run->files.list[i];
		bool is_named = false;

		for (int k = 0; k < run->args.count; k++) {
			enum cli_part part;

			is_named = is_named ||
			    (find_part(run->args.list[k], &part) &&
				part == (enum cli_part)i);
		}
		if (is_named && !file->changes)
			cli_set_say(&run->set, "%1: is so already",
			    ha_span_of(file->path), HA_SPAN_EMPTY);
	}
}

static void
say_dry(const struct run *run)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &run->files.list[i];

		if (file->changes)
			cli_set_say(&run->set,
			    file->old == NULL ? "%1: would be made"
					      : "%1: would be written",
			    ha_span_of(file->path), HA_SPAN_EMPTY);
	}
}

static int
open_files(struct run *run)
{
	int status = cli_files_open(&run->files, &run->set,
	    cli_place_folder(&run->options->place));

	return status == EX_OK ? read_files(run) : status;
}

/* What shall be there stays the same. */
static int
put(struct run *run)
{
	enum cli_put put = CLI_PUT_CHANGED;
	const char *where;
	int status = EX_OK;

	for (int i = 0; i < CLI_PUT_TRIES && status == EX_OK; i++) {
		put = cli_apply(&run->set, &run->files, &run->options->place,
		    &where);
		if (put != CLI_PUT_CHANGED)
			return put == CLI_PUT_DONE ? STATUS_DONE : EX_IOERR;
		cli_files_close(&run->files);
		status = open_files(run);
		if (status == EX_OK && !cli_files_change(&run->files))
			return STATUS_DONE;
	}
	if (status == EX_OK)
		cli_put_say_busy(&run->set);
	return status == EX_OK ? EX_TEMPFAIL : status;
}

static int
refuse(const struct cli_trial *trial)
{
	struct ha_strbuf faults = HA_STRBUF_INIT;

	cli_trial_add_faults(&faults, trial);
	cli_complain("install", "nothing was written: %1",
	    ha_strbuf_span(&faults), HA_SPAN_EMPTY);
	ha_strbuf_free(&faults);
	return STATUS_REFUSED;
}

static int
judge_and_put(struct run *run)
{
	const struct cli_install_options *options = run->options;
	struct cli_trial trial = cli_trial_run(&run->files,
	    cli_place_folder(&options->place), &options->wish);

	if (!cli_trial_is_good(&trial) && !options->is_forced)
		return refuse(&trial);
	say_unchanged(run);
	if (options->is_dry) {
		say_dry(run);
		return STATUS_DONE;
	}
	return cli_files_change(&run->files) ? put(run) : STATUS_DONE;
}

static int
install(const void *settings, struct cli_args args)
{
	struct cli_install_options options =
	    *(const struct cli_install_options *)settings;
	struct run run = { .options = &options,
		.args = args,
		.set = { .command = "install", .lock = -1 } };
	int status = refuse_args(&run);

	if (status != EX_OK)
		return status;
	options.wish.command = "install";
	cli_apply_find_client();
	/* Whoever only looks needs no right to write. */
	if (!options.is_dry)
		status = cli_apply_open(&run.set, "install", &options.place);
	run.set.is_quiet = options.wish.output.is_quiet;
	if (status == EX_OK) {
		status = open_files(&run);
		if (status == EX_OK)
			status = judge_and_put(&run);
		cli_files_close(&run.files);
	}
	cli_set_close(&run.set);
	return status;
}

static const struct cli_option own[] = {
	CLI_FLAG("force", 'f', struct cli_install_options, is_forced),
	CLI_FLAG("dry-run", 'n', struct cli_install_options, is_dry),
};

static const struct cli_options groups[] = {
	CLI_INSTALL_GROUPS(CLI_PLACE_OPTIONS),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess install [OPTION]... FILE...\n"
    "\n"
    "Puts each FILE, whose name is hosts.allow, hosts.deny or hosts.tests, in\n"
    "the place of the file of that name in /etc, all of them together: if\n"
    "\"hostsaccess check\" finds no error, all tests pass, and the client of\n"
    "this SSH session stays admitted.  What is replaced is kept for \"undo\".\n"
    "\n"
    "  -d, --dir DIR          the files in DIR instead of those in /etc\n"
    "      --keep SERVICE:CLIENT\n"
    "                         this request must be allowed; may be repeated\n"
    "      --no-keep-me       do not keep the client of this SSH session\n"
    "  -f, --force            in spite of errors, tests and lock-outs\n"
    "  -n, --dry-run          say what would be done, write nothing\n"
    "      --confirm SECONDS  take it back, unless \"hostsaccess confirm\" is\n"
    "                         given in time from a new login, 5 to 86400\n"
    "      --backup-dir DIR   keep what is replaced there, instead of in\n"
    "                         " CLI_BACKUP_DIR "\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups together, 1 to 30\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -q, --quiet            say only what went wrong\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 done, 1 refused, and nothing was written, 64 wrong use, "
    "74\n"
    "a file could not be read or written, 75 somebody else is changing them.\n"
    "\n"
    "Example: hostsaccess install --confirm 120 new/hosts.allow "
    "new/hosts.deny\n";

const struct cli_command cli_install_command = {
	.name = "install",
	.synopsis = "install FILE...",
	.summary = "put new tables in place, if nothing is wrong with them",
	.help = help,
	.options = groups,
	.defaults = &(const struct cli_install_options)CLI_INSTALL_DEFAULTS,
	.size = sizeof(struct cli_install_options),
	.run = install,
	.end = cli_install_options_free,
};
