#ifndef CLI_PAM_ROLES_H
#define CLI_PAM_ROLES_H

#include "cli/pam/explore.h"
#include "common/settings/module_args.h"

/* Is it a line that asks our module, by its name or an absolute path? */
bool cli_pam_is_ours(const struct cli_pam_line *line);

/*
 * What a module does; a file that is missing is not looked for.  One that is
 * not known may verify, so that nobody is alarmed for nothing.
 */
enum cli_pam_role cli_pam_role_of(struct ha_span module);

/* Is it the module of the name, such as "pam_unix"? */
bool cli_pam_is_module(struct ha_span module, const char *name);

/* Is it made to decide which of the next lines count, as pam_succeed_if? */
bool cli_pam_is_condition(struct ha_span module);

/* May the line's module return the code? */
bool cli_pam_may_return(enum cli_pam_role role, int code);

/* Is there a file for it, where libpam looks? */
bool cli_pam_module_exists(struct ha_span module);

/* The arguments of one of our lines. */
struct cli_pam_ours {
	struct ha_module_args args;
	size_t bad; /* the number of the first one it refuses, or nargs */
};

/* The texts are kept in the arena. */
void cli_pam_ours_read(const struct cli_pam_line *line, struct ha_arena *arena,
    struct cli_pam_ours *ours);

/* The argument, counted from 0, that begins so; nargs: there is none. */
size_t cli_pam_find_arg(const struct cli_pam_line *line, struct ha_span start);

/* What the module returns in that line. */
struct cli_pam_returns cli_pam_returns_of(const struct cli_pam_line *line,
    const struct cli_pam_ours *ours);

/* Does it refuse anybody?  Not with enforce=no. */
bool cli_pam_refuses(struct cli_pam_returns returns);

#endif
