#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/index/job.h"

/* Which file it is need not be read, but what it names. */
static bool
identify(struct cli_index_job *job, size_t n, struct ha_identity *identity)
{
	const struct cli_index_file *file = &job->files.list[n];
	struct cli_index_text text;
	struct stat st;

	if (job->finds) {
		if (!cli_index_read(job, n, &text))
			return false;
		*identity = text.source->identity;
		cli_index_text_free(&text);
		return true;
	}
	if (stat(file->path, &st) == 0) {
		*identity = ha_identity_of(&st);
		return true;
	}
	if (file->is_removed)
		cli_index_say(job, n, "%1: the index was removed", NULL);
	else
		cli_index_fail(job, file->name, errno);
	return false;
}

void
cli_index_remove(struct cli_index_job *job, size_t n)
{
	char name[HA_INDEX_NAME], *path;
	struct ha_identity identity;
	int error = ENOENT;

	if (!identify(job, n, &identity))
		return;
	ha_index_name(&identity, name);
	if (cli_index_open_folder(job, false))
		error = cli_index_folder_remove(&job->folder, name);
	if (error == 0 || job->files.list[n].is_removed) {
		cli_index_say(job, n, "%1: the index was removed", NULL);
	} else if (error == ENOENT) {
		cli_index_say(job, n, "%1: there was no index", NULL);
	} else {
		path = cli_index_folder_file(&job->folder, name);
		cli_index_fail(job, path, error);
		free(path);
	}
}
