#include "cli/policy/rules.h"

#include "cli/io/vector.h"
#include "cli/policy/pieces.h"
#include "common/language/meaning.h"
#include "common/language/text.h"

/* A pattern of a daemon's or user's name, which may be an address in brackets.
 */
static int
text_variable(struct cli_policy *policy, const char *kind, struct ha_span text)
{
	return ha_text_is_bracketed(text)
	    ? CLI_VARIABLE_UNTOLD
	    : cli_policy_variable(policy, kind, text);
}

/* A pattern of the server, as others.c makes classes of. */
static int
host_variable(struct cli_policy *policy, struct ha_span host)
{
	struct ha_pattern pattern;
	bool is_told;

	ha_pattern_parse(host, &pattern);
	is_told = pattern.kind == HA_PATTERN_NET ||
	    pattern.kind == HA_PATTERN_KNOWN ||
	    pattern.kind == HA_PATTERN_UNKNOWN ||
	    pattern.kind == HA_PATTERN_LOCAL ||
	    (ha_pattern_is_of_names(pattern.kind) &&
		!ha_pattern_may_fit_address(&pattern));
	return is_told ? cli_policy_variable(policy, "@", host)
		       : CLI_VARIABLE_UNTOLD;
}

static struct cli_daemon
read_daemon(struct cli_policy *policy, struct ha_token token)
{
	struct cli_daemon daemon = { .text = token.text,
		.group = token.group,
		.variable = CLI_VARIABLE_NONE,
		.host_variable = CLI_VARIABLE_NONE };
	struct ha_span host;
	unsigned port;

	if (!ha_text_split(token.text, &daemon.name, &host))
		daemon.name = token.text;
	else if (!ha_text_is_all(host))
		daemon.host_variable = host_variable(policy, host);
	if (ha_text_is_port(daemon.name, &port))
		daemon.variable = cli_policy_variable(policy, "#", daemon.name);
	else if (ha_text_is_literal(daemon.name))
		daemon.is_literal = true;
	else if (!ha_text_is_all(daemon.name) && !ha_text_is_known(daemon.name))
		daemon.variable = text_variable(policy, "d", daemon.name);
	return daemon;
}

/* The number of a daemon list, read when it is seen for the first time. */
static uint32_t
intern_list(struct cli_policy *policy, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&policy->list_texts, text, &is_new);
	struct cli_daemon_list *list;
	struct ha_list rest;
	struct ha_token token;

	if (!is_new)
		return number;
	policy->lists = cli_vector_grow(policy->lists, &policy->lists_size,
	    number, sizeof(*policy->lists));
	list = &policy->lists[number];
	*list =
	    (struct cli_daemon_list){ .first = policy->ndaemons, .ngroups = 1 };
	rest = ha_list_of(policy->list_texts.texts[number]);
	while (ha_list_next(&rest, &token)) {
		policy->daemons =
		    cli_vector_grow(policy->daemons, &policy->daemons_size,
			policy->ndaemons, sizeof(*policy->daemons));
		policy->daemons[policy->ndaemons++] =
		    read_daemon(policy, token);
		list->ngroups = token.group + 1;
		list->count++;
	}
	return number;
}

static uint32_t
intern_user(struct cli_policy *policy, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&policy->user_texts, text, &is_new);
	struct cli_user_pattern *user;

	if (!is_new)
		return number;
	policy->users = cli_vector_grow(policy->users, &policy->users_size,
	    number, sizeof(*policy->users));
	user = &policy->users[number];
	*user = (struct cli_user_pattern){
		.text = policy->user_texts.texts[number],
		.variable = CLI_VARIABLE_NONE,
	};
	user->is_literal = ha_text_is_literal(user->text);
	if (!user->is_literal && !ha_text_is_all(user->text) &&
	    !ha_text_is_known(user->text))
		user->variable = text_variable(policy, "u", user->text);
	return number;
}

static bool
needs_name(const struct cli_policy *policy,
    const struct cli_policy_token *token)
{
	for (size_t i = 0; i < token->npieces; i++) {
		if (policy->cells.kinds[token->first_piece + i] ==
		    CLI_PIECE_ATOM)
			return true;
	}
	return false;
}

static void
add_token(struct cli_policy *policy, struct ha_rule *read,
    struct cli_policy_rule *rule, struct ha_token from)
{
	struct ha_location where = ha_rule_locate(read, from.text);
	struct cli_policy_token token = { .offset = (uint32_t)where.offset,
		.len = (uint32_t)where.len,
		.group = (uint32_t)from.group };
	struct ha_span user, host;

