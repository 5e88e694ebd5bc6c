#include "cli/check/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cli/check/base/kind.h"
#include "cli/io/message.h"
#include "cli/io/stream.h"
#include "cli/io/vector.h"
#include "common/base/errortext.h"

/* Only what was named may be read from a pipe. */
static void
add_table(struct cli_check *check, enum ha_table_kind kind, const char *path,
    bool is_named)
{
	check->tables[check->ntables++] = (struct cli_table){ .kind = kind,
		.path = path,
		.is_stream = is_named && cli_is_stream(path) };
}

/* By the name of the FILE; --as decides. */
static enum ha_table_kind
kind_of(const struct cli_check_options *options, const char *path)
{
	const char *as = options->as;
	enum ha_table_kind kind;

	if (as != NULL)
		return strcmp(as, "deny") == 0 ? HA_TABLE_DENY : HA_TABLE_ALLOW;
	cli_kind_of_name(path, &kind);
	return kind;
}

/* Files that are named, those of each kind in the order given. */
static void
choose_files(struct cli_check *check)
{
	const struct cli_check_options *options = check->options;

	for (int kind = HA_TABLE_ALLOW; kind <= HA_TABLE_DENY; kind++) {
		for (int i = 0; i < options->files.count; i++) {
			if ((int)kind_of(options, options->files.list[i]) ==
			    kind)
				add_table(check, (enum ha_table_kind)kind,
				    options->files.list[i], true);
		}
	}
	check->is_policy = check->ntables == 2 &&
	    check->tables[0].kind != check->tables[1].kind;
}

/* HA_OK, or the exit status of a named file that cannot be read. */
static int
open_table(const struct cli_check *check, struct cli_table *table)
{
	table->status = table->is_stream
	    ? cli_stream_open(table->path, &table->source, &table->error)
	    : ha_source_open(table->path, &table->source, &table->error);
	if (table->status == HA_NOMEM)
		cli_no_memory();
	if (table->status == HA_OK)
		return EX_OK;
	if (table->status == HA_MISSING && check->options->files.count == 0 &&
	    !ha_source_is_dangling(table->path))
		return EX_OK;
	if (table->status == HA_TOOBIG)
		table->error = EFBIG;
	if (table->status == HA_MISSING)
		table->error = ENOENT;
	cli_complain("check", "%1: %2", ha_span_of(table->path),
	    ha_source_is_dangling(table->path)
		? HA_SPAN("a link that leads nowhere")
		: ha_span_of(ha_error_text(table->error)));
	return EX_IOERR;
}

int
cli_input_open(struct cli_check *check)
{
	int status = EX_OK;

	for (size_t i = 0; i < check->ntables; i++) {
		if (open_table(check, &check->tables[i]) != EX_OK)
			status = EX_IOERR;
	}
	return status;
}

void
cli_input_choose(struct cli_check *check, const struct cli_tables *named)
{
	const struct cli_check_options *options = check->options;
	size_t count =
	    options->files.count > 2 ? (size_t)options->files.count : 2;

	check->tables = cli_zeroed(count, sizeof(*check->tables));
	if (options->files.count > 0) {
		choose_files(check);
		return;
	}
	add_table(check, HA_TABLE_ALLOW, named->allow,
	    options->tables.allow != NULL);
	add_table(check, HA_TABLE_DENY, named->deny,
	    options->tables.deny != NULL);
	check->is_policy = true;
}

/* ---- what is refused ---- */

/* Its tables may be missing one at a time. */
static int
look_into_folder(const struct cli_check_options *options)
{
	struct cli_tables named;
	struct stat st;
	int status;

	if (options->tables.dir == NULL || options->tables.allow != NULL ||
	    options->tables.deny != NULL)
		return EX_OK;
	status = cli_tables_choose(&options->tables, "check", &named);
	if (status == EX_OK && lstat(named.allow, &st) != 0 &&
	    errno == ENOENT && lstat(named.deny, &st) != 0 && errno == ENOENT) {
		cli_complain("check",
		    "%1: there is neither hosts.allow nor hosts.deny in it",
		    ha_span_of(options->tables.dir), HA_SPAN_EMPTY);
		status = EX_IOERR;
	}
	cli_tables_free(&named);
	return status;
}

static bool
is_stream(const char *path)
{
	return path != NULL && cli_is_stream(path);
}

/* It is read but once, and cannot be written. */
static int
refuse_streams(const struct cli_check_options *options,
    const char *const *paths, int count)
{
	bool writes = options->fixes && !options->shows_diff;

	for (int i = 0; i < count; i++) {
		if (!is_stream(paths[i]))
			continue;
		if (writes)
			return cli_usage("check",
			    "--fix needs a file to write, and %1 is none; "
			    "--diff shows the repairs",
			    ha_span_of(paths[i]), HA_SPAN_EMPTY);
		for (int k = 0; k < i; k++) {
			if (is_stream(paths[k]) &&
			    cli_is_same_stream(paths[i], paths[k]))
				return cli_usage("check",
				    "%1 can be read only once",
				    ha_span_of(paths[i]), HA_SPAN_EMPTY);
		}
	}
	return EX_OK;
}

int
cli_input_refuse(const struct cli_check_options *options)
{
	const char *tables[] = { options->tables.allow, options->tables.deny };
	const struct cli_args *files = &options->files;
	int status = files->count > 0
	    ? refuse_streams(options, (const char *const *)files->list,
		  files->count)
	    : refuse_streams(options, tables, 2);

	return status == EX_OK ? look_into_folder(options) : status;
}
