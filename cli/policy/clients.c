#include "cli/policy/clients.h"

#include <stdlib.h>

#include "cli/io/vector.h"

void
cli_clients_init(struct cli_clients *clients, struct cli_policy *policy,
    struct cli_facts *facts)
{
	*clients = (struct cli_clients){ .policy = policy, .facts = facts };
	clients->users =
	    cli_zeroed(policy->user_texts.count, sizeof(*clients->users));
	clients->nkept = cli_facts_keep_answers(facts, policy)
	    ? cli_facts_names_count(facts)
	    : 1;
	clients->kept = cli_zeroed(clients->nkept * policy->atom_texts.count,
	    sizeof(*clients->kept));
	clients->is_kept =
	    cli_zeroed(clients->nkept, sizeof(*clients->is_kept));
}

void
cli_clients_free(struct cli_clients *clients)
{
	cli_reach_free(&clients->group);
	cli_reach_free(&clients->except);
	cli_ranges_free(&clients->scratch);
	free(clients->users);
	free(clients->kept);
	free(clients->is_kept);
}

/* They depend on the name and the variables, not on the service and the user.
 */
static void
answer_atoms(struct cli_clients *clients, size_t number)
{
	const struct cli_policy *policy = clients->policy;
	size_t count = policy->atom_texts.count;
	size_t place = number % cli_facts_names_count(clients->facts);
	struct cli_atom_answer *answers;

	if (clients->nkept == 1)
		place = 0;
	answers = clients->kept + place * count;
	clients->answers = answers;
	if (clients->is_kept[place])
		return;
	cli_facts_charge(clients->facts, count * CLI_ASK_STEPS);
	for (size_t i = 0; i < count; i++)
		answers[i] = cli_atom_matches(clients->facts, &clients->context,
		    &policy->atoms[i]);
	clients->is_kept[place] =
	    clients->nkept == cli_facts_names_count(clients->facts);
}

void
cli_clients_begin(struct cli_clients *clients, size_t number)
{
	const struct cli_policy *policy = clients->policy;

	clients->context = cli_facts_context(clients->facts, number);
	for (size_t i = 0; i < policy->user_texts.count; i++)
		clients->users[i] = cli_user_matches(clients->facts,
		    &clients->context, &policy->users[i]);
	answer_atoms(clients, number);
}

void
cli_reach_free(struct cli_reach *reach)
{
	cli_ranges_free(&reach->upper);
	cli_ranges_free(&reach->lower);
}

/*
 * A look-up that failed: a refusing rule does not match through it, nor is it
 * kept from matching; an admitting one is, through an exception, and is not
 * let off through an exception to that.  What asks a command may be either.
 */
static enum cli_tri
settle(const struct cli_policy_rule *rule, const struct cli_policy_token *token,
    enum cli_tri match)
{
	if (match != CLI_UNTOLD)
		return match;
	if ((rule->flags & CLI_RULE_REFUSES) != 0 ||
	    !ha_group_spares(token->group))
		return CLI_NO;
	return (rule->flags & CLI_RULE_ASKS) != 0 ? CLI_MAYBE : CLI_YES;
}

static void
add_cells(struct cli_reach *reach, uint32_t first, uint32_t last,
    enum cli_tri match)
{
	if (match == CLI_NO || first > last)
		return;
	cli_ranges_add(&reach->upper, first, last);
	if (match == CLI_YES)
		cli_ranges_add(&reach->lower, first, last);
}

static enum cli_tri
least(enum cli_tri a, enum cli_tri b)
{
	return a < b ? a : b;
}

static struct cli_atom_answer
least_of_each(struct cli_atom_answer limit, const struct cli_policy_rule *rule,
    const struct cli_policy_token *token, const struct cli_atom_answer *answer)
{
	return (struct cli_atom_answer){ least(limit.ipv4,
					     settle(rule, token, answer->ipv4)),
		least(limit.ipv6, settle(rule, token, answer->ipv6)),
		least(limit.unknown, settle(rule, token, answer->unknown)) };
}

