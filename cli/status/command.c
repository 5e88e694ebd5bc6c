#include "cli/status/command.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/output.h"
#include "cli/io/message.h"
#include "cli/pam/options.h"
#include "cli/status/row.h"
#include "cli/status/services.h"
#include "cli/sys/sockets.h"
#include "common/base/errortext.h"

#define UNGUARDED 1

struct status_options {
	struct cli_output output;
	struct cli_pam_options pam;
	bool is_json;
};

static int
refuse(const char *path, int error)
{
	cli_complain("status", "%1: %2", ha_span_of(path),
	    ha_span_of(ha_error_text(error)));
	return EX_IOERR;
}

/* What was named on the command line. */
static int
read_named(struct cli_status *status, struct cli_args args)
{
	int result = EX_OK;

	for (int i = 0; i < args.count; i++) {
		const char *name = args.list[i];
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
print(const struct cli_status *status, const struct status_options *options)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	if (options->is_json)
		cli_status_print_json(status, &out);
	else
		cli_status_print_text(status,
		    cli_wants_color(options->output.color), &out);
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
run(const void *settings, struct cli_args args)
{
	const struct status_options *options = settings;
	struct cli_status status = { .arena = HA_ARENA_INIT };
	int result;

	if (options->pam.dir != NULL && !is_folder(options->pam.dir))
		return refuse(options->pam.dir, errno);
	cli_pam_init(&status.pam, options->pam.dir);
	status.pam.version = options->pam.version;
	cli_places_read(&status.places, &status.arena);
	result = args.count > 0 ? read_named(&status, args) : read_all(&status);
	if (!options->output.is_quiet && result != EX_USAGE)
		print(&status, options);
	free(status.rows);
	free(status.places.list);
	ha_arena_free(&status.arena);
	cli_pam_free(&status.pam);
	return result;
}

static const char *const formats[] = { "text", "json", NULL };

static bool
set_format(void *settings, const char *value)
{
	struct status_options *options = settings;

	options->is_json = strcmp(value, "json") == 0;
	return true;
}

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, formats, NULL, 0 },
};

static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS,
	    struct status_options, output),
	CLI_OPTIONS_OF(cli_pam_options, CLI_PAM_OPTIONS, struct status_options,
	    pam),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess status [OPTION]... [SERVICE|PROGRAM]...\n"
    "\n"
    "Says which services read hosts.allow and hosts.deny: through the module\n"
    "pam_hostsaccess.so, or through libwrap.  SERVICE is a PAM service, "
    "PROGRAM\n"
    "a path with a '/'; without them, all PAM services and all programs that\n"
    "wait for TCP connections.  No program is run.\n"
    "\n"
    "      --pam-dir DIR      PAM services of DIR instead of /etc/pam.d\n"
    "      --pam-version VER  read them as this libpam, such as 1.5 or 1.7\n"
    "      --format FMT       text (default) or json\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 all that were named are guarded, or none was named; 1 one\n"
    "is not, 64 wrong use, 74 a file that was named could not be read.\n"
    "\n"
    "Example: hostsaccess status sshd\n";

const struct cli_command cli_status_command = {
	.name = "status",
	.synopsis = "status [NAME]...",
	.summary = "which services read the rules, and through what",
	.help = help,
	.options = groups,
	.defaults = &(const struct status_options){ .is_json = false },
	.size = sizeof(struct status_options),
	.run = run,
};
