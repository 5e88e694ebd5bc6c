#include "cli/policy/sweep.h"

#include <stdlib.h>

#include "cli/io/vector.h"

/* Clients of a rule in doubt that are compared with each other. */
#define OWN_MAX 1000

/* ---- daemons ---- */

static enum cli_tri
opposite(enum cli_tri match)
{
	return match == CLI_MAYBE ? CLI_MAYBE
				  : (match == CLI_NO ? CLI_YES : CLI_NO);
}

/* As the matcher's lists: "a EXCEPT b" is a and not b, from the last on. */
static enum cli_tri
list_matches(const struct cli_sweep *sweep, const struct cli_daemon_list *list)
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

/* They depend on the service and the server, not on the client. */
static void
match_lists(struct cli_sweep *sweep, const struct cli_context *before)
{
	const struct cli_context *context = &sweep->clients.context;
	struct cli_policy *policy = sweep->clients.policy;

	if (sweep->has_lists && context->service == before->service &&
	    context->other == before->other)
		return;
	for (size_t i = 0; i < policy->list_texts.count; i++)
		policy->lists[i].match = list_matches(sweep, &policy->lists[i]);
	sweep->has_lists = true;
}

static void
begin_context(struct cli_sweep *sweep, size_t number)
{
	struct cli_policy *policy = sweep->clients.policy;
	struct cli_context before = sweep->clients.context;

	sweep->number = (uint32_t)number;
	cli_clients_begin(&sweep->clients, number);
	match_lists(sweep, &before);
	cli_paint_clear(&sweep->paint, &policy->cells);
	cli_doubts_clear(&sweep->doubts, sweep->paint.count);
}

/* ---- rules ---- */

static void
paint(struct cli_sweep *sweep, uint32_t rule)
{
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_ranges *lower = &sweep->client.lower;

	if (policy->lists[policy->rules[rule].daemons].match != CLI_YES)
		return;
	for (size_t i = 0; i < lower->count; i++)
		cli_paint(&sweep->paint, lower->list[i].first,
		    lower->list[i].last, rule);
}

static struct cli_doubt
doubt_of(const struct cli_policy *policy, uint32_t number)
{
	const struct cli_policy_rule *rule = &policy->rules[number];
	const struct ha_source *source = policy->tables[rule->table].source;

	return (struct cli_doubt){ cli_may(rule),
		cli_hash((struct ha_span){
		    source->bytes + rule->offset, rule->len }) };
}

/* Where the client may match, and may not. */
static void
note_doubts(struct cli_sweep *sweep, uint32_t number)
{
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	const struct cli_ranges *upper = &sweep->client.upper;
	bool is_sure = policy->lists[rule->daemons].match == CLI_YES;

	if (is_sure) {
		if (cli_ranges_equal(upper, &sweep->client.lower))
			return;
		cli_ranges_tidy(&sweep->client.upper);
		cli_ranges_tidy(&sweep->client.lower);
		cli_ranges_subtract(&sweep->clients.scratch, upper,
		    &sweep->client.lower);
		upper = &sweep->clients.scratch;
	}
	for (size_t i = 0; i < upper->count; i++)
		cli_facts_charge(sweep->clients.facts,
		    cli_doubts_add(&sweep->doubts, &sweep->paint,
			upper->list[i], doubt_of(policy, number)));
}

static void
visit(struct cli_sweep *sweep, struct cli_visit visit)
{
	if (sweep->visitor != NULL)
		sweep->visitor->client(sweep, &visit);
	if (sweep->notes_doubts)
		note_doubts(sweep, visit.rule);
	paint(sweep, visit.rule);
}

/*
 * Whom it may refuse nobody can tell.  What is malformed in a rule that admits
 * matches nobody; but a file of which nothing is known may hold anything.
 */
static bool
is_vague(const struct cli_policy_rule *rule)
{
	const unsigned unknown = CLI_RULE_INERT | CLI_RULE_VAGUE;

	return (rule->flags & CLI_RULE_REFUSES) != 0 ||
	    (rule->flags & unknown) == unknown;
}

static void
note_vague(struct cli_sweep *sweep, uint32_t number)
{
	const struct cli_policy *policy = sweep->clients.policy;
	struct cli_range all = { 0, sweep->paint.count - 1 };

	if (sweep->notes_doubts && is_vague(&policy->rules[number]))
		cli_doubts_add(&sweep->doubts, &sweep->paint, all,
		    doubt_of(policy, number));
}

/* A rule that refuses everybody, or of which nobody knows what it does. */
static void
visit_whole(struct cli_sweep *sweep, uint32_t number, bool is_sure)
{
	if (sweep->visitor != NULL && sweep->visitor->whole != NULL)
		sweep->visitor->whole(sweep, number, is_sure);
	if (is_sure)
		cli_paint(&sweep->paint, 0, sweep->paint.count - 1, number);
	else
		note_vague(sweep, number);
}

