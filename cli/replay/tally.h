#ifndef CLI_REPLAY_TALLY_H
#define CLI_REPLAY_TALLY_H

#include "cli/replay/connections.h"
#include "cli/replay/logins.h"

/* Attempts, and the sources that made them. */
struct cli_attempts {
	uint64_t count;
	size_t sources;
};

/* All that the logs say, and, once it is judged, what the tables make of it. */
struct cli_tally {
	struct cli_sources sources;
	struct cli_logins logins;
	struct cli_connections connections;
	uint64_t lines, service_lines; /* read, and of the service */
	uint64_t unreadable, foreign;  /* foreign: by others than root */
	bool misses_login; /* a line about a login could not be read */

	/* Of the attempts, by enum cli_fate; set by cli_replay_judge. */
	struct cli_attempts attempts[3];
};

void cli_tally_init(struct cli_tally *tally);
void cli_tally_free(struct cli_tally *tally);

/* Counts what the message says; it is readable. */
void cli_tally_take(struct cli_tally *tally, const struct cli_log_line *line,
    const struct cli_log_message *message);

/* It is of a time that does not count, and still no rule may refuse who has
 * logged in. */
void cli_tally_spare(struct cli_tally *tally,
    const struct cli_log_message *message);

#endif
