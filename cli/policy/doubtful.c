#include "cli/policy/doubtful.h"

struct search {
	uint32_t cell;
	struct ha_location where;
	bool is_found;
};

static bool
holds(const struct cli_ranges *ranges, uint32_t cell)
{
	for (size_t i = 0; i < ranges->count; i++) {
		if (cell >= ranges->list[i].first &&
		    cell <= ranges->list[i].last)
			return true;
	}
	return false;
}

/* After a rule that surely decides, none matters. */
static bool
is_over(const struct cli_sweep *sweep, const struct search *search)
{
	return search->is_found ||
	    sweep->paint.next[search->cell] != search->cell;
}

static void
find(struct search *search, struct ha_location where)
{
	search->is_found = true;
	search->where = where;
}

static void
look_at_client(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	const struct cli_policy *policy = sweep->clients.policy;
	const struct cli_policy_rule *rule = &policy->rules[visit->rule];
	const struct cli_policy_token *token = &policy->tokens[visit->token];
	struct search *search = sweep->context;
	struct ha_location where = cli_policy_place_of(policy, visit->rule);

	if (is_over(sweep, search) ||
	    !holds(&sweep->client.upper, search->cell))
		return;
	if (policy->lists[rule->daemons].match != CLI_YES) {
		find(search, where);
	} else if (!holds(&sweep->client.lower, search->cell)) {
		where.offset = token->offset;
		where.len = token->len;
		find(search, where);
	}
}

static void
look_at_whole(struct cli_sweep *sweep, uint32_t rule, bool is_sure)
{
	struct search *search = sweep->context;

	if (!is_sure && !is_over(sweep, search))
		find(search, cli_policy_place_of(sweep->clients.policy, rule));
}

/* A rule with a client that is malformed is in doubt as a whole. */
static void
look_for_vague(const struct cli_sweep *sweep, struct search *search)
{
	const struct cli_policy *policy = sweep->clients.policy;

	for (uint32_t i = sweep->first_rule; i < sweep->end_rule; i++) {
		const struct cli_policy_rule *rule = &policy->rules[i];

		if (!search->is_found && (rule->flags & CLI_RULE_VAGUE) != 0 &&
		    policy->lists[rule->daemons].match != CLI_NO)
			find(search, cli_policy_place_of(policy, i));
	}
}

bool
cli_doubtful_at(struct cli_policy *policy, struct cli_facts *facts,
    struct cli_rule_range rules, size_t context, uint32_t cell,
    struct ha_location *where)
{
	static const struct cli_visitor visitor = { .client = look_at_client,
		.whole = look_at_whole };
	struct search search = { .cell = cell };
	struct cli_sweep sweep;

	cli_sweep_init(&sweep, policy, facts, &visitor, &search);
	sweep.first_rule = rules.first;
	sweep.end_rule = rules.end;
	cli_sweep_context(&sweep, context);
	look_for_vague(&sweep, &search);
	cli_sweep_end(&sweep);
	*where = search.where;
	return search.is_found;
}
