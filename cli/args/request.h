#ifndef CLI_ARGS_REQUEST_H
#define CLI_ARGS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/strbuf.h"
#include "common/request/request.h"

/* SERVICE CLIENT and each key once; one more shows that there are too many. */
#define CLI_REQUEST_WORDS 7

/* A request as it was given, and what it says.  The text is borrowed. */
struct cli_request {
	struct ha_span words[CLI_REQUEST_WORDS];
	size_t nwords;
	struct ha_span service, client; /* the first two words */
	struct ha_request facts;
	/* The client is a name without an address, to be tried with each. */
	bool lacks_address;
	struct ha_span address; /* the one that is tried; empty: none */
	bool has_server, has_server_name;
};

/*
 * Reads request->words.  True: the other members are set; then end with
 * ha_request_free(&request->facts).  False: fault says what is wrong with
 * the request.
 */
bool cli_request_read(struct cli_request *request, struct ha_strbuf *fault);

#endif
