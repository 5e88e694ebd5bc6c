#include "cli/check/lint/lint.h"
#include "cli/check/lint/pam_case.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "cli/pam/services.h"
#include "common/base/errortext.h"

#define FOLDER "/etc/pam.d/"

/* ---- what is asked at all ---- */

static const struct cli_pam_line *
ours_in(const struct cli_pam_case *pam_case, enum cli_pam_type type)
{
	return pam_case->guards[type].ours;
}

static void
lint_not_asked(struct cli_pam_case *pam_case)
{
	struct cli_finding *finding = cli_find_file(&pam_case->check->findings,
	    HA_CODE_PAM_NOT_ASKED, pam_case->path);

	finding->args[0] = pam_case->service;
}

static struct cli_finding *
find_at(struct cli_pam_case *pam_case, enum ha_code code,
    enum cli_pam_type type)
{
	struct cli_finding *finding = cli_find_in_stack(pam_case, code,
	    ha_code_level(code), ours_in(pam_case, type)->module_place);

	finding->args[0] = pam_case->service;
	return finding;
}

/* Without a way through auth there are no passwords to be tried. */
static bool
takes_passwords(const struct cli_pam_guard *guard)
{
	struct cli_pam_path path;
	bool can_pass = cli_pam_explore(&guard->chain, guard->players,
	    CLI_PAM_ADMITS_ALLOWED, &path);

	free(path.steps);
	return can_pass || path.gave_up;
}

/* Which types ask, and which should as well. */
static void
lint_types(struct cli_pam_case *pam_case)
{
	const struct cli_pam_guard *auth = &pam_case->guards[CLI_PAM_AUTH];
	bool in_auth = auth->ours != NULL;
	bool in_account = ours_in(pam_case, CLI_PAM_ACCOUNT) != NULL;
	bool in_session = ours_in(pam_case, CLI_PAM_SESSION) != NULL;

	if (!in_auth && !in_account && !in_session)
		lint_not_asked(pam_case);
	else if (!in_auth && !in_account)
		find_at(pam_case, HA_CODE_PAM_SESSION_ONLY, CLI_PAM_SESSION);
	else if (!in_account && cli_pam_is_sshd(pam_case->service))
		find_at(pam_case, HA_CODE_PAM_NO_ACCOUNT, CLI_PAM_AUTH);
	else if (!in_auth && in_account && takes_passwords(auth))
		find_at(pam_case, HA_CODE_PAM_NO_AUTH, CLI_PAM_ACCOUNT);
}

/* While auth does not know the account, it may leave the verdict to account. */
static void
lint_login_user(struct cli_pam_case *pam_case)
{
	const struct cli_pam_chain *auth =
	    &pam_case->guards[CLI_PAM_AUTH].chain;

	if (ours_in(pam_case, CLI_PAM_ACCOUNT) != NULL)
		return;
	for (size_t i = 0; i < auth->count; i++) {
		const struct cli_pam_line *line = auth->lines[i];
		struct cli_pam_ours ours;
		size_t at = cli_pam_find_arg(line, HA_SPAN("user="));

		if (!cli_pam_is_ours(line) || at == line->nargs)
			continue;
		cli_pam_ours_read(line, &pam_case->check->pam.arena, &ours);
		if (ours.args.user != HA_MODULE_USER_LOGIN)
			continue;
		cli_find_in_stack(pam_case, HA_CODE_PAM_LOGIN_USER,
		    ha_code_level(HA_CODE_PAM_LOGIN_USER), line->arg_places[at])
		    ->args[0] = pam_case->service;
	}
}

/* ---- one service ---- */

static void
take_line(struct cli_pam_case *pam_case, struct cli_pam_guard *guard, size_t at)
{
	const struct cli_pam_line *line = guard->chain.lines[at];
	struct cli_pam_player *player = &guard->players[at];
	struct cli_pam_ours ours;

	guard->is_faulty = guard->is_faulty || line->fault != CLI_PAM_SOUND;
	player->role = cli_pam_role_of(line->module);
	if (pam_case->is_deployed && player->role != CLI_PAM_ROLE_OURS &&
	    !cli_pam_module_exists(line->module))
		player->role = CLI_PAM_ROLE_MISSING;
	if (!cli_pam_is_ours(line))
		return;
	cli_pam_ours_read(line, &pam_case->check->pam.arena, &ours);
	player->returns = cli_pam_returns_of(line, &ours);
	if (guard->ours == NULL)
		guard->ours = line;
	guard->is_faulty = guard->is_faulty || ours.bad < line->nargs;
	guard->refuses = guard->refuses || cli_pam_refuses(player->returns);
}

