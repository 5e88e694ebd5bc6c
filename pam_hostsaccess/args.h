#ifndef MOD_ARGS_H
#define MOD_ARGS_H

#include <stdbool.h>

/* What stands behind the module's name in a PAM stack. */
struct mod_args {
	const char *allow, *deny; /* the tables' paths */
	const char *daemon;       /* NULL: PAM_SERVICE */
	const char *index;        /* a folder, or "no" */
	const char *message;      /* NULL: none */
	int no_rhost;             /* enum mod_no_rhost, and so on */
	int names;
	int user;
	int log;
	int lookup, commands, enforce; /* 0: no, 1: yes */
	int onlookup, onerror, allow_is;
	int debug;
	unsigned long timeout, command_timeout; /* seconds */
	unsigned long rate_count, rate_seconds;
};

enum mod_no_rhost {
	MOD_NO_RHOST_UNKNOWN,
	MOD_NO_RHOST_IGNORE,
	MOD_NO_RHOST_DENY
};

enum mod_names {
	MOD_NAMES_VERIFY,
	MOD_NAMES_TRUST,
	MOD_NAMES_IGNORE
};

enum mod_user {
	MOD_USER_RUSER,
	MOD_USER_LOGIN
};

enum mod_onlookup {
	MOD_ONLOOKUP_NOMATCH,
	MOD_ONLOOKUP_DENY
};

enum mod_onerror {
	MOD_ONERROR_DENY,
	MOD_ONERROR_SKIP
};

enum mod_allow_is {
	MOD_ALLOW_IS_IGNORE,
	MOD_ALLOW_IS_SUCCESS
};

enum mod_log {
	MOD_LOG_DENIED,
	MOD_LOG_ALL,
	MOD_LOG_NONE
};

/*
 * Reads the arguments over the defaults.  False: *bad is the first that is
 * unknown or has a bad value.  args borrows from argv.
 */
bool mod_args_read(int argc, const char **argv, struct mod_args *args,
    const char **bad);

#endif
