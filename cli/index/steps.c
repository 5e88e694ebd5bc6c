#include "cli/index/job.h"

#include <errno.h>
#include <sysexits.h>

#include "cli/io/message.h"
#include "common/index/build.h"

/* To whoever only asks it is one more finding. */
static void
distrust(struct cli_index_job *job, enum ha_index_fault fault)
{
	cli_complain("index", "%1: %2; it is not used",
	    ha_span_of(job->folder.path),
	    ha_span_of(ha_index_fault_text(fault)));
	if (job->options->checks)
		cli_index_note_finding(job);
	else
		job->status = EX_IOERR;
}

bool
cli_index_open_folder(struct cli_index_job *job, bool makes_it)
{
	enum ha_index_fault fault;
	enum ha_status status;
	int error = 0;

	if (job->folder.fd >= 0 || job->was_refused)
		return job->folder.fd >= 0;
	status = cli_index_folder_open(&job->folder, makes_it, &error, &fault);
	if (status == HA_OK || status == HA_MISSING)
		return status == HA_OK;
	job->was_refused = true;
	if (status == HA_UNREADABLE)
		cli_index_fail(job, job->folder.path, error);
	else
		distrust(job, fault);
	return false;
}

/* Of those that are found any may be missing: check says so where it counts.
 */
void
cli_index_refuse(struct cli_index_job *job, size_t n, enum ha_status status,
    int error)
{
	const char *name = job->files.list[n].name;

	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_TOOBIG)
		error = EFBIG;
	if (status == HA_MISSING)
		error = ENOENT;
	if (error == EINVAL)
		cli_index_fail_text(job, name,
		    "not indexed: it is no regular file");
	else if (status != HA_MISSING || !job->finds)
		cli_index_fail(job, name, error);
}

/* Hard links and symbolic links to one file have one index. */
static bool
was_seen(struct cli_index_job *job, size_t n,
    const struct ha_identity *identity)
{
	struct cli_index_file *list = job->files.list;

	for (size_t i = 0; i < n; i++) {
		if (identity->inode != 0 &&
		    list[i].identity.inode == identity->inode &&
		    list[i].identity.device == identity->device)
			return true;
	}
	list[n].identity = *identity;
	return false;
}

bool
cli_index_read_again(struct cli_index_job *job, size_t n,
    struct cli_index_text *text)
{
	struct cli_index_file *file = &job->files.list[n];
	int error = 0;
	enum ha_status status;

	cli_index_text_free(text);
	status = cli_index_text_read(file->path, text, &error);
	if (status != HA_OK) {
		cli_index_refuse(job, n, status, error);
		return false;
	}
	if (file->guesses)
		file->kind = ha_index_guess_kind(text->source);
	if (job->finds)
		cli_index_files_add_named(&job->files, n, text->source);
	return true;
}

bool
cli_index_read(struct cli_index_job *job, size_t n, struct cli_index_text *text)
{
	text->source = NULL;
	if (!cli_index_read_again(job, n, text))
		return false;
	if (!was_seen(job, n, &text->source->identity))
		return true;
	cli_index_text_free(text);
	return false;
}

struct ha_index *
cli_index_build(struct cli_index_job *job, size_t n,
    const struct cli_index_text *text, struct ha_index_image *image)
{
	const struct cli_index_file *file = &job->files.list[n];
	struct ha_index *index = NULL;
	enum ha_status status =
	    ha_index_build(text->source, file->kind, text->taken, image);

	if (status == HA_OK)
		status = ha_index_from_image(*image, &index);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status != HA_OK)
		cli_index_fail_text(job, file->name,
		    "not indexed: it has too many networks, or too long a "
		    "path");
	return status == HA_OK ? index : NULL;
}

struct cli_index_state
cli_index_state_of(const struct cli_index_job *job,
    const struct ha_source *source, enum ha_index_kind kind)
{
	struct cli_index_state state = { .fault = HA_INDEX_FAULT_NONE };
	struct ha_index *index;
	enum ha_status status =
	    ha_index_open(job->folder.path, source, kind, &index, &state.fault);

	if (status == HA_NOMEM)
		cli_no_memory();
	state.is_missing = status == HA_MISSING;
	if (status != HA_OK)
		return state;
	state.counts = ha_index_about(index)->counts;
	if (ha_index_verify(index) != HA_OK)
		state.fault = HA_INDEX_FAULT_DAMAGED;
	ha_index_free(index);
	return state;
}
