#include "cli/pam/explore.h"

#include <security/pam_appl.h>
#include <stdlib.h>

#include "cli/io/vector.h"

/* Machines that differ; far more than any sane stack has. */
#define NODES_MAX 100000

/* A machine that was reached, and how. */
struct node {
	struct cli_pam_machine machine;
	size_t from; /* of the nodes */
	size_t next; /* before the same line; 0: none */
	int code;    /* that led here */
	bool asks_ours;
};

struct search {
	const struct cli_pam_chain *chain;
	const struct cli_pam_player *players;
	enum cli_pam_question question;
	struct node *nodes;
	size_t count, size;
	size_t *heads; /* by line: the nodes before it, 0: none */
	bool gave_up;
};

/* The usual ones first: they read best in an example. */
static const int usual[] = { PAM_SUCCESS, PAM_IGNORE, PAM_AUTH_ERR,
	PAM_USER_UNKNOWN, PAM_PERM_DENIED, PAM_NEW_AUTHTOK_REQD };

/* Codes of a line that lead to different machines. */
struct choices {
	int codes[CLI_PAM_CODES];
	size_t count;
};

/* How libpam and applications tell return codes apart, beside their action. */
static int
class_of(int code)
{
	if (code == PAM_SUCCESS || code == PAM_IGNORE ||
	    code == PAM_NEW_AUTHTOK_REQD)
		return code;
	return -1;
}

static void
add_choice(struct choices *choices, const struct cli_pam_line *line, int code)
{
	for (size_t i = 0; i < choices->count; i++) {
		int other = choices->codes[i];

		if (line->actions[other] == line->actions[code] &&
		    class_of(other) == class_of(code))
			return;
	}
	choices->codes[choices->count++] = code;
}

/* PAM_INCOMPLETE ends the walk without a result. */
static void
add_any(struct choices *choices, const struct cli_pam_line *line,
    bool may_succeed)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (may_succeed ||
		    (usual[i] != PAM_SUCCESS &&
			usual[i] != PAM_NEW_AUTHTOK_REQD))
			add_choice(choices, line, usual[i]);
	}
	for (int code = 0; code < CLI_PAM_CODES; code++) {
		if (code != PAM_SUCCESS && code != PAM_NEW_AUTHTOK_REQD &&
		    code != PAM_INCOMPLETE)
			add_choice(choices, line, code);
	}
}

static void
add_failures(struct choices *choices, const struct cli_pam_line *line)
{
	add_choice(choices, line, PAM_AUTH_ERR);
	add_choice(choices, line, PAM_PERM_DENIED);
	add_choice(choices, line, PAM_ACCT_EXPIRED);
	add_choice(choices, line, PAM_SESSION_ERR);
	add_choice(choices, line, PAM_CRED_ERR);
}

static void
choose(const struct search *search, size_t at, struct choices *choices)
{
	const struct cli_pam_line *line = search->chain->lines[at];
	const struct cli_pam_player *player = &search->players[at];
	bool is_denied = search->question == CLI_PAM_ADMITS_DENIED;
	bool is_alone = search->question == CLI_PAM_OURS_ALONE;

	choices->count = 0;
	if (line->kind == CLI_PAM_FAILS) {
		add_choice(choices, line, CLI_PAM_MUST_FAIL);
		return;
	}
	switch (player->role) {
	case CLI_PAM_ROLE_OURS:
		add_choice(choices, line,
		    is_denied ? player->returns.denied
			      : player->returns.allowed);
		/* Out of memory it refuses as well. */
		if (is_denied &&
		    player->returns.denied != player->returns.allowed)
			add_choice(choices, line, PAM_BUF_ERR);
		break;
	case CLI_PAM_ROLE_VERIFIES:
		add_any(choices, line, !is_alone);
		break;
	case CLI_PAM_ROLE_NEUTRAL:
		add_any(choices, line, true);
		break;
	case CLI_PAM_ROLE_PERMITS:
		add_choice(choices, line, PAM_SUCCESS);
		break;
	case CLI_PAM_ROLE_DENIES:
		add_failures(choices, line);
		break;
	case CLI_PAM_ROLE_MISSING:
		add_choice(choices, line, PAM_MODULE_UNKNOWN);
		break;
	}
}

