#include "cli/args/lookups.h"

#include "common/base/span.h"

static bool
set_timeout(void *settings, const char *value)
{
	struct cli_lookups *lookups = settings;

	return ha_span_number(ha_span_of(value), 30, &lookups->timeout) &&
	    lookups->timeout >= 1;
}

const struct cli_option cli_lookups_options[CLI_LOOKUPS_OPTIONS] = {
	CLI_FLAG("no-lookup", 0, struct cli_lookups, are_off),
	{ "timeout", 0, required_argument, set_timeout, NULL,
	    "is not a number of seconds from 1 to 30", 0 },
};
