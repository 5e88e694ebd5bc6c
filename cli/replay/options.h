#ifndef CLI_REPLAY_OPTIONS_H
#define CLI_REPLAY_OPTIONS_H

#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/args/tables.h"

enum cli_replay_format {
	CLI_REPLAY_TEXT,
	CLI_REPLAY_LINE,
	CLI_REPLAY_JSON
};

struct cli_replay_options {
	struct cli_table_names tables;
	struct cli_lookups lookups;
	struct cli_output output;
	enum cli_replay_format format;
	const char *service;
	bool has_users;       /* --user=login */
	int64_t since, until; /* seconds since 1970 */
	unsigned long top;    /* how many sources and networks are shown */
};

#define CLI_REPLAY_OPTIONS_INIT \
	{ \
		.lookups = CLI_LOOKUPS_INIT, .service = "sshd", \
		.since = INT64_MIN, .until = INT64_MAX, .top = 10 \
	}

extern const struct cli_options cli_replay_options[];

#endif