static void
add_atom(const struct cli_clients *clients, struct cli_reach *reach,
    struct cli_atom_answer match)
{
	const struct cli_cells *cells = &clients->policy->cells;
	uint32_t unknown = cli_cells_unknown(cells);

	add_cells(reach, 0, (uint32_t)cells->n4 - 1, match.ipv4);
	add_cells(reach, (uint32_t)cells->n4, unknown - 1, match.ipv6);
	add_cells(reach, unknown, unknown, match.unknown);
}

/* How far the user, and the name that must match, too, allow. */
static struct cli_atom_answer
limit_of(const struct cli_clients *clients, const struct cli_policy_rule *rule,
    const struct cli_policy_token *token)
{
	enum cli_tri user =
	    token->user == 0 ? CLI_YES : clients->users[token->user - 1];
	struct cli_atom_answer limit = { user, user, user };

	if (token->name == 0)
		return limit;
	return least_of_each(limit, rule, token,
	    &clients->answers[token->name - 1]);
}

void
cli_clients_add(struct cli_clients *clients, struct cli_reach *reach,
    const struct cli_policy_rule *rule, const struct cli_policy_token *token)
{
	const struct cli_cells *cells = &clients->policy->cells;
	struct cli_atom_answer limit = limit_of(clients, rule, token);

	cli_facts_charge(clients->facts,
	    token->npieces > 1 ? token->npieces * CLI_PIECE_STEPS : 1);
	if (token->user != 0 && clients->users[token->user - 1] == CLI_NO)
		return;
	for (size_t i = 0; i < token->npieces; i++) {
		size_t piece = token->first_piece + i;

		if (cells->kinds[piece] == CLI_PIECE_ATOM)
			add_atom(clients, reach,
			    least_of_each(limit, rule, token,
				&clients->answers[cells->pieces[piece].a]));
		else
			add_cells(reach, cells->pieces[piece].a,
			    cells->pieces[piece].b,
			    cells->kinds[piece] == CLI_PIECE_NET4 ? limit.ipv4
								  : limit.ipv6);
	}
}

void
cli_reach_clear(struct cli_reach *reach)
{
	cli_ranges_clear(&reach->upper);
	cli_ranges_clear(&reach->lower);
}

void
cli_reach_tidy(struct cli_reach *reach)
{
	cli_ranges_tidy(&reach->upper);
	cli_ranges_tidy(&reach->lower);
}

void
cli_clients_leave_out(struct cli_clients *clients, struct cli_reach *reach,
    const struct cli_reach *except)
{
	cli_ranges_subtract(&clients->scratch, &reach->upper, &except->lower);
	cli_ranges_swap(&clients->scratch, &reach->upper);
	cli_ranges_subtract(&clients->scratch, &reach->lower, &except->upper);
	cli_ranges_swap(&clients->scratch, &reach->lower);
}

void
cli_clients_except(struct cli_clients *clients,
    const struct cli_policy_rule *rule, size_t first, size_t end)
{
	const struct cli_policy_token *tokens = clients->policy->tokens;
	size_t at = end;

	cli_reach_clear(&clients->except);
	while (at > first && tokens[at - 1].group > 0) {
		uint32_t group = tokens[at - 1].group;

		cli_reach_clear(&clients->group);
		for (; at > first && tokens[at - 1].group == group; at--)
			cli_clients_add(clients, &clients->group, rule,
			    &tokens[at - 1]);
		cli_reach_tidy(&clients->group);
		cli_clients_leave_out(clients, &clients->group,
		    &clients->except);
		cli_ranges_swap(&clients->group.upper, &clients->except.upper);
		cli_ranges_swap(&clients->group.lower, &clients->except.lower);
		if (clients->facts->budget == 0)
			return;
	}
}
