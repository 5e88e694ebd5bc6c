#include "cli/index/command.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cli/args/help.h"
#include "cli/args/tables.h"
#include "cli/index/job.h"
#include "cli/io/message.h"
#include "common/settings/module_args.h"

static void
add(struct cli_index_job *job, char *name, enum ha_index_kind kind,
    bool guesses)
{
	struct cli_index_file file = {
		.name = name, .kind = kind, .guesses = guesses
	};

	if (!cli_index_files_add(&job->files, &file))
		cli_index_fail(job, name, errno);
}

static void
add_named(struct cli_index_job *job)
{
	const struct cli_options *options = job->options;
	const char *as = options->index.as;
	bool is_words = as != NULL && strcmp(as, "words") == 0;

	for (int i = 0; i < options->nargs; i++)
		add(job, options->args[i],
		    is_words ? HA_INDEX_WORDS : HA_INDEX_RULES, as == NULL);
}

static void
add_tables(struct cli_index_job *job)
{
	struct cli_tables tables;

	job->status = cli_tables_choose(job->options, "index", &tables);
	if (job->status == EX_OK) {
		add(job, tables.allow, HA_INDEX_RULES, false);
		add(job, tables.deny, HA_INDEX_RULES, false);
	}
	cli_tables_free(&tables);
}

/* Does the path lead to another file than the index was made of, or to none? */
static bool
leads_elsewhere(struct ha_span path, const struct ha_identity *identity)
{
	char text[HA_INDEX_PAGE];
	struct stat st;

	if (path.len == 0 || path.len >= sizeof(text) || path.at[0] != '/')
		return false;
	memcpy(text, path.at, path.len);
	text[path.len] = '\0';
	if (stat(text, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR;
	return st.st_dev != identity->device || st.st_ino != identity->inode;
}

/*
 * Is it of a file that was replaced or removed?  With files named, only theirs
 * are meant.
 */
static bool
is_of_gone_file(void *context, const struct ha_index *index)
{
	const struct cli_index_job *job = context;
	struct ha_span path = ha_index_path(index);

	return (job->finds ||
		   cli_index_files_find(&job->files, path) != NULL) &&
	    leads_elsewhere(path, &ha_index_about(index)->identity);
}

/* Whatever became of the file. */
static bool
is_of_named(void *context, const struct ha_index *index)
{
	struct cli_index_job *job = context;
	struct cli_index_file *file =
	    cli_index_files_find(&job->files, ha_index_path(index));

	if (file != NULL)
		file->is_removed = true;
	return file != NULL;
}

static void
sweep(struct cli_index_job *job,
    bool (*goes)(void *context, const struct ha_index *index))
{
	if (cli_index_open_folder(job, false))
		cli_index_folder_sweep(&job->folder, goes, job);
}

static void
for_each(struct cli_index_job *job,
    void (*step)(struct cli_index_job *job, size_t n))
{
	for (size_t n = 0; n < job->files.count; n++)
		step(job, n);
}

/*
 * What changed while others were written is done once more: who waits for
 * changes may not have seen that one, as he waits for us.
 */
static void
write_all(struct cli_index_job *job)
{
	size_t count;

	for_each(job, cli_index_write);
	count = job->files.count;
	for (size_t n = 0; n < job->files.count; n++) {
		if (n >= count || cli_index_has_changed(job, n))
			cli_index_write(job, n);
	}
}

static void
do_all(struct cli_index_job *job)
{
	const struct cli_index_options *options = &job->options->index;

	if (options->removes && !job->finds)
		sweep(job, is_of_named);
	if (options->checks)
		for_each(job, cli_index_check);
	else if (options->removes)
		for_each(job, cli_index_remove);
	else
		write_all(job);
	if (job->files.is_full)
		cli_index_fail_text(job, "pattern files",
		    "there are too many; the rest is left out");
	if (!options->checks)
		sweep(job, is_of_gone_file);
}

static int
run(const struct cli_options *options)
{
	const char *folder = options->index.folder;
	struct cli_index_job job = { .options = options,
		.folder = { folder != NULL ? folder : HA_INDEX_FOLDER, -1 },
		.finds = options->nargs == 0 };

	if (job.finds)
		add_tables(&job);
	else
		add_named(&job);
	if (job.files.count > 0)
		do_all(&job);
	cli_index_folder_close(&job.folder);
	cli_index_files_free(&job.files);
	return job.status;
}

static bool
are_sound(const struct cli_options *options)
{
	const char *wrong = NULL;

	if (options->nargs > 0 &&
	    (options->dir != NULL || options->allow != NULL ||
		options->deny != NULL))
		wrong = "give either FILEs or --dir, --allow and --deny";
	else if (options->nargs == 0 && options->index.as != NULL)
		wrong = "--as needs a FILE";
	else if (options->index.checks && options->index.removes)
		wrong = "give either --check or --remove";
	if (wrong != NULL)
		cli_usage("index", wrong, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return wrong == NULL;
}

int
cli_cmd_index(int argc, char **argv)
{
	struct cli_options options;
	int status = EX_USAGE;

	if (!cli_options_read(argc, argv, CLI_COMMAND_INDEX, &options))
		;
	else if (options.wants_help)
		status = cli_help("index");
	else if (options.wants_version)
		status = cli_version();
	else if (are_sound(&options))
		status = run(&options);
	cli_options_free(&options);
	return status;
}
