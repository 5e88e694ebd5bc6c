#include "cli/test/sets.h"

#include "cli/policy/pieces.h"

static void
add_client(struct ha_strbuf *table, const struct cli_test_line *line,
    const struct cli_test_client *client)
{
	struct ha_span user = client->user;

	if (client->group == 0 && line->keys.user.len > 0)
		user = line->keys.user;
	if (user.len > 0) {
		ha_strbuf_add(table, user);
		ha_strbuf_add_byte(table, '@');
	}
	ha_strbuf_add(table, client->host);
	ha_strbuf_add_byte(table, ' ');
}

void
cli_test_set_write(struct ha_strbuf *table, const struct cli_test_line *line)
{
	size_t group = 0;

	ha_strbuf_add(table, line->service);
	ha_strbuf_add_text(table, ": ");
	for (size_t i = 0; i < line->nclients; i++) {
		if (line->clients[i].group > group)
			ha_strbuf_add_text(table, "EXCEPT ");
		group = line->clients[i].group;
		add_client(table, line, &line->clients[i]);
	}
	ha_strbuf_add_byte(table, '\n');
}

static int
server_variable(struct cli_policy *policy, const char *kind,
    struct ha_span value)
{
	return value.len > 0 ? cli_policy_variable(policy, kind, value)
			     : CLI_VARIABLE_NONE;
}

static void
limit_names(struct cli_policy *policy, uint32_t rule,
    const struct cli_test_line *line)
{
	size_t first = policy->rules[rule].first_token;

	for (size_t i = 0; i < line->nclients; i++) {
		const struct cli_test_client *client = &line->clients[i];
		struct ha_span name = client->name;

		if (client->group == 0 && line->keys.name.len > 0)
			name = line->keys.name;
		if (name.len > 0)
			policy->tokens[first + i].name =
			    cli_policy_atom(policy, name) + 1;
	}
}

/* A rule that was read otherwise than it was written is not trusted. */
static bool
is_vague(const struct cli_policy *policy, uint32_t rule,
    const struct cli_test_line *line)
{
	const unsigned flags =
	    CLI_RULE_MALFORMED | CLI_RULE_INERT | CLI_RULE_VAGUE;

	return (policy->rules[rule].flags & flags) != 0 ||
	    cli_policy_tokens_end(policy, rule) -
		policy->rules[rule].first_token !=
	    line->nclients;
}

void
cli_test_set_finish(struct cli_test_set *set, struct cli_policy *policy,
    uint32_t rule, const struct cli_test_line *line)
{
	set->is_vague = is_vague(policy, rule, line);
	set->server = server_variable(policy, "@", line->keys.server);
	set->server_name = server_variable(policy, "@", line->keys.server_name);
	set->port = server_variable(policy, "#", line->keys.port);
	if (!set->is_vague)
		limit_names(policy, rule, line);
}

static enum cli_tri
least(enum cli_tri a, enum cli_tri b)
{
	return a < b ? a : b;
}

enum cli_tri
cli_test_set_holds(const struct cli_test_set *set,
    const struct cli_facts *facts, const struct cli_context *context)
{
	return least(cli_variable_holds(facts, context, set->server),
	    least(cli_variable_holds(facts, context, set->server_name),
		cli_variable_holds(facts, context, set->port)));
}
