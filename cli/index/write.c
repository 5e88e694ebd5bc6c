#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/index/job.h"
#include "common/base/bounds.h"

/* Of a file for which none is of use; nothing is said if there was none. */
static void
drop(struct cli_index_job *job, const struct ha_source *source)
{
	char name[HA_INDEX_NAME], *path;
	int error;

	if (!cli_index_open_folder(job, false))
		return;
	ha_index_name(&source->identity, name);
	error = cli_index_folder_remove(&job->folder, name);
	if (error == 0 || error == ENOENT)
		return;
	path = cli_index_folder_file(&job->folder, name);
	cli_index_fail(job, path, error);
	free(path);
}

static bool
ripen(struct cli_index_job *job, size_t n, struct cli_index_text *text)
{
	const struct cli_index_file *file = &job->files.list[n];
	int error = 0;
	enum ha_status status = cli_index_text_ripen(file->path, text, &error);

	if (status == HA_OK)
		return true;
	if (status == HA_CHANGED)
		cli_index_fail_text(job, file->name,
		    "not indexed: it is being changed all the time");
	else if (status == HA_INVALID)
		cli_index_fail_text(job, file->name,
		    "not indexed: its time of change lies in the future");
	else
		cli_index_refuse(job, n, status, error);
	return false;
}

static bool
put(struct cli_index_job *job, const struct ha_source *source,
    const struct ha_index_image *image)
{
	char name[HA_INDEX_NAME], *path;
	int error = 0;

	if (!cli_index_open_folder(job, true))
		return false;
	ha_index_name(&source->identity, name);
	if (cli_index_folder_put(&job->folder, name, image, &error))
		return true;
	path = cli_index_folder_file(&job->folder, name);
	cli_index_fail(job, path, error);
	free(path);
	return false;
}

/* That state of the file has the index that it needs. */
static void
settle(struct cli_index_job *job, size_t n, const struct ha_source *source)
{
	job->files.list[n].identity = source->identity;
	job->files.list[n].is_settled = true;
}

/*
 * One that is wanted by name is written also when it is of no use, of those
 * that are found only what is.  False: there is nothing more to do.
 */
static bool
write_once(struct cli_index_job *job, size_t n,
    const struct cli_index_text *text, struct ha_index_counts *counts,
    size_t *size)
{
	struct ha_index_image image;
	struct ha_index *index = cli_index_build(job, n, text, &image);
	const char *why;
	bool is_put = false;

	if (index == NULL)
		return false;
	*counts = ha_index_about(index)->counts;
	*size = image.len;
	why = cli_index_why_not(job->files.list[n].kind, counts);
	if (job->finds && why != NULL) {
		drop(job, text->source);
		cli_index_say_needless(job, n, why);
		settle(job, n, text->source);
	} else {
		is_put = put(job, text->source, &image);
	}
	ha_index_free(index);
	return is_put;
}

/*
 * A file that was changed meanwhile is indexed anew: who waits for changes may
 * not have seen that one, as he waits for us.
 */
static void
write_index(struct cli_index_job *job, size_t n, struct cli_index_text *text)
{
	struct ha_index_counts counts;
	bool is_old = true;
	size_t size;

	for (int i = 0; i < HA_SOURCE_TRIES && is_old; i++) {
		if (i > 0 && !cli_index_read_again(job, n, text))
			return;
		if (!ripen(job, n, text) ||
		    !write_once(job, n, text, &counts, &size))
			return;
		is_old = cli_index_text_is_old(job->files.list[n].path, text);
	}
	if (is_old) {
		cli_index_fail_text(job, job->files.list[n].name,
		    "its index is stale already: the file is being changed "
		    "all the time");
		return;
	}
	cli_index_say_made(job, n, text->source, &counts, size);
	settle(job, n, text->source);
}

/* Also one of no use is out of the way when it is old. */
static bool
is_up_to_date(const struct cli_index_job *job, size_t n,
    const struct ha_source *source)
{
	enum ha_index_kind kind = job->files.list[n].kind;
	struct cli_index_state state = cli_index_state_of(job, source, kind);

	return !state.is_missing && state.fault == HA_INDEX_FAULT_NONE &&
	    cli_index_why_not(kind, &state.counts) == NULL;
}

void
cli_index_write(struct cli_index_job *job, size_t n)
{
	struct cli_index_text text;

	if (!cli_index_read(job, n, &text))
		return;
	if (job->finds && !cli_index_is_large(text.source)) {
		drop(job, text.source);
		cli_index_say_needless(job, n, CLI_INDEX_SMALL);
		settle(job, n, text.source);
	} else if (job->finds && is_up_to_date(job, n, text.source)) {
		cli_index_say(job, n, "%1: up to date", NULL);
		settle(job, n, text.source);
	} else if (!S_ISREG(text.source->mode)) {
		/* /dev/null, which is read as an empty file. */
		cli_index_refuse(job, n, HA_UNREADABLE, EINVAL);
	} else {
		write_index(job, n, &text);
	}
	cli_index_text_free(&text);
}

bool
cli_index_has_changed(const struct cli_index_job *job, size_t n)
{
	const struct cli_index_file *file = &job->files.list[n];
	struct ha_identity identity;
	struct stat st;

	if (!file->is_settled || stat(file->path, &st) != 0)
		return false;
	identity = ha_identity_of(&st);
	return !ha_identity_equal(&identity, &file->identity);
}
