#ifndef HA_LOOKUP_CHILD_H
#define HA_LOOKUP_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A program that runs beside somebody else's process, which must not notice:
 * no SIGCHLD, nothing for its own wait() to find, no descriptor below 3, no
 * signal handler or mask changed, whatever threads it has.  A thread that is to
 * be cancelled is not cancelled while it starts one.
 *
 * Between the two stands a keeper, a copy of the process that never execs:
 * only such a child can end without a signal to its parent.  It waits for the
 * program, and kills it, with its process group, when it is told to or when
 * the process dies.
 */
struct ha_child {
	int socket; /* packets of the program and of the keeper, see below */
	int pidfd;  /* of the keeper; -1: it goes by its number */
	pid_t keeper;
};

/* What is run: with default signals, in a session of its own, in "/". */
struct ha_child_spec {
	const char *path;
	char *const *argv, *const *environment;
	bool talks; /* descriptor 0 is the socket; else /dev/null */
	int output; /* what 1 and 2 are; -1: /dev/null.  Above 2. */
	uid_t user; /* and no other groups; (uid_t)-1: all stays as it is */
	gid_t group;
	int nice; /* added to that of the process */
	mode_t mask;
};

/*
 * Runs it; it has no other descriptors, or is not run.  The last packet of the
 * socket is HA_REPLY_BROKEN when it could not be run, and HA_REPLY_ENDED when
 * it has ended.  0, or an errno value: then there is no child.
 */
int ha_child_start(struct ha_child *child, const struct ha_child_spec *spec);

/* Kills what still runs of it, and waits for it. */
void ha_child_end(struct ha_child *child);

/*
 * Moves a descriptor above the standard ones, so that it can be theirs in the
 * child; closes the old one.  -1 with errno.
 */
int ha_child_raise(int fd);

#endif
