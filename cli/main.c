/* The hostsaccess command; hostsaccess(1) is its contract. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/check/command.h"
#include "cli/compat/tcpdchk.h"
#include "cli/compat/tcpdmatch.h"
#include "cli/diff/command.h"
#include "cli/index/command.h"
#include "cli/install/command.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/match/command.h"
#include "cli/replay/command.h"
#include "cli/status/command.h"
#include "cli/test/command.h"
#include "common/base/errortext.h"

static const struct cli_command *const commands[] = {
	&cli_match_command,
	&cli_check_command,
	&cli_explain_command,
	&cli_status_command,
	&cli_test_command,
	&cli_diff_command,
	&cli_index_command,
	&cli_replay_command,
	&cli_edit_command,
	&cli_install_command,
	&cli_confirm_command,
	&cli_undo_command,
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct cli_command *
find(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static int
refuse(const char *name)
{
	return cli_usage(NULL, "there is no command '%1'", ha_span_of(name),
	    HA_SPAN_EMPTY);
}

static int
help_of_all(void)
{
	puts("usage: hostsaccess COMMAND [OPTION]... [ARGUMENT]...\n");
	for (size_t i = 0; i < NCOMMANDS; i++)
		printf("  %-22s %s\n", commands[i]->synopsis,
		    commands[i]->summary);
	puts("  help [COMMAND]         this text, or that of a command\n"
	     "\n"
	     "  -h, --help             the same\n"
	     "  -V, --version          show the version\n"
	     "\n"
	     "Example: hostsaccess match sshd 203.0.113.9");
	return EX_OK;
}

static int
help(int argc, char **argv)
{
	const struct cli_command *command;

	if (argc > 2)
		return cli_usage(NULL, "help takes one command", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (argc < 2 || strcmp(argv[1], "help") == 0)
		return help_of_all();
	command = find(argv[1]);
	if (command == NULL)
		return refuse(argv[1]);
	return fputs(command->help, stdout) < 0 ? EX_IOERR : EX_OK;
}

static int
run(int argc, char **argv)
{
	const char *name = argc < 2 ? "" : argv[1];
	const struct cli_command *command = find(name);

	if (argc < 2)
		return cli_usage(NULL, "a command is missing", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	if (command != NULL)
		return cli_command_run(command, argc - 1, argv + 1);
	if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
	    strcmp(name, "-h") == 0)
		return help(argc - 1, argv + 1);
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
		return cli_version();
	return refuse(name);
}

static bool
is_called(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, name) == 0;
}

/* What could not be written must not look like an answer. */
int
main(int argc, char **argv)
{
	int status;

	cli_escape_init();
	if (argc > 0 && is_called(argv[0], "tcpdmatch"))
		status = cli_tcpdmatch(argc, argv);
	else if (argc > 0 && is_called(argv[0], "tcpdchk"))
		status = cli_tcpdchk(argc, argv);
	else
		status = run(argc, argv);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	cli_complain(NULL, "cannot write the answer: %1",
	    ha_span_of(ha_error_text(errno)), HA_SPAN_EMPTY);
	return EX_IOERR;
}
