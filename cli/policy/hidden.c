#include "cli/policy/hidden.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/judgement.h"

/* Rules that decide alike are painted apart, as if there were no others. */
#define NKINDS (CLI_RULE_VERDICT + 1)

/* What is looked for, and what was found of a client that is a suspect. */
struct hiding {
	struct cli_judgement *judgement;
	struct cli_paint kinds[NKINDS]; /* count 0: of no suspect */
	struct cli_cover *twins;        /* by token: who decides as it does */
	size_t nsuspects;               /* of whom nothing is known yet */
};

static unsigned
kind_of(const struct cli_policy *policy, uint32_t rule)
{
	return policy->rules[rule].flags & CLI_RULE_VERDICT;
}

/* Covered by one that decides otherwise, and no request shows it yet. */
static bool
is_suspect(const struct cli_judgement *judgement, size_t token)
{
	const struct cli_cover *cover = &judgement->covers[token];

	return judgement->states[token] == CLI_TOKEN_COVERED &&
	    cover->differs && !cover->is_shown;
}

/* Nothing else of the first cell that it finds is of interest. */
static void
show(const struct cli_sweep *sweep, struct cli_cover *cover, uint32_t cell,
    uint32_t owner)
{
	if (cover->first != owner) {
		cover->second = cover->first;
		cover->first = owner;
	}
	cover->cell = cell;
	cover->context = sweep->number;
	cover->is_shown = true;
}

static void
note_twin(const struct cli_sweep *sweep, struct cli_cover *twins, uint32_t cell,
    uint32_t owner)
{
	if (owner == CLI_OWNER_NOBODY)
		return;
	if (twins->first == UINT32_MAX) {
		twins->first = owner;
		twins->cell = cell;
		twins->context = sweep->number;
	} else if (twins->first != owner && twins->second == UINT32_MAX) {
		twins->second = owner;
	}
}

/* In the first cell that no twin has, who decides? */
static void
look_at_range(struct cli_sweep *sweep, const struct cli_visit *visit,
    struct cli_range range)
{
	struct hiding *hiding = sweep->context;
	struct cli_policy *policy = sweep->clients.policy;
	struct cli_cover *cover = &hiding->judgement->covers[visit->token];
	struct cli_paint *kind = &hiding->kinds[kind_of(policy, visit->rule)];
	uint32_t cell = cli_paint_find(kind, range.first);

	if (cell != range.first)
		note_twin(sweep, &hiding->twins[visit->token], range.first,
		    kind->owner[range.first]);
	for (; cell <= range.last; cell = cli_paint_find(kind, cell + 1)) {
		uint32_t owner = sweep->paint.owner[cell];

		cli_facts_charge(sweep->clients.facts, 1);
		if (cli_paint_find(&sweep->paint, cell) == cell ||
		    owner == CLI_OWNER_NOBODY ||
		    !cli_policy_differs(policy, owner, visit->rule))
			continue;
		show(sweep, cover, cell, owner);
		hiding->nsuspects--;
		return;
	}
}

static void
look(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	struct hiding *hiding = sweep->context;
	struct cli_policy *policy = sweep->clients.policy;
	struct cli_paint *kind = &hiding->kinds[kind_of(policy, visit->rule)];
	const struct cli_reach *client = &sweep->client;

	if (kind->count == 0 ||
	    policy->lists[policy->rules[visit->rule].daemons].match != CLI_YES)
		return;
	for (size_t i = 0; i < client->lower.count; i++) {
		struct cli_range range = client->lower.list[i];

		if (is_suspect(hiding->judgement, visit->token))
			look_at_range(sweep, visit, range);
		cli_paint(kind, range.first, range.last, visit->rule);
	}
}

/* A malformed rule refuses whoever comes, and is no client's. */
static void
take_malformed(struct cli_sweep *sweep, uint32_t rule, bool is_sure)
{
	struct hiding *hiding = sweep->context;
	struct cli_paint *kind = &hiding->kinds[CLI_RULE_REFUSES];

	if (kind->count > 0 && is_sure)
		cli_paint(kind, 0, kind->count - 1, rule);
}

static const struct cli_visitor visitor = { .client = look,
	.whole = take_malformed };

/* The last rule with a suspect; what comes after it is not looked at. */
static uint32_t
find_suspects(struct hiding *hiding, const struct cli_policy *policy)
{
	uint32_t end = 0;

	for (uint32_t rule = 0; rule < policy->nrules; rule++) {
		size_t last = cli_policy_tokens_end(policy, rule);

		for (size_t i = policy->rules[rule].first_token; i < last;
		     i++) {
			if (policy->tokens[i].group > 0 ||
			    !is_suspect(hiding->judgement, i))
				continue;
			hiding->nsuspects++;
			hiding->kinds[kind_of(policy, rule)].count = 1;
			end = rule + 1;
		}
	}
	return end;
}

/* Those of whom no request was found: others decide as they would. */
static void
acquit(const struct hiding *hiding, size_t ntokens)
{
	for (size_t i = 0; i < ntokens; i++) {
		struct cli_cover *cover = &hiding->judgement->covers[i];

		if (!is_suspect(hiding->judgement, i))
			continue;
		if (hiding->twins[i].first != UINT32_MAX)
			*cover = hiding->twins[i];
		cover->differs = false;
	}
}

static void
sweep_all(struct hiding *hiding, struct cli_sweep *sweep,
    struct cli_contexts contexts)
{
	const struct cli_policy *policy = sweep->clients.policy;

	for (size_t i = contexts.first;
	     i < contexts.end && hiding->nsuspects > 0; i++) {
		for (size_t k = 0; k < NKINDS; k++) {
			if (hiding->kinds[k].count > 0)
				cli_paint_clear(&hiding->kinds[k],
				    &policy->cells);
		}
		cli_sweep_context(sweep, i);
		if (sweep->clients.facts->budget == 0) {
			hiding->judgement->is_cut_short = true;
			return;
		}
	}
}

void
cli_judgement_find_hidden(struct cli_judgement *judgement,
    struct cli_policy *policy, struct cli_facts *facts,
    struct cli_contexts contexts)
{
	struct hiding hiding = { .judgement = judgement };
	uint32_t end = find_suspects(&hiding, policy);
	struct cli_sweep sweep;

	if (hiding.nsuspects == 0)
		return;
	hiding.twins = cli_zeroed(policy->ntokens, sizeof(*hiding.twins));
	for (size_t i = 0; i < policy->ntokens; i++)
		hiding.twins[i] = CLI_COVER_NONE;
	for (size_t k = 0; k < NKINDS; k++) {
		if (hiding.kinds[k].count > 0)
			cli_paint_init(&hiding.kinds[k], &policy->cells);
	}
	cli_sweep_init(&sweep, policy, facts, &visitor, &hiding);
	sweep.end_rule = end;
	sweep_all(&hiding, &sweep, contexts);
	cli_sweep_end(&sweep);
	acquit(&hiding, policy->ntokens);
	for (size_t k = 0; k < NKINDS; k++) {
		if (hiding.kinds[k].count > 0)
			cli_paint_free(&hiding.kinds[k]);
	}
	free(hiding.twins);
}
