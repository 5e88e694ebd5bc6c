#include "cli/install/command.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/args/keep.h"
#include "cli/install/ask.h"
#include "cli/install/editor.h"
#include "cli/install/merge.h"
#include "cli/install/options.h"
#include "cli/io/message.h"
#include "cli/sys/path.h"
#include "common/base/errortext.h"

enum {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1
};

/* One run of the command. */
struct run {
	const struct cli_install_options *options;
	struct cli_set set;
	struct cli_files files; /* as they are now, and shall be */
	enum cli_part part;
	struct ha_source *base; /* what the copy was made of; NULL: nothing */
	struct cli_copy copy;
	bool overwrites; /* what somebody else has written meanwhile */
};

static struct cli_file *
file_of(struct run *run)
{
	return &run->files.list[run->part];
}

static int
fail(const struct run *run, const char *path, int error)
{
	cli_set_complain(&run->set, "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

/* ---- what others have done ---- */

static void
free_files(struct run *run)
{
	cli_files_close(&run->files);
	run->files = (struct cli_files){ .list = { { .path = NULL } } };
}

static int
read_files(struct run *run)
{
	free_files(run);
	return cli_files_open(&run->files, &run->set,
	    cli_place_folder(&run->options->place));
}

static void
set_base(struct run *run)
{
	const struct cli_file *file = file_of(run);

	ha_source_free(run->base);
	run->base = file->old == NULL
	    ? NULL
	    : cli_source_of(file->path, cli_bytes_of(file->old));
}

static bool
is_at_base(struct run *run)
{
	const struct ha_source *now = file_of(run)->old;

	return (now == NULL) == (run->base == NULL) &&
	    ha_span_equal(cli_bytes_of(now), cli_bytes_of(run->base));
}

static void
say_merged(struct run *run, const struct cli_merge *merge)
{
	struct ha_strbuf what = HA_STRBUF_INIT;

	ha_strbuf_add_number(&what, merge->added);
	ha_strbuf_add_text(&what, " added, ");
	ha_strbuf_add_number(&what, merge->removed);
	ha_strbuf_add_text(&what, " removed");
	cli_set_say(&run->set,
	    "%1 was changed by somebody else meanwhile, and the same lines "
	    "were changed in your copy: %2",
	    ha_span_of(file_of(run)->path), ha_strbuf_span(&what));
	ha_strbuf_free(&what);
}

/* Beside the copy, where an editor can open both. */
static int
show_theirs(struct run *run)
{
	const struct cli_file *file = file_of(run);
	char *path = cli_path_join(run->copy.folder, "theirs");
	int status = EX_OK;

	if (!cli_copy_write(&run->copy, "theirs", cli_bytes_of(file->old)))
		status = fail(run, path, errno);
	else
		cli_set_say(&run->set,
		    "%1 was changed by somebody else meanwhile; to save your "
		    "copy would undo that; as it is now it can be read in %2",
		    ha_span_of(file->path), ha_span_of(path));
	run->overwrites = true;
	free(path);
	return status;
}

/* The copy becomes one of the file as it is now. */
static int
catch_up(struct run *run, struct ha_source **edited)
{
	const struct cli_file *file = file_of(run);
	struct ha_strbuf merged = HA_STRBUF_INIT;
	struct cli_merge merge;
	int status = EX_OK;

	if (is_at_base(run))
		return EX_OK;
	if (file->old == NULL || run->base == NULL ||
	    !cli_merge(&merged, cli_bytes_of(run->base),
		cli_bytes_of(file->old), cli_bytes_of(*edited), &merge)) {
		status = show_theirs(run);
	} else if (cli_copy_write(&run->copy, NULL, ha_strbuf_span(&merged))) {
		ha_source_free(*edited);
		*edited = cli_source_of(file->path, ha_strbuf_span(&merged));
		say_merged(run, &merge);
	} else {
		status = fail(run, run->copy.path, errno);
	}
	ha_strbuf_free(&merged);
	if (status == EX_OK)
		set_base(run);
	return status;
}

/* ---- saving ---- */

/* How a step ends: what comes next, or the exit status. */
enum next {
	NEXT_EDIT,
	NEXT_JUDGE,
	NEXT_END
};

/* Nothing was changed; what was edited is not lost. */
static enum next
keep_copy(struct run *run, int *status, int value)
{
	cli_set_complain(&run->set,
	    "nothing was changed; what was edited is kept in %1",
	    ha_span_of(run->copy.path), HA_SPAN_EMPTY);
	cli_copy_free(&run->copy);
	*status = value;
	return NEXT_END;
}

static enum next
save(struct run *run, int *status)
{
	const char *where;

	switch (
	    cli_apply(&run->set, &run->files, &run->options->place, &where)) {
	case CLI_PUT_DONE:
		*status = STATUS_DONE;
		return NEXT_END;
	case CLI_PUT_CHANGED:
		return NEXT_JUDGE;
	case CLI_PUT_FAILED:
	case CLI_PUT_HALF:
		break;
	}
	return keep_copy(run, status, EX_IOERR);
}

static bool
is_surely_wanted(const struct run *run, const struct cli_trial *trial)
{
	struct ha_strbuf question = HA_STRBUF_INIT;
	bool is_so;

	if (cli_trial_is_good(trial) && !run->overwrites)
		return true;
	if (!cli_trial_is_good(trial))
		cli_trial_add_faults(&question, trial);
	if (!cli_trial_is_good(trial) && run->overwrites)
		ha_strbuf_add_text(&question, "; and ");
	if (run->overwrites)
		ha_strbuf_add_text(&question,
		    "what somebody else changed would be undone");
	ha_strbuf_add_text(&question,
	    ".\nSave it all the same?  Type \"yes\" if so: ");
	if (question.failed)
		cli_no_memory();
	is_so = cli_ask_yes(ha_strbuf_text(&question));
	ha_strbuf_free(&question);
	return is_so;
}

static enum next
ask(struct run *run, const struct cli_trial *trial, int *status)
{
	for (;;) {
		switch (cli_ask_what_now()) {
		case CLI_ANSWER_SAVE:
			if (is_surely_wanted(run, trial))
				return save(run, status);
			break;
		case CLI_ANSWER_EDIT:
			return NEXT_EDIT;
		case CLI_ANSWER_GIVE_UP:
			cli_set_say(&run->set, "%1: nothing was changed",
			    ha_span_of(file_of(run)->path), HA_SPAN_EMPTY);
			*status = STATUS_REFUSED;
			return NEXT_END;
		case CLI_ANSWER_NONE:
			return keep_copy(run, status, STATUS_REFUSED);
		}
	}
}

static enum next
judge_edited(struct run *run, struct ha_source **edited, int *status)
{
	struct cli_trial trial;

	*status = catch_up(run, edited);
	if (*status != EX_OK)
		return keep_copy(run, status, *status);
	cli_file_set(file_of(run), cli_bytes_of(*edited));
	if (!file_of(run)->changes) {
		cli_set_say(&run->set, "%1: unchanged",
		    ha_span_of(file_of(run)->path), HA_SPAN_EMPTY);
		return NEXT_END;
	}
	trial = cli_trial_run(&run->files,
	    cli_place_folder(&run->options->place), &run->options->wish);
	return ask(run, &trial, status);
}

/* What the editor left, beside what the files are by now. */
static enum next
judge(struct run *run, int *status)
{
	struct ha_source *edited;
	enum next next;
	int error = 0;

	if (!cli_copy_read(&run->copy, file_of(run)->path, &edited, &error)) {
		*status = fail(run, run->copy.path, error);
		return keep_copy(run, status, *status);
	}
	*status = read_files(run);
	next = *status == EX_OK ? judge_edited(run, &edited, status)
				: keep_copy(run, status, *status);
	ha_source_free(edited);
	return next;
}

/* ---- the editor ---- */

/* Kept if anything was done to it. */
static enum next
end_editor(struct run *run, const char *why, int *status)
{
	struct ha_source *edited = NULL;
	int error;
	bool is_edited =
	    cli_copy_read(&run->copy, run->copy.path, &edited, &error) &&
	    !ha_span_equal(cli_bytes_of(edited), cli_bytes_of(run->base));

	ha_source_free(edited);
	cli_set_complain(&run->set, why, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	*status = STATUS_REFUSED;
	return is_edited ? keep_copy(run, status, STATUS_REFUSED) : NEXT_END;
}

static enum next
edit_copy(struct run *run, int *status)
{
	enum cli_editor editor = cli_editor_run(run->copy.path);

	if (cli_ask_was_interrupted())
		return end_editor(run, "interrupted", status);
	switch (editor) {
	case CLI_EDITOR_DONE:
		break;
	case CLI_EDITOR_FAILED:
		return end_editor(run, "the editor failed", status);
	case CLI_EDITOR_KILLED:
		return end_editor(run, "the editor was killed", status);
	case CLI_EDITOR_NONE:
		return end_editor(run,
		    "no editor could be started; set VISUAL or EDITOR", status);
	}
	return NEXT_JUDGE;
}

static int
edit_and_save(struct run *run)
{
	enum next next = NEXT_EDIT;
	int status = STATUS_DONE;

	set_base(run);
	if (!cli_copy_make(&run->copy, run->set.path, cli_part_names[run->part],
		cli_bytes_of(run->base))) {
		status = fail(run, run->set.path, errno);
		next = NEXT_END;
	}
	while (next != NEXT_END)
		next = next == NEXT_EDIT ? edit_copy(run, &status)
					 : judge(run, &status);
	cli_copy_remove(&run->copy);
	return status;
}

/* ---- what edits before it left ---- */

static void
look_at_left(struct run *run, const char *name)
{
	struct cli_copy left = { .folder = cli_path_join(run->set.path, name) };
	bool is_needed = false;

	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &run->files.list[i];
		struct ha_source *copy;
		int error;

		left.path = cli_path_join(left.folder, cli_part_names[i]);
		if (cli_copy_read(&left, left.path, &copy, &error)) {
			if (!ha_span_equal(cli_bytes_of(copy),
				cli_bytes_of(file->old))) {
				is_needed = true;
				cli_set_say(&run->set,
				    "an earlier edit left %1",
				    ha_span_of(left.path), HA_SPAN_EMPTY);
			}
			ha_source_free(copy);
		}
		free(left.path);
		left.path = NULL;
	}
	if (is_needed)
		cli_copy_free(&left);
	else
		cli_copy_remove(&left);
}

/* We have the lock, so nobody is at work there. */
static void
look_for_left(struct run *run)
{
	DIR *folder = opendir(run->set.path);
	const struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (strncmp(entry->d_name, "edit-", 5) == 0)
			look_at_left(run, entry->d_name);
	}
	closedir(folder);
}

/* ---- the command ---- */

static int
read_args(struct run *run, struct cli_args args)
{
	const char *word = args.count > 0 ? args.list[0] : "allow";

	if (args.count > 1)
		return cli_usage("edit", "one table is edited at a time",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	run->part = strcmp(word, "deny") == 0 ? CLI_PART_DENY : CLI_PART_ALLOW;
	if (run->part == CLI_PART_ALLOW && strcmp(word, "allow") != 0)
		return cli_usage("edit", "'%1' is neither allow nor deny",
		    ha_span_of(word), HA_SPAN_EMPTY);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage("edit",
		    "it needs a terminal; without one, install takes a file",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return cli_keeps_are_sound("edit", &run->options->wish.keep) ? EX_OK
								     : EX_USAGE;
}

static int
edit(const void *settings, struct cli_args args)
{
	struct cli_install_options options =
	    *(const struct cli_install_options *)settings;
	struct run run = { .options = &options };
	int status = read_args(&run, args);

	if (status != EX_OK)
		return status;
	options.wish.command = "edit";
	options.wish.shows_warnings = true;
	cli_apply_find_client();
	status = cli_apply_open(&run.set, "edit", &options.place);
	if (status == EX_OK)
		status = read_files(&run);
	if (status == EX_OK) {
		look_for_left(&run);
		cli_ask_begin();
		status = edit_and_save(&run);
	}
	free_files(&run);
	ha_source_free(run.base);
	cli_set_close(&run.set);
	return status;
}

static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_place_options, CLI_PLACE_OPTIONS,
	    struct cli_install_options, place),
	CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS,
	    struct cli_install_options, wish.lookups),
	/* It has nothing to say that could be left out. */
	CLI_OPTIONS_OF(cli_output_options + CLI_QUIET_OPTIONS,
	    CLI_OUTPUT_OPTIONS - CLI_QUIET_OPTIONS, struct cli_install_options,
	    wish.output),
	{ cli_keep_options, CLI_KEEP_OPTIONS, 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess edit [OPTION]... [allow|deny]\n"
    "\n"
    "Opens a copy of hosts.allow, or of hosts.deny, in your editor, checks it\n"
    "and runs the tests in hosts.tests, shows who gains or loses access, and\n"
    "asks whether to put it in place.  Meanwhile nobody else can edit it so.\n"
    "\n"
    "  -d, --dir DIR          the files in DIR instead of those in /etc\n"
    "      --keep SERVICE:CLIENT\n"
    "                         this request must be allowed; may be repeated\n"
    "      --no-keep-me       do not keep the client of this SSH session\n"
    "      --confirm SECONDS  take it back, unless \"hostsaccess confirm\" is\n"
    "                         given in time from a new login, 5 to 86400\n"
    "      --backup-dir DIR   keep what is replaced there, instead of in\n"
    "                         " CLI_BACKUP_DIR "\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups together, 1 to 30\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "The editor is that of VISUAL or EDITOR, or else editor(1) or vi(1).\n"
    "\n"
    "Exit status: 0 saved, or nothing was changed in it, 1 not saved, 64 "
    "wrong\n"
    "use, 74 a file could not be read or written, 75 somebody else edits it.\n"
    "\n"
    "Example: hostsaccess edit --confirm 120 deny\n";

const struct cli_command cli_edit_command = {
	.name = "edit",
	.synopsis = "edit [allow|deny]",
	.summary = "edit a table, safely",
	.help = help,
	.options = groups,
	.defaults = &(const struct cli_install_options)CLI_INSTALL_DEFAULTS,
	.size = sizeof(struct cli_install_options),
	.run = edit,
	.end = cli_install_options_free,
};
