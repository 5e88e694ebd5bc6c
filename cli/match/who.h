#ifndef CLI_MATCH_WHO_H
#define CLI_MATCH_WHO_H

#include "cli/match/options.h"

/* Prints everybody who can use the service.  Returns the exit status. */
int cli_match_who(const struct cli_match_options *options,
    const struct ha_tables *tables, struct ha_span service);

#endif
