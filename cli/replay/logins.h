#ifndef CLI_REPLAY_LOGINS_H
#define CLI_REPLAY_LOGINS_H

#include "cli/replay/sources.h"

/* Different pairs of user and source that are kept. */
#define CLI_LOGINS_MAX ((uint32_t)1 << 20)

/* Logins of one user from one source. */
struct cli_login {
	uint32_t user, source;
	uint64_t count;
	int64_t first, last; /* seconds since 1970 */
	enum cli_fate fate;
	const char *why;     /* CLI_FATE_UNTOLD: constant text */
	const char *path;    /* of the rule that decides, or NULL */
	size_t line;         /* 0: all of it */
	struct ha_span rule; /* or what is wrong */
};

struct cli_logins {
	struct cli_login *list;
	size_t count, size;
	struct cli_intern users;
	struct cli_intern pairs;
	struct ha_arena arena;  /* what the logins point to */
	uint64_t total, beyond; /* all, and those for which there was no room */
};

void cli_logins_init(struct cli_logins *logins);
void cli_logins_free(struct cli_logins *logins);

void cli_logins_add(struct cli_logins *logins, struct ha_span user,
    uint32_t source, int64_t time);

#endif
