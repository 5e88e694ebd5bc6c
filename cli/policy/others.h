#ifndef CLI_POLICY_OTHERS_H
#define CLI_POLICY_OTHERS_H

#include "cli/policy/classes.h"
#include "common/request/request.h"

/* What a request is besides service, user and client: the server that it came
 * to, and the netgroups that the client is in. */
struct cli_other {
	uint32_t truths; /* the variables that hold */
	struct ha_addr server;
	bool has_server;
	struct ha_span server_name; /* empty: none */
	unsigned port;              /* 0: another one */
};

struct cli_others {
	struct cli_other *list; /* those of whom the least is true first */
	size_t count;
};

/* Of nvariables at most.  False: they cannot all be told apart. */
bool cli_others_make(struct cli_others *others, const struct cli_policy *policy,
    size_t nvariables, struct ha_arena *arena, size_t *budget);

#endif
