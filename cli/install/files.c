#include "cli/install/files.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "cli/sys/path.h"
#include "common/base/errortext.h"
#include "common/source/trust.h"

const char *const cli_part_names[CLI_PARTS] = {
	[CLI_PART_ALLOW] = "hosts.allow",
	[CLI_PART_DENY] = "hosts.deny",
	[CLI_PART_TESTS] = "hosts.tests",
};

/* Where other users can put links, root would follow them to any file. */
static bool
is_foreign_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	    !ha_owner_is_trusted(st.st_uid);
}

static int
open_file(struct cli_file *file, const struct cli_set *set)
{
	int error = 0;
	enum ha_status status = ha_source_open(file->path, &file->old, &error);

	if (status == HA_NOMEM)
		cli_no_memory();
	if (is_foreign_link(file->path)) {
		cli_set_complain(set, "%1: a link that another user made",
		    ha_span_of(file->path), HA_SPAN_EMPTY);
		return EX_IOERR;
	}
	if (status == HA_OK ||
	    (status == HA_MISSING && !ha_source_is_dangling(file->path)))
		return EX_OK;
	if (status == HA_TOOBIG)
		error = EFBIG;
	cli_set_complain(set, "%1: %2", ha_span_of(file->path),
	    status == HA_MISSING ? HA_SPAN("a link that leads nowhere")
				 : ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

int
cli_files_open(struct cli_files *files, const struct cli_set *set,
    const char *folder)
{
	int status = EX_OK;

	*files = (struct cli_files){ .list = { { .path = NULL } } };
	for (size_t i = 0; i < CLI_PARTS; i++) {
		struct cli_file *file = &files->list[i];

		file->path = cli_path_join(folder, cli_part_names[i]);
		if (open_file(file, set) != EX_OK)
			status = EX_IOERR;
	}
	return status;
}

void
cli_files_close(struct cli_files *files)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		ha_source_free(files->list[i].old);
		ha_source_free(files->list[i].new);
		free(files->list[i].path);
	}
}

struct ha_span
cli_bytes_of(const struct ha_source *source)
{
	return source == NULL ? HA_SPAN_EMPTY
			      : (struct ha_span){ source->bytes, source->len };
}

struct ha_source *
cli_source_of(const char *path, struct ha_span bytes)
{
	struct ha_source *source;

	if (ha_source_from_memory(path, bytes, &source) != HA_OK)
		cli_no_memory();
	return source;
}

void
cli_file_leave(struct cli_file *file)
{
	ha_source_free(file->new);
	file->new = NULL;
	file->changes = false;
}

void
cli_file_remove(struct cli_file *file)
{
	cli_file_leave(file);
	file->changes = file->old != NULL;
}

/* It will have the rights of the old one. */
void
cli_file_set(struct cli_file *file, struct ha_span bytes)
{
	cli_file_leave(file);
	if (file->old != NULL && ha_span_equal(cli_bytes_of(file->old), bytes))
		return;
	file->new = cli_source_of(file->path, bytes);
	file->new->owner = file->old == NULL ? geteuid() : file->old->owner;
	file->new->mode = file->old == NULL ? S_IFREG | 0644 : file->old->mode;
	file->changes = true;
}

bool
cli_files_change(const struct cli_files *files)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		if (files->list[i].changes)
			return true;
	}
	return false;
}

static struct cli_table
table_of(const struct cli_file *file, enum cli_part part,
    struct ha_source *source)
{
	return (struct cli_table){
		.kind = part == CLI_PART_ALLOW ? HA_TABLE_ALLOW : HA_TABLE_DENY,
		.path = file->path,
		.source = source,
		.status = source == NULL ? HA_MISSING : HA_OK,
		.is_for_here = true
	};
}

void
cli_files_before(const struct cli_files *files, struct cli_table tables[2])
{
	for (size_t i = 0; i < 2; i++)
		tables[i] = table_of(&files->list[i], (enum cli_part)i,
		    files->list[i].old);
}

void
cli_files_after(const struct cli_files *files, struct cli_table tables[2])
{
	for (size_t i = 0; i < 2; i++)
		tables[i] = table_of(&files->list[i], (enum cli_part)i,
		    cli_file_after(&files->list[i]));
}
