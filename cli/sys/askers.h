#ifndef CLI_SYS_ASKERS_H
#define CLI_SYS_ASKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"

/* Does a program that is linked with libwrap ask it? */
enum cli_asking {
	CLI_ASKS_NEVER,
	CLI_ASKS_MAYBE,   /* nobody knows, or its setting cannot be read */
	CLI_ASKS_IF_SET,  /* a setting decides; not after cli_asker_read */
	CLI_ASKS_IF_EACH, /* the same for each section of its file */
	CLI_ASKS_ALWAYS
};

/* What is known of a program, see askers.def. */
struct cli_asker {
	const char *program, *daemon;
	enum cli_asking asks;
	const char *setting, *files; /* or NULL */
	bool knows_names;
};

/* By the name of its file; NULL: nobody knows it. */
const struct cli_asker *cli_asker_of(const char *program);

/* The first whose daemon has the name in rules; NULL: none. */
const struct cli_asker *cli_asker_named(struct ha_span daemon);

/* The rows, from 0 on; NULL after the last. */
const struct cli_asker *cli_asker_at(size_t index);

#endif
