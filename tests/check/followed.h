#ifndef TESTS_CHECK_FOLLOWED_H
#define TESTS_CHECK_FOLLOWED_H

#include "tests/check/world.h"

/*
 * Follows what the help of each finding about the order of rules says, and asks
 * about every request again.  Returns how often somebody new is admitted, or
 * what is to make no difference does; adds how often there was advice.
 */
size_t follow_all(const struct cli_check *check, const struct outcome *outcome,
    size_t *nfollowed);

#endif
