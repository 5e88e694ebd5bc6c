#include "cli/status/command.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/help.h"
#include "cli/args/options.h"
#include "cli/io/message.h"
#include "cli/status/row.h"
#include "cli/status/services.h"
#include "cli/sys/sockets.h"
#include "common/base/errortext.h"

#define UNGUARDED 1

static int
refuse(const char *path, int error)
{
	cli_complain("status", "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

/* What was named on the command line. */
static int
read_named(struct cli_status *status, const struct cli_options *options)
{
	int result = EX_OK;

	for (int i = 0; i < options->nargs; i++) {
		const char *name = options->args[i];
		bool is_program = strchr(name, '/') != NULL;
		const struct cli_row *row;

		if (name[0] == '\0')
			return cli_usage("status", "a name is empty",
			    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
		row = is_program ? cli_row_add_program(status, name, false)
				 : cli_row_add_service(status, name);
		if (is_program && row->libwrap.is == CLI_LIBWRAP_UNREADABLE)
			result = refuse(name, row->libwrap.error);
		else if (!row->is_guarded && result == EX_OK)
			result = UNGUARDED;
	}
	return result;
}

/* What this machine has. */
static int
read_all(struct cli_status *status)
{
	struct cli_places names = { .list = NULL };
	struct cli_places programs = { .list = NULL };
	int error = 0, result = EX_OK;
	const char *unread =
	    cli_services_read(&status->pam, &names, &status->arena, &error);

	if (unread != NULL)
		result = refuse(unread, error);
	for (size_t i = 0; i < names.count; i++)
		cli_row_add_service(status, names.list[i]);
	if (!cli_sockets_programs(&programs, &status->arena, &status->unseen,
		&error))
		result = refuse("/proc/net", error);
	for (size_t i = 0; i < programs.count; i++)
		cli_row_add_program(status, programs.list[i], true);
	free(names.list);
	free(programs.list);
	return result;
}

static void
print(const struct cli_status *status, const struct cli_options *options)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	if (options->status_json)
		cli_status_print_json(status, &out);
	else
		cli_status_print_text(status, cli_wants_color(options), &out);
	if (out.failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	ha_strbuf_free(&out);
}

static bool
is_folder(const char *path)
{
	DIR *folder = opendir(path);

	if (folder == NULL)
		return false;
	closedir(folder);
	return true;
}

static int
run(const struct cli_options *options)
{
	struct cli_status status = { .arena = HA_ARENA_INIT };
	int result;

	if (options->pam_dir != NULL && !is_folder(options->pam_dir))
		return refuse(options->pam_dir, errno);
	cli_pam_init(&status.pam, options->pam_dir);
	status.pam.version = options->pam_version;
	cli_places_read(&status.places, &status.arena);
	result = options->nargs > 0 ? read_named(&status, options)
				    : read_all(&status);
	if (!options->is_quiet && result != EX_USAGE)
		print(&status, options);
	free(status.rows);
	free(status.places.list);
	ha_arena_free(&status.arena);
	cli_pam_free(&status.pam);
	return result;
}

int
cli_cmd_status(int argc, char **argv)
{
	struct cli_options options;
	int status = EX_USAGE;

	if (!cli_options_read(argc, argv, CLI_COMMAND_STATUS, &options))
		;
	else if (options.wants_help)
		status = cli_help("status");
	else if (options.wants_version)
		status = cli_version();
	else
		status = run(&options);
	cli_options_free(&options);
	return status;
}
