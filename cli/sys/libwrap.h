#ifndef CLI_SYS_LIBWRAP_H
#define CLI_SYS_LIBWRAP_H

#include "cli/sys/places.h"

/* Does a program ask libwrap? */
enum cli_libwrap {
	CLI_LIBWRAP_NO,
	CLI_LIBWRAP_YES,
	CLI_LIBWRAP_GUESS,   /* it is static, and names what libwrap reads */
	CLI_LIBWRAP_UNKNOWN, /* not all that it needs could be read */
	CLI_LIBWRAP_FOREIGN, /* it is no ELF program */
	CLI_LIBWRAP_BROKEN,  /* ... or a damaged one */
	CLI_LIBWRAP_UNREADABLE
};

struct cli_libwrap_answer {
	enum cli_libwrap is;
	const char *by; /* what needs libwrap, if not the program */
	/* CLI_LIBWRAP_UNKNOWN: "was not found", and what; NULL: itself. */
	const char *why, *lost;
	int error; /* CLI_LIBWRAP_UNREADABLE: an errno value */
};

/*
 * Reads the program and the libraries that it needs, and runs none of them;
 * sshd's part for sessions counts for sshd.  The texts are in the arena.
 */
void cli_libwrap_ask(const char *program, const struct cli_places *places,
    struct ha_arena *arena, struct cli_libwrap_answer *answer);

#endif