static void
read_guard(struct cli_pam_case *pam_case, enum cli_pam_type type)
{
	struct cli_pam_guard *guard = &pam_case->guards[type];

	guard->type = type;
	cli_pam_chain_of(&pam_case->stack, type, &guard->chain);
	guard->players =
	    cli_zeroed(guard->chain.count + 1, sizeof(*guard->players));
	for (size_t i = 0; i < guard->chain.count; i++)
		take_line(pam_case, guard, i);
}

static void
judge(struct cli_pam_case *pam_case)
{
	static const enum cli_pam_type order[] = { CLI_PAM_ACCOUNT,
		CLI_PAM_AUTH, CLI_PAM_SESSION };

	cli_lint_pam_lines(pam_case);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		read_guard(pam_case, order[i]);
	lint_types(pam_case);
	lint_login_user(pam_case);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct cli_pam_guard *guard = &pam_case->guards[order[i]];

		if (guard->ours != NULL)
			cli_lint_pam_chain(pam_case, guard);
		free(guard->chain.lines);
		free(guard->players);
	}
}

/* A file that was named must be there; a service need not have one. */
static bool
is_there(const char *named)
{
	struct ha_source *source;
	enum ha_status status;
	int error = ENOENT;

	if (strchr(named, '/') == NULL)
		return true;
	status = ha_source_open(named, &source, &error);
	if (status == HA_OK) {
		ha_source_free(source);
		return true;
	}
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status == HA_TOOBIG)
		error = EFBIG;
	if (status == HA_MISSING)
		error = ENOENT;
	cli_complain("check", "%1: %2", ha_span_of(named),
	    ha_span_of(ha_error_text(error)));
	return false;
}

static void
open_case(struct cli_check *check, const char *named, struct cli_pam_case *made)
{
	bool is_file = strchr(named, '/') != NULL;

	*made = (struct cli_pam_case){ .check = check,
		.path = cli_pam_path_of(&check->pam, named),
		.service = cli_pam_service_name(ha_span_of(named)) };
	made->is_deployed = !check->options->for_another_host &&
	    check->pam.dir == NULL &&
	    (!is_file || strncmp(named, FOLDER, sizeof(FOLDER) - 1) == 0);
}

/* A comment hides a finding wherever the file is included. */
static void
read_suppressions(struct cli_check *check, size_t first)
{
	for (size_t i = first; i < check->pam.nsources; i++)
		cli_suppressions_read(&check->findings.suppressions,
		    check->pam.sources[i]);
}

/* Another machine is meant, and what its stack is like is not known. */
static bool
is_elsewhere(const struct cli_check *check)
{
	return check->options->for_another_host && check->pam.dir == NULL;
}

static void
lint_unreadable(struct cli_pam_case *pam_case)
{
	struct cli_check *check = pam_case->check;
	enum ha_code code = HA_CODE_PAM_UNREADABLE;
	struct cli_finding *finding = cli_find_as(&check->findings, code,
	    is_elsewhere(check) ? HA_LEVEL_NOTE : ha_code_level(code),
	    (struct ha_location){ NULL, 0, 0 });

	finding->path = pam_case->path;
	finding->args[0] = pam_case->service;
}

static void
lint_service(struct cli_check *check, const char *named)
{
	struct cli_pam_case pam_case;
	size_t first = check->pam.nsources;

	open_case(check, named, &pam_case);
	if (cli_pam_read(&check->pam, named, &pam_case.stack) &&
	    (pam_case.stack.is_read || !is_elsewhere(check))) {
		read_suppressions(check, first);
		judge(&pam_case);
	} else {
		lint_unreadable(&pam_case);
	}
	cli_pam_stack_free(&pam_case.stack);
}

static bool
is_sshd(const char *named)
{
	return ha_span_equal(cli_pam_service_name(ha_span_of(named)),
	    HA_SPAN("sshd"));
}

bool
cli_lint_pam(struct cli_check *check)
{
	const struct cli_words *named = &check->options->services;
	bool are_there = true;

	for (size_t i = 0; i < named->count; i++) {
		if (!is_there(named->list[i])) {
			are_there = false;
			continue;
		}
		lint_service(check, named->list[i]);
		if (is_sshd(named->list[i]) && !cli_lint_sshd(check))
			are_there = false;
	}
	return are_there;
}
