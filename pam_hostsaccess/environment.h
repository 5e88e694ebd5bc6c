#ifndef MOD_ENVIRONMENT_H
#define MOD_ENVIRONMENT_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/request/request.h"
#include "common/source/source.h"

/* All that a command finds in its environment. */
struct mod_environment {
	char **list; /* ends with NULL */
	struct ha_arena arena;
};

/*
 * PATH; HOSTSACCESS_SERVICE, _ADDRESS, _NAME, _USER and _RULE, filtered as
 * the values of %<letter> are; and variables, "NAME=VALUE" with a NUL after
 * each.  False: out of memory.  End with mod_environment_free in any case.
 */
bool mod_environment_make(struct mod_environment *environment,
    const struct ha_request *request, struct ha_location rule,
    struct ha_span variables);

void mod_environment_free(struct mod_environment *environment);

#endif
