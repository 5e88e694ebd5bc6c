#include "cli/status/guard.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "cli/grow.h"
#include "cli/pam/explore.h"

static bool
is_module(const struct cli_pam_line *line, struct ha_span name)
{
	struct ha_span module = line->module;

	for (size_t i = module.len; i > 0; i--) {
		if (module.at[i - 1] == '/')
			return ha_span_equal(ha_span_from(module, i), name);
	}
	return ha_span_equal(module, name);
}

static bool
is_ours(const struct cli_pam_line *line)
{
	return line->kind == CLI_PAM_MODULE &&
	    is_module(line, HA_SPAN("pam_hostsaccess.so"));
}

static bool
enforces(const struct cli_pam_line *line)
{
	for (size_t i = 0; i < line->nargs; i++) {
		if (ha_span_equal(line->args[i], HA_SPAN("enforce=no")))
			return false;
	}
	return true;
}

static void
cast(const struct cli_pam_line *line, struct cli_pam_player *player)
{
	player->role = CLI_PAM_ROLE_NEUTRAL;
	if (is_ours(line)) {
		player->role = CLI_PAM_ROLE_OURS;
		player->returns.allowed = PAM_SUCCESS;
		player->returns.denied =
		    enforces(line) ? PAM_PERM_DENIED : PAM_SUCCESS;
	} else if (is_module(line, HA_SPAN("pam_deny.so"))) {
		player->role = CLI_PAM_ROLE_DENIES;
	} else if (is_module(line, HA_SPAN("pam_permit.so"))) {
		player->role = CLI_PAM_ROLE_PERMITS;
	}
}

/* Is every way to success closed to whom our module denies? */
static bool
holds(const struct cli_pam_chain *chain)
{
	struct cli_pam_player *players =
	    cli_zeroed(chain->count, sizeof(*players));
	struct cli_pam_path path = { .steps = NULL };
	bool is_open;

	for (size_t i = 0; i < chain->count; i++)
		cast(chain->lines[i], &players[i]);
	is_open = cli_pam_explore(chain, players, CLI_PAM_ADMITS_DENIED, &path);
	free(path.steps);
	free(players);
	return !is_open && !path.gave_up;
}

static void
read_type(const struct cli_pam_stack *stack, enum cli_pam_type type,
    struct cli_guard *guard)
{
	struct cli_pam_chain chain;

	cli_pam_chain_of(stack, type, &chain);
	for (size_t i = chain.count; i > 0; i--) {
		const struct ha_location *where = &chain.lines[i - 1]->where;

		if (!is_ours(chain.lines[i - 1]))
			continue;
		guard->files[type] = where->source;
		guard->lines[type] =
		    ha_source_place(where->source, where->offset).line;
	}
	if (type == CLI_PAM_ACCOUNT && guard->files[type] != NULL)
		guard->holds = holds(&chain);
	free(chain.lines);
}

void
cli_guard_read(struct cli_pam *pam, const char *service,
    struct cli_guard *guard)
{
	struct cli_pam_stack stack;

	*guard = (struct cli_guard){ .is_there = false };
	guard->is_there = cli_pam_read(pam, service, &stack);
	guard->is_own = stack.is_read;
	for (int type = 0; guard->is_there && type < CLI_PAM_TYPES; type++)
		read_type(&stack, (enum cli_pam_type)type, guard);
	cli_pam_stack_free(&stack);
}
