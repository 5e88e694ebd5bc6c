#include "cli/install/command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

#include "cli/args/keep.h"
#include "cli/install/guard.h"
#include "cli/install/options.h"
#include "cli/install/take_back.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/sys/path.h"
#include "common/base/errortext.h"

enum {
	STATUS_UNDONE = 0,
	STATUS_REFUSED = 1
};

/* ---- what is kept ---- */

static void
add_parts(struct ha_strbuf *out, const struct cli_record *record)
{
	for (int i = 0; i < CLI_PARTS; i++) {
		struct ha_source *written = NULL;

		if (cli_record_new(record, (enum cli_part)i, cli_part_names[i],
			&written) &&
		    written != NULL) {
			ha_strbuf_add_byte(out, ' ');
			ha_strbuf_add_text(out, cli_part_names[i]);
		}
		ha_source_free(written);
	}
}

/* The folder of the new files is as old as the change; its own gets marks. */
static void
add_time(struct ha_strbuf *out, const struct cli_record *record)
{
	char *new = cli_path_join(record->path, "new");
	char text[64] = "-";
	struct stat st;
	struct tm when;

	if (stat(new, &st) == 0 && localtime_r(&st.st_mtime, &when) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &when);
	ha_strbuf_add_text(out, text);
	free(new);
}

static void
list_record(const struct cli_record *record)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	add_time(&out, record);
	ha_strbuf_add_text(&out, "  ");
	cli_escape(&out, ha_span_of(record->path));
	ha_strbuf_add_byte(&out, ' ');
	add_parts(&out, record);
	if (record->is_unconfirmed)
		ha_strbuf_add_text(&out, "  unconfirmed");
	if (record->is_undone)
		ha_strbuf_add_text(&out, "  undone");
	if (out.failed)
		cli_no_memory();
	puts(ha_strbuf_text(&out));
	ha_strbuf_free(&out);
}

static int
list(const struct cli_records *records)
{
	for (size_t i = 0; i < records->count; i++)
		list_record(&records->list[i]);
	return STATUS_UNDONE;
}

/* ---- the last change ---- */

struct run {
	const struct cli_install_options *options;
	const struct cli_record *record;
	struct cli_set set;
	struct cli_files files;
};

static int
refuse(struct run *run, const struct cli_trial *trial)
{
	struct ha_strbuf faults = HA_STRBUF_INIT;

	cli_trial_add_faults(&faults, trial);
	cli_set_complain(&run->set,
	    "nothing was undone: %1; --force does it all the same",
	    ha_strbuf_span(&faults), HA_SPAN_EMPTY);
	ha_strbuf_free(&faults);
	return STATUS_REFUSED;
}

static int
open_files(struct run *run)
{
	return cli_files_open(&run->files, &run->set,
	    cli_place_folder(&run->options->place));
}

/* EX_OK, or it was said why it cannot be done. */
static int
plan(struct run *run)
{
	const char *where;

	switch (cli_taking_plan(run->record, &run->set, run->options->is_forced,
	    &run->files, &where)) {
	case CLI_TAKING_WHOLE:
		return EX_OK;
	case CLI_TAKING_APART:
		cli_set_complain(&run->set,
		    "%1: nothing was undone: it was changed since by somebody "
		    "else, and that would be lost; --force does it all the "
		    "same, and %2 has what was there before",
		    ha_span_of(where), ha_span_of(run->record->path));
		return STATUS_REFUSED;
	case CLI_TAKING_FAILED:
		break;
	}
	return EX_IOERR;
}

/* What is added meanwhile is kept, too. */
static int
put(struct run *run)
{
	enum cli_put put = CLI_PUT_CHANGED;
	int status = EX_OK;

	for (int i = 0; i < CLI_PUT_TRIES && status == EX_OK; i++) {
		if (run->options->is_forced &&
		    !cli_record_keep_replaced(run->record, &run->set,
			&run->files))
			return EX_IOERR;
		put = cli_taking_do(run->record, &run->set, &run->files,
		    "undone");
		if (put != CLI_PUT_CHANGED)
			return put == CLI_PUT_DONE ? EX_OK : EX_IOERR;
		cli_files_close(&run->files);
		status = open_files(run);
		if (status == EX_OK)
			status = plan(run);
	}
	if (status == EX_OK)
		cli_put_say_busy(&run->set);
	return status == EX_OK ? EX_TEMPFAIL : status;
}

static int
judge_and_put(struct run *run)
{
	const struct cli_install_options *options = run->options;
	struct cli_trial trial = cli_trial_run(&run->files,
	    cli_place_folder(&options->place), &options->wish);
	bool had_changes = cli_files_change(&run->files);
	int status;

	if (!cli_trial_is_good(&trial) && !options->is_forced)
		return refuse(run, &trial);
	if (options->is_dry)
		return STATUS_UNDONE;
	status = put(run);
	if (status != EX_OK)
		return status;
	if (run->record->is_unconfirmed)
		cli_guard_stop(run->record, &run->set);
	if (!had_changes)
		cli_set_say(&run->set,
		    "%1: all was already as it was before the last change",
		    ha_span_of(run->set.folder), HA_SPAN_EMPTY);
	return STATUS_UNDONE;
}

