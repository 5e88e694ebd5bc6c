/* The hostsaccess command; hostsaccess(1) is its contract. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/args/help.h"
#include "cli/check/command.h"
#include "cli/check/explain.h"
#include "cli/compat/tcpdchk.h"
#include "cli/compat/tcpdmatch.h"
#include "cli/index/command.h"
#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/match/command.h"
#include "cli/status/command.h"
#include "common/base/errortext.h"

static int
cmd_help(int argc, char **argv)
{
	if (argc > 2)
		return cli_usage(NULL, "help takes one command", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	return cli_help(argv[1]);
}

static int
cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return cli_version();
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "match", cli_cmd_match },
	{ "check", cli_cmd_check },
	{ "explain", cli_cmd_explain },
	{ "status", cli_cmd_status },
	{ "index", cli_cmd_index },
	{ "help", cmd_help },
	{ "--help", cmd_help },
	{ "-h", cmd_help },
	{ "--version", cmd_version },
	{ "-V", cmd_version },
};

static int
run(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage(NULL, "a command is missing", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	return cli_usage(NULL, "there is no command '%1'", ha_span_of(argv[1]),
	    HA_SPAN_EMPTY);
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
