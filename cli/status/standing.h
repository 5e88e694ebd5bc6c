#ifndef CLI_STATUS_STANDING_H
#define CLI_STATUS_STANDING_H

#include "cli/status/row.h"

/*
 * Adds a line for each service of the rows that the rules name, and for sshd:
 * who can use it, as far as it asks.  The tables are those that its PAM lines
 * name, or those in /etc.  Nothing where a table cannot be read.
 */
void cli_status_add_standings(const struct cli_status *status,
    struct ha_strbuf *out);

#endif
