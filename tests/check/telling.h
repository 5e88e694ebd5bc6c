#ifndef TESTS_CHECK_TELLING_H
#define TESTS_CHECK_TELLING_H

#include "cli/policy/regions.h"
#include "common/request/request.h"

/* What was said of one service, by context. */
struct told {
	struct cli_context about;
	struct cli_region run;
};

struct telling {
	struct told list[4096];
	size_t count;
	struct cli_context about;
};

/* Takes all that is said, from now on. */
struct cli_region_listener telling_listener(struct telling *telling);

/* What a reader makes of it, as the manual says, for a request whose client has
 * an address: the most special line that fits; of two, the user's. */
unsigned telling_read(const struct telling *telling,
    const struct cli_policy *policy, const struct cli_facts *facts,
    const struct ha_request *request, unsigned usual);

#endif