static int
undo_last(struct run *run, const struct cli_records *records)
{
	int status;

	run->record = cli_records_last(records);
	if (run->record == NULL) {
		cli_set_complain(&run->set,
		    "%1: there is no change to be undone",
		    ha_span_of(run->set.folder), HA_SPAN_EMPTY);
		return STATUS_REFUSED;
	}
	status = open_files(run);
	if (status == EX_OK)
		status = plan(run);
	if (status == EX_OK)
		status = judge_and_put(run);
	cli_files_close(&run->files);
	return status;
}

static int
undo_in(struct run *run)
{
	struct cli_records records;
	int status;

	if (!cli_set_recover(&run->set))
		return EX_IOERR;
	if (!cli_records_read(&records, &run->set)) {
		cli_set_complain(&run->set, "%1: %2", ha_span_of(run->set.path),
		    ha_span_of(ha_error_text(errno)));
		return EX_IOERR;
	}
	status =
	    run->options->lists ? list(&records) : undo_last(run, &records);
	cli_records_free(&records);
	return status;
}

/* ---- the command ---- */

/* By a timer, of one change alone; or at boot, of all there are. */
static int
undo_unconfirmed(const struct cli_install_options *options)
{
	const char *backups = cli_place_backups(&options->place);
	int status = cli_guard_take_back("undo", backups,
	    options->number > 0 ? options->set : NULL, options->number, false);

	if (options->number == 0 && !cli_guard_note_boot(backups)) {
		cli_complain("undo", "%1: %2", ha_span_of(backups),
		    ha_span_of(ha_error_text(errno)));
		return EX_IOERR;
	}
	return status;
}

static int
undo(const void *settings, struct cli_args args)
{
	struct cli_install_options options =
	    *(const struct cli_install_options *)settings;
	struct run run = { .options = &options };
	int status;

	if (args.count > 0)
		return cli_usage("undo", "it takes no argument", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (!cli_keeps_are_sound("undo", &options.wish.keep))
		return EX_USAGE;
	if (options.only_unconfirmed)
		return undo_unconfirmed(&options);
	options.wish.command = "undo";
	options.wish.only_keeps = true;
	cli_apply_find_client();
	status =
	    cli_set_open(&run.set, "undo", cli_place_folder(&options.place),
		cli_place_backups(&options.place));
	run.set.is_quiet = options.wish.output.is_quiet;
	if (status == EX_OK)
		status = undo_in(&run);
	cli_set_close(&run.set);
	return status;
}

/* Of one change of one set: SET/NUMBER. */
static bool
set_unconfirmed(void *settings, const char *value)
{
	struct cli_install_options *options = settings;
	struct ha_span text = ha_span_of(value);
	size_t slash = ha_span_find(text, '/');

	options->only_unconfirmed = true;
	if (value == NULL)
		return true;
	if (slash == text.len || slash >= sizeof(options->set) ||
	    !ha_span_number(ha_span_from(text, slash + 1), ULONG_MAX,
		&options->number))
		return false;
	memcpy(options->set, value, slash);
	options->set[slash] = '\0';
	return slash > 0 && options->number > 0;
}

static const struct cli_option own[] = {
	CLI_FLAG("force", 'f', struct cli_install_options, is_forced),
	CLI_FLAG("dry-run", 'n', struct cli_install_options, is_dry),
	CLI_FLAG("list", 'l', struct cli_install_options, lists),
	{ "unconfirmed", 0, optional_argument, set_unconfirmed, NULL,
	    "is no change of a folder of backups", 0 },
};

static const struct cli_options groups[] = {
	CLI_INSTALL_GROUPS(CLI_PLACE_OPTIONS - 1),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess undo [OPTION]...\n"
    "\n"
    "Puts the files back as they were before the last change by \"edit\" or\n"
    "\"install\"; given again, the change before that is undone.  Lines that "
    "a\n"
    "program such as fail2ban has added since are kept.\n"
    "\n"
    "  -l, --list             show the changes that are kept, and where\n"
    "  -d, --dir DIR          the files in DIR instead of those in /etc\n"
    "      --keep SERVICE:CLIENT\n"
    "                         this request must be allowed; may be repeated\n"
    "      --no-keep-me       do not keep the client of this SSH session\n"
    "  -f, --force            in spite of lock-outs, and of other changes\n"
    "  -n, --dry-run          say what would change, write nothing\n"
    "      --unconfirmed      take back all that was made with --confirm and\n"
    "                         not confirmed, as is done at boot\n"
    "      --backup-dir DIR   that was given with the change\n"
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
    "Example: hostsaccess undo --list\n";

const struct cli_command cli_undo_command = {
	.name = "undo",
	.synopsis = "undo",
	.summary = "put the tables back as they were before the last change",
	.help = help,
	.options = groups,
	.defaults = &(const struct cli_install_options)CLI_INSTALL_DEFAULTS,
	.size = sizeof(struct cli_install_options),
	.run = undo,
	.end = cli_install_options_free,
};
