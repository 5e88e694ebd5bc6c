#include "cli/policy/judgement.h"

#include <stdlib.h>

#include "cli/io/vector.h"

/* Cells that are asked in one run who decides there: less than a second. */
#define COVER_CELLS_MAX ((size_t)50000000)

struct judging {
	struct cli_judgement *judgement;
	struct cli_reach before; /* what stands before EXCEPT */
	size_t cells_left;       /* of COVER_CELLS_MAX */
};

static struct cli_judgement *
judgement_of(const struct cli_sweep *sweep)
{
	return ((struct judging *)sweep->context)->judgement;
}

/* The first that matches is what lets the rule decide. */
static void
mark_daemons(struct cli_sweep *sweep, const struct cli_policy_rule *rule)
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
			judgement_of(sweep)->marks[rule->daemon_marks + i] = 1;
		if (match == CLI_YES)
			return;
	}
}

static bool
finds_undecided(struct cli_sweep *sweep, const struct cli_ranges *ranges)
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
	unsigned flags = policy->rules[rule].flags;

	return !cli_policy_is_asked(policy, owner, rule) &&
	    ((policy->rules[owner].flags ^ flags) & CLI_RULE_VERDICT) != 0;
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

void
cli_cover_join(const struct cli_policy *policy, struct cli_cover *all,
    const struct cli_cover *cover, uint32_t rule)
{
	bool leads =
	    all->first == UINT32_MAX || (cover->is_shown && !all->is_shown);
	struct cli_cover other = leads ? *all : *cover;

	if (leads) {
		bool differs = all->differs && other.first != UINT32_MAX;

		*all = *cover;
		all->differs = all->differs || differs;
	}
	if (other.first != UINT32_MAX)
		cli_cover_add(policy, all, other.first, rule);
	if (other.second != UINT32_MAX)
		cli_cover_add(policy, all, other.second, rule);
}

static void
note_owner(const struct cli_sweep *sweep, struct cli_cover *cover,
    uint32_t rule, uint32_t cell, bool is_sure)
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
note_owners(struct cli_sweep *sweep, struct cli_cover *cover, uint32_t rule,
    const struct cli_ranges *ranges, bool is_sure)
{
	struct judging *judging = sweep->context;

	for (size_t i = 0; i < ranges->count; i++) {
		const struct cli_range *range = &ranges->list[i];

		for (uint32_t cell = range->first; cell <= range->last;
		     cell++) {
			if (cover->differs && cover->second != UINT32_MAX)
				return true;
			if (judging->cells_left == 0)
				return false;
			judging->cells_left--;
			note_owner(sweep, cover, rule, cell, is_sure);
		}
	}
	return true;
}

static void
note_cover(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	uint32_t rule = visit->rule;
	size_t token = visit->token;
	const struct cli_policy *policy = sweep->clients.policy;
	struct cli_judgement *judgement = judgement_of(sweep);
	struct cli_cover *cover = &judgement->covers[token];
	const struct cli_ranges *upper = &sweep->client.upper;
	bool is_sure =
	    policy->lists[policy->rules[rule].daemons].match == CLI_YES &&
	    cli_ranges_equal(upper, &sweep->client.lower);

	if (judgement->states[token] == CLI_TOKEN_IDLE)
		*cover = CLI_COVER_NONE;
	/* By what stands before it in the list, where nothing else is left. */
	if (upper->count == 0 && !visit->is_excepted &&
	    cover->first == UINT32_MAX)
		cover->first = rule;
	judgement->states[token] = CLI_TOKEN_COVERED;
	if (!note_owners(sweep, cover, rule, upper, is_sure)) {
		judgement->states[token] = CLI_TOKEN_ALIVE;
		judgement->is_cut_short = true;
	}
}

/* What of the exceptions lies outside of what they are exceptions to? */
static void
judge_exceptions(struct cli_sweep *sweep, uint32_t number)
{
	struct judging *judging = sweep->context;
	uint8_t *states = judging->judgement->states;
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	struct cli_reach *before = &judging->before;
	size_t first = rule->first_token;
	size_t end = cli_policy_tokens_end(policy, number);

	cli_reach_clear(before);
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++)
		cli_clients_add(&sweep->clients, before, rule,
		    &policy->tokens[i]);
	cli_reach_tidy(before);
	for (size_t i = first; i < end; i++) {
		if (policy->tokens[i].group != 1 ||
		    states[i] == CLI_TOKEN_ALIVE)
			continue;
		cli_reach_clear(&sweep->client);
		cli_clients_add(&sweep->clients, &sweep->client, rule,
		    &policy->tokens[i]);
		cli_reach_tidy(&sweep->client);
		cli_ranges_subtract(&sweep->clients.scratch,
		    &sweep->client.upper, &before->upper);
		if (!cli_ranges_equal(&sweep->clients.scratch,
			&sweep->client.upper))
			states[i] = CLI_TOKEN_ALIVE;
	}
}

static void
judge(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	uint8_t *state = &judgement_of(sweep)->states[visit->token];

	if (finds_undecided(sweep, &sweep->client.upper)) {
		*state = CLI_TOKEN_ALIVE;
		mark_daemons(sweep, &sweep->clients.policy->rules[visit->rule]);
	} else if (visit->had_cells && *state != CLI_TOKEN_ALIVE) {
		note_cover(sweep, visit);
	}
}

static const struct cli_visitor judge_visitor = {
	.client = judge,
	.exceptions = judge_exceptions,
};

