#ifndef CLI_TEST_LINE_H
#define CLI_TEST_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/source/source.h"

/* Clients that are meant alike: [USER@][NAME=]HOST, as it stands in the file.
 */
struct cli_test_client {
	struct ha_span text;
	struct ha_span user, name, host; /* user, name: empty if not given */
	size_t group;                    /* as in struct ha_token */
};

/* What "key=value" says besides. */
struct cli_test_keys {
	struct ha_span user, name, server, server_name, port;
};

/*
 * A line of a file of tests, "allow|deny SERVICE CLIENT... [key=value]...".
 * With a fault it is none: that says why, and where.
 */
struct cli_test_line {
	struct ha_location where; /* all of it */
	bool wants_admission;
	struct ha_span service;
	struct cli_test_client *clients;
	size_t nclients, clients_size;
	struct cli_test_keys keys;
	const char *fault; /* may hold a %1 for the text at fault_at */
	struct ha_location fault_at;
};

/* Start with { source }. */
struct cli_test_lines {
	const struct ha_source *source; /* borrowed */
	size_t next;
};

/* The next line that is no comment and not blank; false: there is none.  End
 * with cli_test_line_free. */
bool cli_test_lines_next(struct cli_test_lines *lines,
    struct cli_test_line *line);
void cli_test_line_free(struct cli_test_line *line);

#endif
