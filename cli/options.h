#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "decision.h"
#include "out.h"

enum cli_when {
	CLI_WHEN_AUTO,
	CLI_WHEN_ALWAYS,
	CLI_WHEN_NEVER
};

/* The options of a command; the strings are those of argv. */
struct cli_options {
	const char *dir, *allow, *deny; /* NULL: not given */
	const struct cli_format *format;
	enum cli_when color;
	unsigned long timeout; /* seconds */
	bool no_lookup, is_quiet, has_trace, unfolds, is_batch;
	bool compares;
	const char *batch_file; /* of --batch=FILE, or NULL */
	struct ha_policy policy;
	bool wants_help, wants_version;
	char **args; /* what is not an option, in order */
	int nargs;
};

/*
 * Reads the arguments behind the command's name, argv[0].  argv is put in
 * order.  False: something is wrong, which has been said.
 */
bool cli_options_read(int argc, char **argv, struct cli_options *options);

#endif
