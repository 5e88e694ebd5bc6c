#include "cli/policy/sweep.h"

#include <stdlib.h>

#include "cli/policy/clients.h"

/* Cells that are asked in one run who decides there: less than a second. */
#define COVER_CELLS_MAX ((size_t)50000000)

/* Clients of a rule in doubt that are compared with each other. */
#define OWN_MAX 1000

/*
 * One context at a time: the cells are painted rule by rule, each cell by the
 * first rule that surely decides there.  With the cells a 10.0.0.0/9,
 * b 10.128.0.0/9 and c all others:
 *
 *	hosts.allow  1  sshd: 10.0.0.0/9        paints a
 *	             2  sshd: 10.128.0.0/9      paints b
 *	hosts.deny   3  sshd: 10.0.0.0/8        finds a and b painted: it never
 *	                                        decides, covered by 1 and 2, of
 *	                                        which neither covers it alone
 *	             4  ALL: ALL                paints c
 *
 * A rule that only may match paints nothing, and is alive where it finds a
 * cell unpainted.
 */
struct sweep {
	struct cli_clients clients; /* of the rules, in this context */
	uint32_t number;            /* of the context */
	struct cli_paint paint;
	struct cli_reach token, before;
	struct cli_ranges own;   /* clients before the one at hand */
	size_t nrules;           /* those after are judged already */
	size_t cells_left;       /* of COVER_CELLS_MAX */
	bool has_lists;          /* the daemon lists were matched before */
	bool finds_way, has_way; /* only asks if anybody is admitted */
};

/* ---- daemons ---- */

static enum cli_tri
opposite(enum cli_tri match)
{
	return match == CLI_MAYBE ? CLI_MAYBE
				  : (match == CLI_NO ? CLI_YES : CLI_NO);
}

/* As the matcher's lists: "a EXCEPT b" is a and not b, from the last on. */
static enum cli_tri
list_matches(const struct sweep *sweep, const struct cli_daemon_list *list)
{
	enum cli_tri rest = CLI_NO, group = CLI_NO;

	for (size_t i = list->count; i-- > 0;) {
		const struct cli_daemon *daemon =
		    &sweep->clients.policy->daemons[list->first + i];
		enum cli_tri match = cli_daemon_matches(sweep->clients.facts,
		    &sweep->clients.context, daemon);

		if (match > group)
			group = match;
		if (i > 0 && daemon[-1].group == daemon->group)
			continue;
		if (group > opposite(rest))
			group = opposite(rest);
		rest = group;
		group = CLI_NO;
	}
	return rest;
}

/* They depend on the service and the variables, not on the user and the name.
 */
static void
match_lists(struct sweep *sweep, const struct cli_context *before)
{
	const struct cli_context *context = &sweep->clients.context;
	struct cli_policy *policy = sweep->clients.policy;

	if (sweep->has_lists && context->service == before->service &&
	    context->truths == before->truths)
		return;
	for (size_t i = 0; i < policy->list_texts.count; i++)
		policy->lists[i].match = list_matches(sweep, &policy->lists[i]);
	sweep->has_lists = true;
}

static void
begin_context(struct sweep *sweep, size_t number)
{
	struct cli_policy *policy = sweep->clients.policy;
	struct cli_context before = sweep->clients.context;

	sweep->number = (uint32_t)number;
	cli_clients_begin(&sweep->clients, number);
	match_lists(sweep, &before);
	cli_paint_clear(&sweep->paint, &policy->cells);
}

/* The first that matches is what lets the rule decide. */
static void
mark_daemons(struct sweep *sweep, const struct cli_policy_rule *rule)
{
	const struct cli_daemon_list *list =
	    &sweep->clients.policy->lists[rule->daemons];

	if (rule->daemon_marks == CLI_NO_MARKS)
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct cli_daemon *daemon =
		    &sweep->clients.policy->daemons[list->first + i];
		enum cli_tri match = cli_daemon_matches(sweep->clients.facts,
		    &sweep->clients.context, daemon);

		if (daemon->group > 0)
			return;
		if (match != CLI_NO)
			sweep->clients.policy->marks[rule->daemon_marks + i] =
			    1;
		if (match == CLI_YES)
			return;
	}
}

/* ---- judging ---- */

static bool
finds_undecided(struct sweep *sweep, const struct cli_ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++) {
		if (cli_paint_find(&sweep->paint, ranges->list[i].first) <=
		    ranges->list[i].last)
			return true;
	}
	return false;
}