/* Is there anything left to be found out of the rule? */
static bool
is_pending(const struct cli_policy *policy,
    const struct cli_judgement *judgement, size_t number)
{
	const struct cli_policy_rule *rule = &policy->rules[number];
	size_t end = cli_policy_tokens_end(policy, number);

	for (size_t i = rule->first_token; i < end; i++) {
		if (judgement->states[i] != CLI_TOKEN_ALIVE)
			return true;
	}
	if (rule->daemon_marks == CLI_NO_MARKS ||
	    (rule->flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT)))
		return false;
	for (size_t i = 0; i < policy->lists[rule->daemons].count; i++) {
		if (!judgement->marks[rule->daemon_marks + i])
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
excuse_tokens(const struct cli_policy *policy, struct cli_judgement *judgement)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		bool is_inert = policy->rules[i].flags & CLI_RULE_INERT;
		size_t end = cli_policy_tokens_end(policy, i);

		for (size_t k = policy->rules[i].first_token; k < end; k++) {
			if (is_inert || policy->tokens[k].npieces == 0 ||
			    policy->tokens[k].group > 1 ||
			    fits_nobody(policy, &policy->tokens[k]))
				judgement->states[k] = CLI_TOKEN_ALIVE;
		}
	}
}

/* Excepted daemons are never what decides. */
static void
excuse_daemons(const struct cli_policy *policy, struct cli_judgement *judgement)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		const struct cli_policy_rule *rule = &policy->rules[i];
		const struct cli_daemon_list *list =
		    &policy->lists[rule->daemons];

		if (rule->daemon_marks == CLI_NO_MARKS)
			continue;
		for (size_t k = 0; k < list->count; k++) {
			if (policy->daemons[list->first + k].group > 0)
				judgement->marks[rule->daemon_marks + k] = 1;
		}
	}
}

void
cli_judgement_init(struct cli_judgement *judgement,
    const struct cli_policy *policy)
{
	*judgement = (struct cli_judgement){
		.states =
		    cli_zeroed(policy->ntokens, sizeof(*judgement->states)),
		.covers =
		    cli_zeroed(policy->ntokens, sizeof(*judgement->covers)),
		.marks = cli_zeroed(policy->nmarks, sizeof(*judgement->marks)),
	};
	excuse_tokens(policy, judgement);
	excuse_daemons(policy, judgement);
}

void
cli_judgement_free(struct cli_judgement *judgement)
{
	free(judgement->states);
	free(judgement->covers);
	free(judgement->marks);
}

/* The time is up: what has not been seen in every context is let off. */
static void
give_up(const struct cli_policy *policy, struct cli_judgement *judgement)
{
	judgement->is_cut_short = true;
	for (size_t i = 0; i < policy->ntokens; i++)
		judgement->states[i] = CLI_TOKEN_ALIVE;
	for (size_t i = 0; i < policy->nmarks; i++)
		judgement->marks[i] = 1;
}

/* Rules at the end of whom all is known need not be painted. */
static void
pass_over_known(struct cli_sweep *sweep)
{
	while (sweep->end_rule > 0 &&
	    !is_pending(sweep->clients.policy, judgement_of(sweep),
		sweep->end_rule - 1))
		sweep->end_rule--;
}

void
cli_judge(struct cli_judgement *judgement, struct cli_policy *policy,
    struct cli_facts *facts, struct cli_contexts contexts,
    const struct cli_observer *observer)
{
	struct judging judging = { .judgement = judgement,
		.cells_left = COVER_CELLS_MAX };
	struct cli_sweep sweep;

	cli_sweep_init(&sweep, policy, facts, &judge_visitor, &judging);
	sweep.notes_doubts = observer != NULL;
	for (size_t i = contexts.first; i < contexts.end; i++) {
		if (observer == NULL)
			pass_over_known(&sweep);
		if (sweep.end_rule == 0 && observer == NULL)
			break;
		cli_sweep_context(&sweep, i);
		if (facts->budget == 0) {
			give_up(policy, judgement);
			break;
		}
		if (observer != NULL)
			observer->painted(observer->context, &sweep);
	}
	cli_sweep_end(&sweep);
	cli_reach_free(&judging.before);
}

static void
join_token(struct cli_judgement *all, const struct cli_policy *policy,
    const struct cli_judgement *one, size_t token, uint32_t rule)
{
	const struct cli_cover *cover = &one->covers[token];

	if (one->states[token] == CLI_TOKEN_ALIVE)
		all->states[token] = CLI_TOKEN_ALIVE;
	if (one->states[token] != CLI_TOKEN_COVERED ||
	    all->states[token] == CLI_TOKEN_ALIVE)
		return;
	if (all->states[token] == CLI_TOKEN_IDLE)
		all->covers[token] = CLI_COVER_NONE;
	all->states[token] = CLI_TOKEN_COVERED;
	cli_cover_join(policy, &all->covers[token], cover, rule);
}

void
cli_judgement_join(struct cli_judgement *all, const struct cli_policy *policy,
    const struct cli_judgement *one)
{
	for (uint32_t rule = 0; rule < policy->nrules; rule++) {
		size_t end = cli_policy_tokens_end(policy, rule);

		for (size_t i = policy->rules[rule].first_token; i < end; i++)
			join_token(all, policy, one, i, rule);
	}
	for (size_t i = 0; i < policy->nmarks; i++)
		all->marks[i] |= one->marks[i];
	all->is_cut_short = all->is_cut_short || one->is_cut_short;
}
