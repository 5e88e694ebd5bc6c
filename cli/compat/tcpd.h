#ifndef CLI_COMPAT_TCPD_H
#define CLI_COMPAT_TCPD_H

#include "common/base/span.h"

/* What the programs of tcp_wrappers share; program is the name of one. */

/* "PROGRAM: SENTENCE" on standard error, as cli_sentence takes it. */
void cli_tcpd_complain(const char *program, const char *pattern,
    struct ha_span first, struct ha_span second);

/* Says what is wrong with the option for which getopt() returned value. */
void cli_tcpd_refuse_option(const char *program, int value);

/*
 * inetd.conf tells nothing that a verdict depends on, and yet must be there.
 * Returns the exit status.
 */
int cli_tcpd_require_file(const char *program, const char *path);

#endif