/* Is it in doubt whom the rule matches? */
static bool
is_doubtful(const struct cli_sweep *sweep, const struct cli_policy_rule *rule)
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
leave_out_own(struct cli_sweep *sweep, const struct cli_ranges *lower)
{
	cli_ranges_subtract(&sweep->clients.scratch, &sweep->client.upper,
	    &sweep->own);
	cli_ranges_swap(&sweep->clients.scratch, &sweep->client.upper);
	for (size_t i = 0; i < lower->count; i++)
		cli_ranges_add(&sweep->own, lower->list[i].first,
		    lower->list[i].last);
	cli_ranges_tidy(&sweep->own);
}

static void
sweep_rule_with_exception(struct cli_sweep *sweep, uint32_t number,
    size_t first, size_t end)
{
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	bool is_open;

	if (sweep->visitor != NULL && sweep->visitor->exceptions != NULL)
		sweep->visitor->exceptions(sweep, number);
	cli_clients_except(&sweep->clients, rule, first, end);
	is_open = end - first <= OWN_MAX && is_doubtful(sweep, rule);
	cli_ranges_clear(&sweep->own);
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++) {
		bool had_cells, is_left;

		cli_reach_clear(&sweep->client);
		cli_clients_add(&sweep->clients, &sweep->client, rule,
		    &policy->tokens[i]);
		cli_reach_tidy(&sweep->client);
		had_cells = sweep->client.upper.count > 0;
		if (is_open)
			leave_out_own(sweep, &sweep->client.lower);
		is_left = had_cells && sweep->client.upper.count > 0;
		cli_clients_leave_out(&sweep->clients, &sweep->client,
		    &sweep->clients.except);
		visit(sweep,
		    (struct cli_visit){ number, i, had_cells,
			is_left && sweep->client.upper.count == 0 });
		if (sweep->clients.facts->budget == 0)
			return;
	}
}

static void
sweep_rule(struct cli_sweep *sweep, uint32_t number)
{
	struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[number];
	enum cli_tri daemons = policy->lists[rule->daemons].match;
	size_t first = rule->first_token;
	size_t end = cli_policy_tokens_end(policy, number);

	if (daemons == CLI_NO || (cli_may(rule) & sweep->passes_over) != 0)
		return;
	if (rule->flags & (CLI_RULE_INERT | CLI_RULE_MALFORMED)) {
		visit_whole(sweep, number,
		    (rule->flags & CLI_RULE_MALFORMED) && daemons == CLI_YES);
		return;
	}
	if (rule->flags & CLI_RULE_VAGUE)
		note_vague(sweep, number);
	if (rule->flags & CLI_RULE_EXCEPTS) {
		sweep_rule_with_exception(sweep, number, first, end);
	} else {
		for (size_t i = first; i < end; i++) {
			cli_reach_clear(&sweep->client);
			cli_clients_add(&sweep->clients, &sweep->client, rule,
			    &policy->tokens[i]);
			visit(sweep,
			    (struct cli_visit){ number, i,
				sweep->client.upper.count > 0, false });
		}
	}
}

void
cli_sweep_context(struct cli_sweep *sweep, size_t number)
{
	cli_facts_charge(sweep->clients.facts,
	    sweep->paint.count + sweep->clients.policy->ndaemons +
		sweep->clients.policy->atom_texts.count);
	begin_context(sweep, number);
	for (uint32_t i = sweep->first_rule; i < sweep->end_rule; i++) {
		sweep_rule(sweep, i);
		if (sweep->clients.facts->budget == 0)
			return;
	}
	cli_facts_charge(sweep->clients.facts,
	    sweep->end_rule - sweep->first_rule);
}

void
cli_sweep_init(struct cli_sweep *sweep, struct cli_policy *policy,
    struct cli_facts *facts, const struct cli_visitor *visitor, void *context)
{
	*sweep = (struct cli_sweep){ .end_rule = (uint32_t)policy->nrules,
		.visitor = visitor,
		.context = context };
	cli_clients_init(&sweep->clients, policy, facts);
	cli_paint_init(&sweep->paint, &policy->cells);
}

void
cli_sweep_end(struct cli_sweep *sweep)
{
	cli_clients_free(&sweep->clients);
	cli_reach_free(&sweep->client);
	cli_ranges_free(&sweep->own);
	cli_paint_free(&sweep->paint);
	cli_doubts_free(&sweep->doubts);
}

bool
cli_sweep_observe(struct cli_policy *policy, struct cli_facts *facts,
    struct cli_contexts contexts, unsigned without,
    const struct cli_observer *observer)
{
	struct cli_sweep sweep;

	cli_sweep_init(&sweep, policy, facts, NULL, NULL);
	sweep.passes_over = without;
	sweep.notes_doubts = true;
	for (size_t i = contexts.first; i < contexts.end; i++) {
		cli_sweep_context(&sweep, i);
		if (facts->budget == 0)
			break;
		observer->painted(observer->context, &sweep);
	}
	cli_sweep_end(&sweep);
	return facts->budget > 0;
}
