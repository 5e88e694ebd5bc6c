#ifndef CLI_PAM_STACK_H
#define CLI_PAM_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/pam/control.h"
#include "cli/pam/files.h"

/*
 * The PAM configuration of a service, read as libpam reads it: files that are
 * included are put in their place, what cannot be understood becomes a line
 * that always fails.
 */
enum cli_pam_type {
	CLI_PAM_AUTH,
	CLI_PAM_ACCOUNT,
	CLI_PAM_SESSION,
	CLI_PAM_PASSWORD
};

#define CLI_PAM_TYPES (CLI_PAM_PASSWORD + 1)

enum cli_pam_kind {
	CLI_PAM_MODULE,
	CLI_PAM_FAILS,   /* whatever it names: it cannot be understood */
	CLI_PAM_SUBSTACK /* the lines of a higher level after it are its own */
};

/* What is wrong with a line. */
enum cli_pam_fault {
	CLI_PAM_SOUND,
	CLI_PAM_BAD_TYPE, /* taken for auth */
	CLI_PAM_NO_CONTROL,
	CLI_PAM_BAD_CONTROL, /* every return code is a failure */
	CLI_PAM_NO_MODULE,
	CLI_PAM_NO_FILE, /* what it includes cannot be read */
	CLI_PAM_TOO_DEEP /* ... or includes itself */
};

struct cli_pam_line {
	enum cli_pam_type type;
	enum cli_pam_kind kind;
	enum cli_pam_fault fault;
	int level; /* of substacks, from 0 */
	int actions[CLI_PAM_CODES];
	bool is_silent;   /* "-type": a missing module is not logged */
	bool is_included; /* it stands in another file than the service's */
	bool is_other;    /* of "other": the service has none of the type */
	struct ha_span control, module; /* as written; "[...]" without them */
	struct ha_span *args;
	size_t nargs;
	struct ha_location *arg_places; /* of each */
	/* With brackets; source NULL: there is none. */
	struct ha_location control_place, module_place;
	struct ha_location where;    /* the line */
	struct ha_location gap;      /* see cli_pam_text; source NULL: none */
	struct ha_location word;     /* of it what the fault is about */
	struct ha_location included; /* the outermost line that includes it */
};

/* Lines of all types, in order. */
struct cli_pam_stack {
	struct cli_pam_line *lines;
	size_t count, size;
	bool is_read; /* the service has lines, or a file, of its own */
	const struct ha_source *source; /* that file, or NULL */
};

/*
 * Reads what libpam would for the service; for a service that holds a '/' that
 * file; for an empty one the lines of all services in /etc/pam.conf, where
 * libpam reads that.  False: there is no configuration, not even of "other", or
 * it cannot be read to its end.  End with cli_pam_stack_free in both cases.
 */
bool cli_pam_read(struct cli_pam *pam, const char *service,
    struct cli_pam_stack *stack);
/* The path where that looks for the service first; lives as long as pam. */
const char *cli_pam_path_of(struct cli_pam *pam, const char *service);

void cli_pam_stack_free(struct cli_pam_stack *stack);

/* "auth", "account", "session" or "password". */
const char *cli_pam_type_name(enum cli_pam_type type);

#endif