/* What is remembered of levels that were left makes no difference. */
static void
forget_levels(struct cli_pam_machine *machine)
{
	for (int i = machine->level + 1; i < CLI_PAM_LEVELS; i++)
		machine->levels[i] = (struct cli_pam_opinion){ 0, 0 };
}

static bool
is_same_opinion(struct cli_pam_opinion a, struct cli_pam_opinion b)
{
	return a.impression == b.impression &&
	    class_of(a.status) == class_of(b.status);
}

static bool
is_same(const struct node *a, const struct node *b)
{
	if (a->machine.level != b->machine.level ||
	    a->asks_ours != b->asks_ours ||
	    !is_same_opinion(a->machine.now, b->machine.now))
		return false;
	for (int i = 0; i <= a->machine.level; i++) {
		if (!is_same_opinion(a->machine.levels[i],
			b->machine.levels[i]))
			return false;
	}
	return true;
}

/* The first node is the start, before which there is nothing. */
static bool
is_known(const struct search *search, const struct node *node)
{
	size_t i = search->heads[node->machine.at];

	while (i != 0 && !is_same(&search->nodes[i], node))
		i = search->nodes[i].next;
	return i != 0;
}

static void
add_node(struct search *search, struct node node)
{
	forget_levels(&node.machine);
	if (is_known(search, &node))
		return;
	if (search->count == NODES_MAX) {
		search->gave_up = true;
		return;
	}
	search->nodes = cli_vector_grow(search->nodes, &search->size,
	    search->count, sizeof(*search->nodes));
	node.next = search->heads[node.machine.at];
	search->heads[node.machine.at] = search->count;
	search->nodes[search->count++] = node;
}

static void
expand(struct search *search, size_t number)
{
	struct node from = search->nodes[number];
	struct choices choices;

	choose(search, from.machine.at, &choices);
	for (size_t i = 0; i < choices.count; i++) {
		struct node next = from;

		next.from = number;
		next.code = choices.codes[i];
		next.asks_ours = from.asks_ours ||
		    search->players[from.machine.at].role == CLI_PAM_ROLE_OURS;
		cli_pam_machine_step(&next.machine, search->chain, next.code);
		add_node(search, next);
	}
}

/* Whoever has to change an expired password is let in to do so. */
static bool
is_success(const struct cli_pam_chain *chain, int result)
{
	return result == PAM_SUCCESS ||
	    (result == PAM_NEW_AUTHTOK_REQD &&
		chain->lines[0]->type == CLI_PAM_ACCOUNT);
}

static bool
is_wanted(const struct search *search, const struct node *node)
{
	return node->machine.at >= search->chain->count &&
	    is_success(search->chain, cli_pam_machine_result(&node->machine)) &&
	    (search->question != CLI_PAM_OURS_ALONE || node->asks_ours);
}

static void
trace_back(const struct search *search, size_t number,
    struct cli_pam_path *path)
{
	size_t at = number;

	path->asks_ours = search->nodes[number].asks_ours;
	for (path->count = 0; at != 0; at = search->nodes[at].from)
		path->count++;
	path->steps = cli_zeroed(path->count, sizeof(*path->steps));
	at = number;
	for (size_t i = path->count; i-- > 0;) {
		const struct node *node = &search->nodes[at];

		path->steps[i] = (struct cli_pam_step){
			search->chain
			    ->lines[search->nodes[node->from].machine.at],
			node->code
		};
		at = node->from;
	}
}

bool
cli_pam_explore(const struct cli_pam_chain *chain,
    const struct cli_pam_player *players, enum cli_pam_question question,
    struct cli_pam_path *path)
{
	struct search search = {
		.chain = chain, .players = players, .question = question
	};
	struct node start = { .from = 0 };
	bool is_found = false;

	*path = (struct cli_pam_path){ .steps = NULL };
	if (chain->count == 0)
		return false;
	search.heads = cli_zeroed(chain->count + 1, sizeof(*search.heads));
	cli_pam_machine_init(&start.machine, chain);
	add_node(&search, start);
	for (size_t i = 0; i < search.count && !is_found; i++) {
		is_found = is_wanted(&search, &search.nodes[i]);
		if (is_found)
			trace_back(&search, i, path);
		else if (search.nodes[i].machine.at < chain->count)
			expand(&search, i);
	}
	path->gave_up = search.gave_up && !is_found;
	free(search.heads);
	free(search.nodes);
	return is_found;
}
