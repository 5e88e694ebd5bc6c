#ifndef CLI_STATUS_GUARD_H
#define CLI_STATUS_GUARD_H

#include "cli/pam/stack.h"

/* What a service's PAM configuration makes of our module. */
struct cli_guard {
	bool is_there;  /* there is a configuration, at least of "other" */
	bool is_own;    /* ... and it is the service's */
	bool is_unread; /* the service's, or a part of it, cannot be read */
	/* The first of our lines of each type; NULL: there is none. */
	const struct ha_source *files[CLI_PAM_TYPES];
	size_t lines[CLI_PAM_TYPES];
	bool holds; /* no client whom account refuses gets past it */
};

/* The sources are those of pam. */
void cli_guard_read(struct cli_pam *pam, const char *service,
    struct cli_guard *guard);

#endif
