#ifndef CLI_MATCH_WHY_H
#define CLI_MATCH_WHY_H

#include "common/match/trace.h"
#include "common/request/request.h"

/* Nobody has told, but a look-up might. */
bool cli_is_open(enum ha_fact fact);

/* A token of a rule in its parts, seen in the event that tried it. */
struct cli_token {
	bool is_daemon; /* of the daemon list: the host is the server */
	bool has_host;
	struct ha_span before_at, host; /* before_at: daemon or user */
	const struct ha_host *facts;    /* of the host */
};

void cli_token_read(struct cli_token *token, const struct ha_event *event,
    const struct ha_request *request);

/* Why the token matched or did not, in a few words; constant text. */
const char *cli_why(const struct ha_event *event,
    const struct ha_request *request);

/* What a client's pattern that decided says, after it: "is the name". */
const char *cli_pattern_says(enum ha_pattern_kind kind);

#endif
