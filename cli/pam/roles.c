#include "cli/pam/roles.h"

#include <security/pam_appl.h>
#include <string.h>
#include <unistd.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"

#ifndef CLI_SECUREDIR
#define CLI_SECUREDIR "/lib/security"
#endif

#define ENDING ".so"

static const struct {
	const char *name;
	enum cli_pam_role role;
	bool is_condition;
} modules[] = {
	{ "pam_hostsaccess", CLI_PAM_ROLE_OURS, false },
	{ "pam_permit", CLI_PAM_ROLE_PERMITS, false },
	{ "pam_deny", CLI_PAM_ROLE_DENIES, false },
	/* Whether they succeed depends on what is known of any user. */
	{ "pam_access", CLI_PAM_ROLE_NEUTRAL, true },
	{ "pam_listfile", CLI_PAM_ROLE_NEUTRAL, true },
	{ "pam_localuser", CLI_PAM_ROLE_NEUTRAL, true },
	{ "pam_succeed_if", CLI_PAM_ROLE_NEUTRAL, true },
	{ "pam_time", CLI_PAM_ROLE_NEUTRAL, true },
	{ "pam_usertype", CLI_PAM_ROLE_NEUTRAL, true },
	/* They count, or stop, but ask for nothing. */
	{ "pam_faillock", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_nologin", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_securetty", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_sepermit", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_shells", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_tally", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_tally2", CLI_PAM_ROLE_NEUTRAL, false },
	/* They prepare what comes after the login. */
	{ "pam_cap", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_echo", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_elogind", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_env", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_faildelay", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_gnome_keyring", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_group", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_issue", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_keyinit", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_kwallet5", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_lastlog", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_lastlog2", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_limits", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_loginuid", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_mail", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_mkhomedir", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_motd", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_namespace", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_oddjob_mkhomedir", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_selinux", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_setquota", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_systemd", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_tty_audit", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_umask", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_warn", CLI_PAM_ROLE_NEUTRAL, false },
	{ "pam_xauth", CLI_PAM_ROLE_NEUTRAL, false },
};

#define NMODULES (sizeof(modules) / sizeof(modules[0]))

/* "pam_unix" of "/lib/security/pam_unix.so"; without the ending all of it. */
static struct ha_span
stem(struct ha_span module)
{
	for (size_t i = module.len; i > 0; i--) {
		if (module.at[i - 1] != '/')
			continue;
		module = ha_span_from(module, i);
		break;
	}
	if (ha_span_ends_fold(module, HA_SPAN(ENDING)))
		module.len -= sizeof(ENDING) - 1;
	return module;
}

bool
cli_pam_is_module(struct ha_span module, const char *name)
{
	return ha_span_equal(stem(module), ha_span_of(name));
}

/* NMODULES: it is not known. */
static size_t
find_module(struct ha_span module)
{
	struct ha_span name = stem(module);
	size_t i = 0;

	while (i < NMODULES &&
	    !ha_span_equal(name, ha_span_of(modules[i].name)))
		i++;
	return i;
}

enum cli_pam_role
cli_pam_role_of(struct ha_span module)
{
	size_t i = find_module(module);

	return i < NMODULES ? modules[i].role : CLI_PAM_ROLE_VERIFIES;
}

bool
cli_pam_is_condition(struct ha_span module)
{
	size_t i = find_module(module);

	return i < NMODULES && modules[i].is_condition;
}

bool
cli_pam_is_ours(const struct cli_pam_line *line)
{
	return line->kind == CLI_PAM_MODULE &&
	    cli_pam_role_of(line->module) == CLI_PAM_ROLE_OURS;
}

bool
cli_pam_may_return(enum cli_pam_role role, int code)
{
	switch (role) {
	case CLI_PAM_ROLE_OURS:
	case CLI_PAM_ROLE_VERIFIES:
	case CLI_PAM_ROLE_NEUTRAL:
		return true;
	case CLI_PAM_ROLE_PERMITS:
		return code == PAM_SUCCESS;
	case CLI_PAM_ROLE_DENIES:
		return code != PAM_SUCCESS && code != PAM_NEW_AUTHTOK_REQD;
	case CLI_PAM_ROLE_MISSING:
		return code == PAM_MODULE_UNKNOWN;
	}
	return true;
}

static bool
exists_in(const char *folder, struct ha_span name)
{
	struct ha_strbuf path = HA_STRBUF_INIT;
	bool exists;

	ha_strbuf_add_text(&path, folder);
	ha_strbuf_add(&path, name);
	if (path.failed)
		cli_no_memory();
	exists = access(ha_strbuf_text(&path), F_OK) == 0;
	ha_strbuf_free(&path);
	return exists;
}

/* "$ISA" in a path is filled in by libpam, in its own way on each system. */
bool
cli_pam_module_exists(struct ha_span module)
{
	if (ha_span_holds(module, '$'))
		return true;
	if (ha_span_holds(module, '\0'))
		return false;
	if (module.len > 0 && module.at[0] == '/')
		return exists_in("", module);
	return exists_in(CLI_SECUREDIR "/", module) ||
	    exists_in("/lib/security/", module);
}

void
cli_pam_ours_read(const struct cli_pam_line *line, struct ha_arena *arena,
    struct cli_pam_ours *ours)
{
	const char **argv =
	    ha_arena_alloc(arena, (line->nargs + 1) * sizeof(*argv));
	const char *bad = NULL;

	if (argv == NULL)
		cli_no_memory();
	for (size_t i = 0; i < line->nargs; i++)
		argv[i] = cli_arena_text(arena, line->args[i]);
	ours->bad = line->nargs;
	if (ha_module_args_read((int)line->nargs, argv, &ours->args, &bad))
		return;
	for (size_t i = line->nargs; i-- > 0;) {
		if (argv[i] == bad)
			ours->bad = i;
	}
}

/* The last one counts, as for the module. */
size_t
cli_pam_find_arg(const struct cli_pam_line *line, struct ha_span start)
{
	for (size_t i = line->nargs; i-- > 0;) {
		if (line->args[i].len >= start.len &&
		    ha_span_equal(ha_span_before(line->args[i], start.len),
			start))
			return i;
	}
	return line->nargs;
}

struct cli_pam_returns
cli_pam_returns_of(const struct cli_pam_line *line,
    const struct cli_pam_ours *ours)
{
	struct cli_pam_returns returns = { PAM_SUCCESS, PAM_PERM_DENIED };

	if (ours->bad < line->nargs)
		return (struct cli_pam_returns){ PAM_SERVICE_ERR,
			PAM_SERVICE_ERR };
	if (line->type == CLI_PAM_PASSWORD)
		return (struct cli_pam_returns){ PAM_IGNORE, PAM_IGNORE };
	if (line->type == CLI_PAM_AUTH &&
	    ours->args.allow_is == HA_MODULE_ALLOW_IS_IGNORE)
		returns.allowed = PAM_IGNORE;
	if (ours->args.enforce == 0)
		returns.denied = returns.allowed;
	return returns;
}

bool
cli_pam_refuses(struct cli_pam_returns returns)
{
	return returns.denied != PAM_SUCCESS && returns.denied != PAM_IGNORE;
}
