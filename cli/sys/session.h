#ifndef CLI_SYS_SESSION_H
#define CLI_SYS_SESSION_H

#include <stdint.h>
#include <sys/types.h>

/* Where a command was given, seen from a moment before. */
enum cli_session {
	CLI_SESSION_NEW,     /* in a login by SSH that began after it */
	CLI_SESSION_CONSOLE, /* at a terminal of this machine, without SSH; or
				from outside of this container */
	CLI_SESSION_OLD,     /* in a login by SSH that began before it */
	CLI_SESSION_SHARED,  /* the same, but over its connection anew */
	CLI_SESSION_UNKNOWN  /* of neither kind, as far as can be seen */
};

/*
 * What the parents of a process say about that.  since is a time of the boot
 * clock in ns.  The connection counts: that of ssh's ControlMaster is as old as
 * the first login over it.
 */
enum cli_session cli_session_of(pid_t pid, int64_t since);

/*
 * SSH_CONNECTION, as sshd set it for this process or the nearest of its parents
 * that has it: sudo(8) takes it away.  NULL: there is none; the caller frees
 * it.
 */
char *cli_session_connection(void);

#endif
