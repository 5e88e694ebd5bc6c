#ifndef CLI_ARGS_LOOKUPS_H
#define CLI_ARGS_LOOKUPS_H

#include "cli/args/command.h"

/* --no-lookup and --timeout. */
struct cli_lookups {
	bool are_off;
	unsigned long timeout; /* seconds */
};

#define CLI_LOOKUPS_INIT \
	{ \
		.timeout = 3 \
	}

#define CLI_LOOKUPS_OPTIONS 2
extern const struct cli_option cli_lookups_options[CLI_LOOKUPS_OPTIONS];

#endif