	if (ha_text_split(from.text, &user, &host))
		token.user = intern_user(policy, user) + 1;
	cli_policy_set_pieces(policy, rule, &token, host);
	if (token.npieces != 1 ||
	    policy->cells.kinds[token.first_piece] == CLI_PIECE_ATOM)
		rule->flags |= CLI_RULE_NAMES;
	if (token.group > 0) {
		rule->flags |= CLI_RULE_EXCEPTS;
		policy->names_except =
		    policy->names_except || needs_name(policy, &token);
	}
	policy->tokens = cli_vector_grow(policy->tokens, &policy->tokens_size,
	    policy->ntokens, sizeof(*policy->tokens));
	policy->tokens[policy->ntokens++] = token;
}

/* Does the rule do more than to admit or refuse? */
static bool
acts(const struct ha_rule *rule)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options options = ha_options_of(rule->options, &arena, NULL);
	struct ha_option option;
	bool acts = false;

	while (ha_options_next(&options, &option) == HA_OK) {
		acts = acts ||
		    (option.kind != HA_OPTION_ALLOW &&
			option.kind != HA_OPTION_DENY &&
			option.kind != HA_OPTION_KEEPALIVE &&
			option.kind != HA_OPTION_LINGER &&
			option.kind != HA_OPTION_RFC931);
	}
	ha_arena_free(&arena);
	return acts;
}

static uint16_t
flags_of(const struct cli_table *table, const struct ha_rule *rule,
    const struct ha_options_summary *options)
{
	bool admits = ha_rule_admits(table->kind, options);
	uint16_t flags = 0;

	if (rule->fault != HA_CODE_NONE)
		return ha_rule_fault_refuses(rule, table->kind)
		    ? CLI_RULE_MALFORMED | CLI_RULE_REFUSES
		    : CLI_RULE_INERT;
	/* What may have been cut short admits nobody (L1, L6). */
	if (rule->line_end != HA_LINE_ENDED && admits)
		return CLI_RULE_INERT;
	/* Where it refuses in the end, whatever a command answers. */
	if (!admits)
		flags |= CLI_RULE_REFUSES;
	else if (options->asks)
		flags |= CLI_RULE_ASKS;
	if (options->allows)
		flags |= CLI_RULE_ALLOWS;
	if (rule->has_options && acts(rule))
		flags |= CLI_RULE_ACTS;
	return flags;
}

static void
add_marks(struct cli_policy *policy, struct cli_policy_rule *rule)
{
	const struct cli_daemon_list *list = &policy->lists[rule->daemons];

	rule->daemon_marks = CLI_NO_MARKS;
	if (list->count < 2)
		return;
	rule->daemon_marks = (uint32_t)policy->nmarks;
	policy->nmarks += list->count;
}

static void
add_clients(struct cli_policy *policy, struct ha_rule *read,
    struct cli_policy_rule *rule)
{
	struct ha_list list = ha_list_of(read->clients);
	struct ha_token token;

	while (ha_list_next(&list, &token))
		add_token(policy, read, rule, token);
}

void
cli_policy_add(struct cli_policy *policy, const struct cli_table *table,
    struct ha_rule *read, const struct ha_options_summary *options)
{
	struct cli_policy_rule rule = {
		.offset = (uint32_t)read->where.offset,
		.len = (uint32_t)read->where.len,
		.first_token = (uint32_t)policy->ntokens,
		.table = (uint16_t)(table - policy->tables),
		.flags = flags_of(table, read, options),
	};

	policy->is_too_large =
	    policy->is_too_large || policy->cells.npieces > CLI_PIECES_MAX;
	if (policy->is_too_large)
		return;
	rule.daemons = intern_list(policy,
	    read->daemons_readable ? read->daemons : HA_SPAN("ALL"));
	add_marks(policy, &rule);
	if (read->fault == HA_CODE_NONE) {
		if (ha_list_is_everybody(read->daemons) &&
		    ha_list_is_everybody(read->clients))
			rule.flags |= CLI_RULE_ALL;
		add_clients(policy, read, &rule);
	}
	policy->rules = cli_vector_grow(policy->rules, &policy->rules_size,
	    policy->nrules, sizeof(*policy->rules));
	policy->rules[policy->nrules++] = rule;
}

void
cli_policy_read(struct cli_policy *policy, const struct cli_table *table)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options_summary options;
	struct ha_reader reader;
	struct ha_rule rule;

	if (table->source == NULL)
		return;
	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		ha_rule_split(&rule);
		options = cli_options_summary(&rule, &arena);
		cli_policy_add(policy, table, &rule, &options);
	}
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}
