#include "cli/check/pattern_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "cli/message.h"

static struct cli_pattern_file *
find(const struct cli_pattern_files *files, struct ha_span path)
{
	struct cli_pattern_file *file = files->first;

	while (file != NULL && !ha_span_equal(ha_span_of(file->path), path))
		file = file->next;
	return file;
}

/* Beyond the engine's bounds nothing is opened: it would refuse, too. */
static void
open_file(struct cli_pattern_files *files, struct cli_pattern_file *file)
{
	if (files->count >= HA_FILE_OPENS_MAX ||
	    files->bytes > HA_FILE_BYTES_MAX)
		file->status = HA_TOOBIG;
	else
		file->status =
		    ha_source_open(file->path, &file->source, &file->error);
	if (file->status == HA_NOMEM)
		cli_no_memory();
	files->count++;
	if (file->status == HA_OK)
		files->bytes += file->source->len;
}

struct cli_pattern_file *
cli_pattern_file(struct cli_pattern_files *files, struct ha_span path)
{
	struct cli_pattern_file *file = find(files, path);

	if (file != NULL)
		return file;
	file = calloc(1, sizeof(*file));
	if (file == NULL)
		cli_no_memory();
	file->path = strndup(path.at, path.len);
	if (file->path == NULL)
		cli_no_memory();
	file->next = files->first;
	files->first = file;
	open_file(files, file);
	return file;
}

void
cli_pattern_files_free(struct cli_pattern_files *files)
{
	while (files->first != NULL) {
		struct cli_pattern_file *file = files->first;

		files->first = file->next;
		ha_source_free(file->source);
		free(file->path);
		free(file);
	}
}
