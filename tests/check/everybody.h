#ifndef TESTS_CHECK_EVERYBODY_H
#define TESTS_CHECK_EVERYBODY_H

#include "tests/check/world.h"

/* Of how many services "match --who" tells otherwise than the matcher decides.
 */
size_t compare_everybody(const struct cli_check *check,
    const struct outcome *outcome);

#endif