bool
cli_policy_differs(const struct cli_policy *policy, uint32_t owner,
    uint32_t rule)
{
	uint8_t flags = policy->rules[rule].flags;

	if (owner == rule || cli_policy_is_asked(policy, owner, rule))
		return false;
	return ((policy->rules[owner].flags ^ flags) & CLI_RULE_VERDICT) != 0 ||
	    (flags & CLI_RULE_ACTS) != 0;
}

/* Of two that are reported, one decides otherwise if any does. */
void
cli_cover_add(const struct cli_policy *policy, struct cli_cover *cover,
    uint32_t owner, uint32_t rule)
{
	bool differs = cli_policy_differs(policy, owner, rule);

	if (cover->first == UINT32_MAX)
		cover->first = owner;
	else if (cover->first != owner &&
	    (cover->second == UINT32_MAX || (differs && !cover->differs)))
		cover->second = owner;
	cover->differs = cover->differs || differs;
}

static void
note_owner(const struct sweep *sweep, struct cli_cover *cover, uint32_t rule,
    uint32_t cell, bool is_sure)
{
	uint32_t owner = sweep->paint.owner[cell];

	if (owner == CLI_OWNER_NOBODY)
		return;
	if (cover->first == UINT32_MAX && is_sure) {
		cover->cell = cell;
		cover->context = sweep->number;
	}
	cli_cover_add(sweep->clients.policy, cover, owner, rule);
}

/* False: there are too many to be asked. */
static bool
note_owners(struct sweep *sweep, struct cli_cover *cover, uint32_t rule,
    const struct cli_ranges *ranges, bool is_sure)
{
	for (size_t i = 0; i < ranges->count; i++) {
		const struct cli_range *range = &ranges->list[i];

		for (uint32_t cell = range->first; cell <= range->last;
		     cell++) {
			if (cover->differs && cover->second != UINT32_MAX)
				return true;
			if (sweep->cells_left == 0)
				return false;
			sweep->cells_left--;
			note_owner(sweep, cover, rule, cell, is_sure);
		}
	}
	return true;
}

static void
note_cover(struct sweep *sweep, uint32_t rule, size_t token, bool is_excepted)
{
	struct cli_policy *policy = sweep->clients.policy;
	struct cli_cover *cover = &policy->covers[token];
	const struct cli_ranges *upper = &sweep->token.upper;
	bool is_sure =
	    policy->lists[policy->rules[rule].daemons].match == CLI_YES &&
	    cli_ranges_equal(upper, &sweep->token.lower);

	if (policy->states[token] == CLI_TOKEN_IDLE)
		*cover = CLI_COVER_NONE;
	/* By what stands before it in the list, where nothing else is left. */
	if (upper->count == 0 && !is_excepted && cover->first == UINT32_MAX)
		cover->first = rule;
	policy->states[token] = CLI_TOKEN_COVERED;
	if (!note_owners(sweep, cover, rule, upper, is_sure)) {
		policy->states[token] = CLI_TOKEN_ALIVE;
		policy->is_cut_short = true;
	}
}

/* The token's cells are in sweep->token, without what is excepted. */
static void
judge(struct sweep *sweep, uint32_t number, size_t token, bool had_cells,
    bool is_excepted)
{
	struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	const struct cli_ranges *upper = &sweep->token.upper;

	if (finds_undecided(sweep, upper)) {
		if (sweep->finds_way)
			sweep->has_way = sweep->has_way ||
			    (rule->flags & CLI_RULE_VERDICT) !=
				CLI_RULE_REFUSES;
		else
			policy->states[token] = CLI_TOKEN_ALIVE;
		mark_daemons(sweep, rule);
	} else if (!sweep->finds_way && had_cells &&
	    policy->states[token] != CLI_TOKEN_ALIVE) {
		note_cover(sweep, number, token, is_excepted);
	}
	if (policy->lists[rule->daemons].match != CLI_YES)
		return;
	for (size_t i = 0; i < sweep->token.lower.count; i++)
		cli_paint(&sweep->paint, sweep->token.lower.list[i].first,
		    sweep->token.lower.list[i].last, number);
}

