#include "cli/status/guard.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/io/vector.h"
#include "cli/pam/roles.h"

static void
cast(struct cli_pam *pam, const struct cli_pam_line *line,
    struct cli_pam_player *player)
{
	struct cli_pam_ours ours;

	player->role = cli_pam_role_of(line->module);
	if (player->role != CLI_PAM_ROLE_OURS)
		return;
	cli_pam_ours_read(line, &pam->arena, &ours);
	player->returns = cli_pam_returns_of(line, &ours);
}

/* Is every way to success closed to whom our module denies? */
static bool
holds(struct cli_pam *pam, const struct cli_pam_chain *chain)
{
	struct cli_pam_player *players =
	    cli_zeroed(chain->count, sizeof(*players));
	struct cli_pam_path path = { .steps = NULL };
	bool is_open;

	for (size_t i = 0; i < chain->count; i++)
		cast(pam, chain->lines[i], &players[i]);
	is_open = cli_pam_explore(chain, players, CLI_PAM_ADMITS_DENIED, &path);
	free(path.steps);
	free(players);
	return !is_open && !path.gave_up;
}

static void
read_type(struct cli_pam *pam, const struct cli_pam_stack *stack,
    enum cli_pam_type type, struct cli_guard *guard)
{
	struct cli_pam_chain chain;

	cli_pam_chain_of(stack, type, &chain);
	for (size_t i = chain.count; i > 0; i--) {
		const struct ha_location *where = &chain.lines[i - 1]->where;

		if (!cli_pam_is_ours(chain.lines[i - 1]))
			continue;
		guard->files[type] = where->source;
		guard->lines[type] =
		    ha_source_place(where->source, where->offset).line;
	}
	if (type == CLI_PAM_ACCOUNT && guard->files[type] != NULL)
		guard->holds = holds(pam, &chain);
	free(chain.lines);
}

/* Another file counts when the first one cannot be read, but not to root. */
static bool
is_unread(struct cli_pam *pam, const char *service,
    const struct cli_pam_stack *stack)
{
	const char *path = cli_pam_path_of(pam, service);

	for (size_t i = 0; i < stack->count; i++) {
		if (stack->lines[i].fault == CLI_PAM_NO_FILE)
			return true;
	}
	return (stack->source == NULL ||
		   strcmp(stack->source->path, path) != 0) &&
	    access(path, F_OK) == 0;
}

void
cli_guard_read(struct cli_pam *pam, const char *service,
    struct cli_guard *guard)
{
	struct cli_pam_stack stack;

	*guard = (struct cli_guard){ .is_there = false };
	guard->is_there = cli_pam_read(pam, service, &stack);
	guard->is_own = stack.is_read;
	guard->is_unread = is_unread(pam, service, &stack);
	for (int type = 0; guard->is_there && type < CLI_PAM_TYPES; type++)
		read_type(pam, &stack, (enum cli_pam_type)type, guard);
	guard->holds = guard->holds && !guard->is_unread;
	cli_pam_stack_free(&stack);
}
