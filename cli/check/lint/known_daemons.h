#ifndef CLI_CHECK_LINT_KNOWN_DAEMONS_H
#define CLI_CHECK_LINT_KNOWN_DAEMONS_H

#include "cli/check/base/names.h"
#include "common/base/arena.h"
#include "common/base/span.h"

/* Whom a daemon asks about its clients, as far as its name tells. */
enum cli_daemon_kind {
	CLI_DAEMON_UNKNOWN,
	CLI_DAEMON_PAM,     /* a service of PAM, here or commonly */
	CLI_DAEMON_LIBWRAP, /* libwrap, in builds that have it, and not PAM */
	CLI_DAEMON_NEITHER, /* none of them */
	CLI_DAEMON_SERVICE  /* only its name is known, of /etc/services */
};

/* The names that are known on this machine, and those that rules have. */
struct cli_daemons {
	struct cli_daemon_name *services; /* of PAM */
	struct cli_names ports;           /* names in /etc/services */
	struct cli_names seen;            /* in rules */
};

/* Reads what this machine has; in the arena. */
struct cli_daemons *cli_daemons_new(struct ha_arena *arena);

enum cli_daemon_kind cli_daemon_kind(const struct cli_daemons *daemons,
    struct ha_span name);

/* A known name that this one is a slip for; empty: there is none. */
struct ha_span cli_daemon_like(const struct cli_daemons *daemons,
    struct ha_span name);

/* Is it written for a daemon that has another name, as ssh for sshd? */
bool cli_daemon_is_meant_for(struct ha_span name);

/* The name that the program of this name gives libwrap, if it is another;
 * empty: it is the same, or nobody knows the program. */
struct ha_span cli_daemon_given(struct ha_span name);

#endif
