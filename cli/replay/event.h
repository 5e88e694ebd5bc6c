#ifndef CLI_REPLAY_EVENT_H
#define CLI_REPLAY_EVENT_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/language/addr.h"

/* What a message says of a connection. */
enum cli_log_kind {
	CLI_LOG_NOTHING,    /* nothing that counts */
	CLI_LOG_UNREADABLE, /* it should, and its source cannot be told */
	CLI_LOG_ACCEPTED,   /* it logged in */
	CLI_LOG_ATTEMPT,    /* it is there, and has not logged in */
	CLI_LOG_MAYBE, /* the same, or the end of a session: it counts only of
			* a connection that is known not to be logged in */
	CLI_LOG_BEFORE /* it has not logged in; who it is, others say */
};

/* The message of one line, read. */
struct cli_log_message {
	enum cli_log_kind kind;
	bool has_addr;
	bool is_companion;   /* the same connection writes others, maybe by
			      * another process */
	struct ha_addr addr; /* without a scope */
	struct ha_span name; /* instead of an address */
	struct ha_span user; /* CLI_LOG_ACCEPTED */
	unsigned long port;  /* of the client; 0: not said */
	unsigned long pid;   /* of the connection, where another process writes
			      * of it; or 0 */
	const char *fault;   /* CLI_LOG_UNREADABLE: where, in the message */
};

#endif
