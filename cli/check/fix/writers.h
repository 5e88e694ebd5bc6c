#ifndef CLI_CHECK_FIX_WRITERS_H
#define CLI_CHECK_FIX_WRITERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/check/base/finding.h"

/*
 * The lines of a table that other programs wrote, and look for byte by byte
 * when they take them out again: a repair would make them stay for ever.
 *
 *	ALL: 192.0.2.9			fail2ban; "ALL:192.0.2.9" OSSEC, Wazuh
 *	# DenyHosts: DATE | sshd: 192.0.2.9
 *	sshd: 192.0.2.9			DenyHosts, as a pair
 *	###sshguard###			SSHGuard, and all up to the next such
 *					line
 *
 * None of them writes carriage returns, so these may be taken off the ends.
 */
struct cli_writers {
	const struct ha_source *source;
	struct cli_block {
		size_t start, end;
	} * blocks; /* of SSHGuard, in order */
	size_t count, size;
};

void cli_writers_find(struct cli_writers *writers,
    const struct ha_source *source);
void cli_writers_free(struct cli_writers *writers);

/* Would the edit change such a line, or add to one? */
bool cli_writers_mind(const struct cli_writers *writers,
    const struct cli_edit *edit);

#endif
