#ifndef CLI_ARGS_OUTPUT_H
#define CLI_ARGS_OUTPUT_H

#include "cli/args/command.h"
#include "cli/io/terminal.h"

/* --quiet and --color. */
struct cli_output {
	bool is_quiet;
	enum cli_when color;
};

#define CLI_OUTPUT_OPTIONS 2
extern const struct cli_option cli_output_options[CLI_OUTPUT_OPTIONS];

/* Of which --quiet alone is the first. */
#define CLI_QUIET_OPTIONS 1

#endif
