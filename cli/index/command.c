#include "cli/index/command.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

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
	const char *as = job->options->as;
	bool is_words = as != NULL && strcmp(as, "words") == 0;

	for (int i = 0; i < job->args.count; i++)
		add(job, job->args.list[i],
		    is_words ? HA_INDEX_WORDS : HA_INDEX_RULES, as == NULL);
}

static void
add_tables(struct cli_index_job *job)
{
	struct cli_tables tables;

	job->status =
	    cli_tables_choose(&job->options->tables, "index", &tables);
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
	const struct cli_index_options *options = job->options;

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
run_job(const struct cli_index_options *options, struct cli_args args)
{
	const char *folder = options->folder;
	struct cli_index_job job = { .options = options,
		.args = args,
		.folder = { folder != NULL ? folder : HA_INDEX_FOLDER, -1 },
		.finds = args.count == 0 };

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

static int
run(const void *settings, struct cli_args args)
{
	const struct cli_index_options *options = settings;
	const char *wrong = NULL;

	if (args.count > 0 && cli_tables_are_named(&options->tables))
		wrong = "give either FILEs or --dir, --allow and --deny";
	else if (args.count == 0 && options->as != NULL)
		wrong = "--as needs a FILE";
	else if (options->checks && options->removes)
		wrong = "give either --check or --remove";
	if (wrong != NULL)
		return cli_usage("index", wrong, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	return run_job(options, args);
}

/* ---- options ---- */

static const char *const kinds[] = { "table", "words", NULL };

static const struct cli_option own[] = {
	CLI_FLAG("check", 0, struct cli_index_options, checks),
	CLI_FLAG("remove", 0, struct cli_index_options, removes),
	CLI_NAME("index-dir", "is no directory", struct cli_index_options,
	    folder),
	CLI_TEXT("as", 0, kinds, struct cli_index_options, as),
};

static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_tables_options, CLI_TABLES_OPTIONS,
	    struct cli_index_options, tables),
	CLI_OPTIONS_OF(cli_output_options, CLI_QUIET_OPTIONS,
	    struct cli_index_options, output),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess index [OPTION]... [FILE]...\n"
    "\n"
    "Makes indexes of large tables and pattern files, so that the module "
    "reads\n"
    "only what can concern a client.  Without a FILE: of both tables and of "
    "the\n"
    "pattern files that they name, where an index is of use.  An old index is\n"
    "never used, and none is ever needed: they can be deleted at any time.\n"
    "\n"
    "      --check            say whether they are there and up to date\n"
    "      --remove           remove them\n"
    "      --index-dir DIR    in DIR instead of /var/cache/hostsaccess\n"
    "      --as KIND          take each FILE as a table, or as words: a "
    "pattern\n"
    "                         file; else it is what it looks like\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 done, or all are good; 1 one that was checked is missing, "
    "old,\n"
    "damaged or not to be trusted; 64 wrong use; 74 a file could not be read, "
    "or\n"
    "an index could not be written or removed.\n"
    "\n"
    "Example: hostsaccess index --check\n";

const struct cli_command cli_index_command = {
	.name = "index",
	.synopsis = "index [FILE]...",
	.summary = "make indexes of large tables and pattern files",
	.help = help,
	.options = groups,
	.defaults = &(const struct cli_index_options){ .checks = false },
	.size = sizeof(struct cli_index_options),
	.run = run,
};
