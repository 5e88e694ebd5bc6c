#ifndef HA_SETTINGS_MODULE_ARGS_H
#define HA_SETTINGS_MODULE_ARGS_H

#include <stdbool.h>

#include "common/base/strbuf.h"

/* Where indexes lie, unless it is said otherwise. */
#define HA_INDEX_FOLDER "/var/cache/hostsaccess"

/* What stands after the module's name in a PAM stack. */
struct ha_module_args {
	const char *allow, *deny;     /* the tables' paths */
	bool names_allow, names_deny; /* by an argument */
	const char *daemon;           /* NULL: PAM_SERVICE */
	const char *index;            /* a folder, or "no" */
	const char *message;          /* NULL: none */
	int no_rhost;                 /* enum ha_module_no_rhost, and so on */
	int names;
	int rhost;
	int user;
	int log;
	int lookup, commands, enforce; /* 0: no, 1: yes */
	int onlookup, onerror, allow_is;
	int debug;
	unsigned long timeout, command_timeout; /* seconds */
	unsigned long rate_count, rate_seconds;
};

enum ha_module_no_rhost {
	HA_MODULE_NO_RHOST_UNKNOWN,
	HA_MODULE_NO_RHOST_IGNORE,
	HA_MODULE_NO_RHOST_DENY
};

enum ha_module_names {
	HA_MODULE_NAMES_VERIFY,
	HA_MODULE_NAMES_TRUST,
	HA_MODULE_NAMES_IGNORE
};

enum ha_module_rhost {
	HA_MODULE_RHOST_ADDRESS,
	HA_MODULE_RHOST_CLAIM
};

enum ha_module_user {
	HA_MODULE_USER_RUSER,
	HA_MODULE_USER_LOGIN
};

enum ha_module_onlookup {
	HA_MODULE_ONLOOKUP_NOMATCH,
	HA_MODULE_ONLOOKUP_DENY
};

enum ha_module_onerror {
	HA_MODULE_ONERROR_DENY,
	HA_MODULE_ONERROR_SKIP
};

enum ha_module_allow_is {
	HA_MODULE_ALLOW_IS_IGNORE,
	HA_MODULE_ALLOW_IS_SUCCESS
};

enum ha_module_log {
	HA_MODULE_LOG_DENIED,
	HA_MODULE_LOG_ALL,
	HA_MODULE_LOG_NONE
};

/*
 * Reads the arguments over the defaults.  False: *bad is the first that is
 * unknown or has a bad value.  args borrows from argv.
 */
bool ha_module_args_read(int argc, const char **argv,
    struct ha_module_args *args, const char **bad);

/*
 * Adds a text that is the same for the same arguments, however they were
 * written, and another one if any of them differs.
 */
void ha_module_args_describe(const struct ha_module_args *args,
    struct ha_strbuf *out);

#endif
