#ifndef HA_CHILD_H
#define HA_CHILD_H

#include <sys/types.h>

/*
 * A program that runs beside somebody else's process, which must not notice:
 * no SIGCHLD, nothing for its own wait() to find, no descriptor below 3, no
 * signal handler or mask changed, whatever threads it has.
 *
 * Between the two stands a keeper, a copy of the process that never execs:
 * only such a child can end without a signal to its parent.  It waits for the
 * program, and kills it when it is told to or when the process dies.
 */
struct ha_child {
	int socket; /* packets to and from the program's descriptor 0 */
	pid_t keeper;
};

/*
 * Runs path with an empty environment, default signals, descriptor 0 a socket,
 * 1 and 2 on /dev/null, and no other.  When it cannot be run, the socket says
 * HA_REPLY_BROKEN.  0, or an errno value; then there is no child.
 */
int ha_child_start(struct ha_child *child, const char *path,
    char *const argv[]);

/* Kills and waits for it. */
void ha_child_end(struct ha_child *child);

#endif