/* What of the exception lies outside of what it is an exception to? */
static void
judge_exception(struct sweep *sweep, const struct cli_policy_rule *rule,
    size_t first, size_t end)
{
	struct cli_policy *policy = sweep->clients.policy;

	cli_reach_clear(&sweep->before);
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++)
		cli_clients_add(&sweep->clients, &sweep->before, rule,
		    &policy->tokens[i]);
	cli_reach_tidy(&sweep->before);
	for (size_t i = first; i < end; i++) {
		if (policy->tokens[i].group != 1 ||
		    policy->states[i] == CLI_TOKEN_ALIVE)
			continue;
		cli_reach_clear(&sweep->token);
		cli_clients_add(&sweep->clients, &sweep->token, rule,
		    &policy->tokens[i]);
		cli_reach_tidy(&sweep->token);
		cli_ranges_subtract(&sweep->clients.scratch,
		    &sweep->token.upper, &sweep->before.upper);
		if (!cli_ranges_equal(&sweep->clients.scratch,
			&sweep->token.upper))
			policy->states[i] = CLI_TOKEN_ALIVE;
	}
}

/* Is it in doubt whom the rule matches? */
static bool
is_doubtful(const struct sweep *sweep, const struct cli_policy_rule *rule)
{
	const struct cli_clients *clients = &sweep->clients;

	return clients->policy->lists[rule->daemons].match != CLI_YES ||
	    !cli_ranges_equal(&clients->except.upper, &clients->except.lower);
}

/*
 * Whatever is in doubt, a client does not decide where one before it in its
 * list matches, too.
 */
static void
leave_out_own(struct sweep *sweep, const struct cli_ranges *lower)
{
	cli_ranges_subtract(&sweep->clients.scratch, &sweep->token.upper,
	    &sweep->own);
	cli_ranges_swap(&sweep->clients.scratch, &sweep->token.upper);
	for (size_t i = 0; i < lower->count; i++)
		cli_ranges_add(&sweep->own, lower->list[i].first,
		    lower->list[i].last);
	cli_ranges_tidy(&sweep->own);
}

static void
sweep_rule_with_exception(struct sweep *sweep, uint32_t number, size_t first,
    size_t end)
{
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	bool is_open, is_excepted;

	if (!sweep->finds_way)
		judge_exception(sweep, rule, first, end);
	cli_clients_except(&sweep->clients, rule, first, end);
	is_open = end - first <= OWN_MAX && is_doubtful(sweep, rule);
	cli_ranges_clear(&sweep->own);
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++) {
		bool had_cells;

		cli_reach_clear(&sweep->token);
		cli_clients_add(&sweep->clients, &sweep->token, rule,
		    &policy->tokens[i]);
		cli_reach_tidy(&sweep->token);
		had_cells = sweep->token.upper.count > 0;
		if (is_open)
			leave_out_own(sweep, &sweep->token.lower);
		is_excepted = had_cells && sweep->token.upper.count > 0;
		cli_clients_leave_out(&sweep->clients, &sweep->token,
		    &sweep->clients.except);
		judge(sweep, number, i, had_cells,
		    is_excepted && sweep->token.upper.count == 0);
		if (sweep->clients.facts->budget == 0)
			return;
	}
}

static void
sweep_rule(struct sweep *sweep, uint32_t number)
{
	struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	enum cli_tri daemons = policy->lists[rule->daemons].match;
	size_t first = rule->first_token;
	size_t end = cli_policy_tokens_end(policy, number);

	if (daemons == CLI_NO)
		return;
	if (rule->flags & CLI_RULE_INERT) {
		sweep->has_way = true;
	} else if (rule->flags & CLI_RULE_MALFORMED) {
		if (daemons == CLI_YES)
			cli_paint(&sweep->paint, 0, sweep->paint.count - 1,
			    number);
	} else if (rule->flags & CLI_RULE_EXCEPTS) {
		sweep_rule_with_exception(sweep, number, first, end);
	} else {
		for (size_t i = first; i < end; i++) {
			cli_reach_clear(&sweep->token);
			cli_clients_add(&sweep->clients, &sweep->token, rule,
			    &policy->tokens[i]);
			judge(sweep, number, i, sweep->token.upper.count > 0,
			    false);
		}
	}
}

static void
sweep_context(struct sweep *sweep, size_t number)
{
	cli_facts_charge(sweep->clients.facts,
	    sweep->paint.count + sweep->clients.policy->ndaemons +
		sweep->clients.policy->atom_texts.count);
	begin_context(sweep, number);
	for (uint32_t i = 0; i < sweep->nrules; i++) {
		sweep_rule(sweep, i);
		if (sweep->clients.facts->budget == 0 ||
		    (sweep->finds_way && sweep->has_way))
			return;
	}
	cli_facts_charge(sweep->clients.facts, sweep->nrules);
}

