#ifndef MOD_COMMAND_H
#define MOD_COMMAND_H

#include <sys/types.h>

#include "common/base/strbuf.h"

/* A command of a rule, and as whom it runs. */
struct mod_command {
	const char *text;         /* for /bin/sh -c */
	char *const *environment; /* all of it */
	uid_t user;
	gid_t group;
	int nice; /* added */
	mode_t mask;
	unsigned long seconds; /* then it is killed */
};

struct mod_command_end {
	enum {
		MOD_COMMAND_EXITED,
		MOD_COMMAND_SIGNALLED,
		MOD_COMMAND_LATE,   /* killed when its time was up */
		MOD_COMMAND_NOT_RUN /* it could not be started, or watched */
	} how;
	int number; /* exit status, signal, or errno value */
};

/* More of a command's output is not wanted by anybody. */
#define MOD_OUTPUT_MAX 8192

/*
 * Runs the command and waits for its end; what it put into the background
 * goes on.  Its output goes to output, or nowhere when that is NULL; a command
 * that writes more than MOD_OUTPUT_MAX bytes is killed.
 */
struct mod_command_end mod_command_run(const struct mod_command *command,
    struct ha_strbuf *output);

#endif
