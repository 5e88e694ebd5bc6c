#ifndef CLI_REPLAY_CONNECTIONS_H
#define CLI_REPLAY_CONNECTIONS_H

#include "cli/replay/line.h"
#include "cli/replay/event.h"
#include "cli/replay/sources.h"

/*
 * The connections that were seen last, so that the several lines of one count
 * once.  Lines of one host and process number are of one connection, unless
 * the client's address or port is another, or an hour lies between them.  A
 * line with a port and one of PAM, which may be written by another process,
 * are of one connection when the same client has no other within two minutes,
 * sshd's time to log in.
 *
 * Until a line with a port comes, an attempt that PAM alone has told of is
 * "loose": the next connection of its source takes it over.
 */

/* As many as can be under way at the same time on a large server. */
#define CLI_CONNECTIONS ((size_t)1 << 16)

struct cli_connection {
	uint64_t key;
	uint32_t source, port, used; /* used: when, as a number; 0: never */
	bool is_before;              /* it is known not to be logged in */
	bool is_counted;             /* as an attempt of its source */
	bool is_loose;               /* and that may be taken over */
	bool is_in;                  /* it has logged in */
	int64_t time;                /* of its last line */
};

struct cli_connections {
	struct cli_connection *list;
	uint32_t clock;
	uint64_t beyond; /* attempts of sources for which there was no room */
};

void cli_connections_init(struct cli_connections *connections);
void cli_connections_free(struct cli_connections *connections);

/* The message is an attempt, or may be, or tells that one goes on. */
void cli_connections_try(struct cli_connections *connections,
    struct cli_sources *sources, uint32_t source,
    const struct cli_log_line *line, const struct cli_log_message *message);

/* The message is a login: what was counted before is no attempt. */
void cli_connections_enter(struct cli_connections *connections,
    struct cli_sources *sources, uint32_t source,
    const struct cli_log_line *line, const struct cli_log_message *message);

#endif