static void
sweep_init(struct sweep *sweep, struct cli_policy *policy,
    struct cli_facts *facts)
{
	*sweep = (struct sweep){ .nrules = policy->nrules,
		.cells_left = COVER_CELLS_MAX };
	cli_clients_init(&sweep->clients, policy, facts);
	cli_paint_init(&sweep->paint, &policy->cells);
}

static void
sweep_end(struct sweep *sweep)
{
	cli_clients_free(&sweep->clients);
	cli_reach_free(&sweep->token);
	cli_reach_free(&sweep->before);
	cli_ranges_free(&sweep->own);
	cli_paint_free(&sweep->paint);
}

/* Is there anything left to be found out of the rule? */
static bool
is_pending(const struct cli_policy *policy, size_t number)
{
	const struct cli_policy_rule *rule = &policy->rules[number];
	size_t end = cli_policy_tokens_end(policy, number);

	for (size_t i = rule->first_token; i < end; i++) {
		if (policy->states[i] != CLI_TOKEN_ALIVE)
			return true;
	}
	if (rule->daemon_marks == CLI_NO_MARKS ||
	    (rule->flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT)))
		return false;
	for (size_t i = 0; i < policy->lists[rule->daemons].count; i++) {
		if (!policy->marks[rule->daemon_marks + i])
			return true;
	}
	return false;
}

/* A word that can be no host's: there is more to say of it than this. */
static bool
fits_nobody(const struct cli_policy *policy,
    const struct cli_policy_token *token)
{
	size_t piece = token->first_piece;

	return token->npieces == 1 &&
	    policy->cells.kinds[piece] == CLI_PIECE_ATOM &&
	    policy->atoms[policy->cells.pieces[piece].a].fits_nobody;
}

/* What no context could tell of is not judged. */
static void
excuse_tokens(struct cli_policy *policy)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		bool is_inert = policy->rules[i].flags & CLI_RULE_INERT;
		size_t end = cli_policy_tokens_end(policy, i);

		for (size_t k = policy->rules[i].first_token; k < end; k++) {
			if (is_inert || policy->tokens[k].npieces == 0 ||
			    fits_nobody(policy, &policy->tokens[k]) ||
			    policy->tokens[k].group > 1)
				policy->states[k] = CLI_TOKEN_ALIVE;
		}
	}
}

/* Excepted daemons are never what decides. */
static void
excuse_daemons(struct cli_policy *policy)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		const struct cli_policy_rule *rule = &policy->rules[i];
		const struct cli_daemon_list *list =
		    &policy->lists[rule->daemons];

		if (rule->daemon_marks == CLI_NO_MARKS)
			continue;
		for (size_t k = 0; k < list->count; k++) {
			if (policy->daemons[list->first + k].group > 0)
				policy->marks[rule->daemon_marks + k] = 1;
		}
	}
}

/* The time is up: what has not been seen in every context is let off. */
static void
give_up(struct cli_policy *policy)
{
	policy->is_cut_short = true;
	for (size_t i = 0; i < policy->ntokens; i++)
		policy->states[i] = CLI_TOKEN_ALIVE;
	for (size_t i = 0; i < policy->nmarks; i++)
		policy->marks[i] = 1;
}

void
cli_policy_sweep(struct cli_policy *policy, struct cli_facts *facts)
{
	size_t count = cli_facts_count(facts);
	struct sweep sweep;

	excuse_tokens(policy);
	excuse_daemons(policy);
	sweep_init(&sweep, policy, facts);
	for (size_t i = 0; i < count; i++) {
		while (sweep.nrules > 0 &&
		    !is_pending(policy, sweep.nrules - 1))
			sweep.nrules--;
		if (sweep.nrules == 0)
			break;
		sweep_context(&sweep, i);
		if (facts->budget == 0) {
			give_up(policy);
			break;
		}
	}
	sweep_end(&sweep);
}

/* Whoever is not decided on is admitted. */
bool
cli_policy_is_reachable(struct cli_policy *policy, struct cli_facts *facts,
    size_t service)
{
	size_t each = facts->nusers * facts->nnames << facts->nvariables;
	struct sweep sweep;

	sweep_init(&sweep, policy, facts);
	sweep.finds_way = true;
	for (size_t i = 0; i < each && !sweep.has_way; i++) {
		sweep_context(&sweep, service * each + i);
		sweep.has_way = sweep.has_way || facts->budget == 0 ||
		    cli_paint_find(&sweep.paint, 0) < sweep.paint.count;
	}
	sweep_end(&sweep);
	return sweep.has_way;
}
