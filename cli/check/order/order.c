#include "cli/check/order/order.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/grow.h"
#include "cli/policy/order_impl.h"
#include "common/language/text.h"
#include "common/language/wildcard.h"

struct cli_order *
cli_order_new(struct cli_check *check)
{
	struct cli_order *order = cli_zeroed(1, sizeof(*order));

	order->check = check;
	return order;
}

void
cli_order_free(struct cli_order *order)
{
	cli_intern_free(&order->list_texts);
	cli_intern_free(&order->user_texts);
	cli_intern_free(&order->atom_texts);
	cli_intern_free(&order->variables);
	cli_intern_free(&order->file_texts);
	cli_cells_free(&order->cells);
	free(order->rules);
	free(order->tokens);
	free(order->lists);
	free(order->daemons);
	free(order->users);
	free(order->atoms);
	free(order->files);
	free(order->marks);
	free(order->twins);
	free(order->states);
	free(order->covers);
	free(order);
}

int
cli_order_variable(struct cli_order *order, const char *kind,
    struct ha_span text)
{
	struct ha_strbuf key = HA_STRBUF_INIT;
	bool is_new;
	int number;

	ha_strbuf_add_text(&key, kind);
	ha_strbuf_add(&key, text);
	number =
	    (int)cli_intern(&order->variables, ha_strbuf_span(&key), &is_new);
	ha_strbuf_free(&key);
	return number;
}

/* Is it a plain word, which equals one text and no other? */
static bool
is_literal(struct ha_span text)
{
	return text.len > 0 && !ha_is_wildcard(text) && text.at[0] != '.' &&
	    text.at[0] != '[' && text.at[text.len - 1] != '.' &&
	    !ha_span_equal_fold(text, HA_SPAN("ALL")) &&
	    !ha_span_equal_fold(text, HA_SPAN("KNOWN"));
}

static struct cli_daemon
read_daemon(struct cli_order *order, struct ha_token token)
{
	struct cli_daemon daemon = { .text = token.text,
		.group = token.group,
		.variable = -1,
		.host_variable = -1 };
	struct ha_span host;
	unsigned port;

	if (!ha_text_split(token.text, &daemon.name, &host))
		daemon.name = token.text;
	else if (!ha_text_is_all(host))
		daemon.host_variable = cli_order_variable(order, "@", host);
	if (ha_text_is_port(daemon.name, &port))
		daemon.variable = cli_order_variable(order, "#", daemon.name);
	else if (is_literal(daemon.name))
		daemon.is_literal = true;
	else if (!ha_text_is_all(daemon.name))
		daemon.variable = cli_order_variable(order, "d", daemon.name);
	return daemon;
}

/* The number of a daemon list, read when it is seen for the first time. */
static uint32_t
intern_list(struct cli_order *order, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&order->list_texts, text, &is_new);
	struct cli_daemon_list *list;
	struct ha_list rest;
	struct ha_token token;

	if (!is_new)
		return number;
	order->lists = cli_grow(order->lists, &order->lists_size, number,
	    sizeof(*order->lists));
	list = &order->lists[number];
	*list =
	    (struct cli_daemon_list){ .first = order->ndaemons, .ngroups = 1 };
	rest = ha_list_of(order->list_texts.texts[number]);
	while (ha_list_next(&rest, &token)) {
		order->daemons = cli_grow(order->daemons, &order->daemons_size,
		    order->ndaemons, sizeof(*order->daemons));
		order->daemons[order->ndaemons++] = read_daemon(order, token);
		list->ngroups = token.group + 1;
		list->count++;
	}
	return number;
}

static uint32_t
intern_user(struct cli_order *order, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&order->user_texts, text, &is_new);
	struct cli_user_pattern *user;

	if (!is_new)
		return number;
	order->users = cli_grow(order->users, &order->users_size, number,
	    sizeof(*order->users));
	user = &order->users[number];
	*user = (struct cli_user_pattern){
		.text = order->user_texts.texts[number],
		.variable = -1,
	};
	user->is_literal = is_literal(user->text);
	if (!user->is_literal && !ha_text_is_all(user->text) &&
	    !ha_span_equal_fold(user->text, HA_SPAN("KNOWN")))
		user->variable = cli_order_variable(order, "u", user->text);
	return number;
}

static bool
needs_name(const struct cli_order *order, const struct cli_order_token *token)
{
	for (size_t i = 0; i < token->npieces; i++) {
		if (order->cells.kinds[token->first_piece + i] ==
		    CLI_PIECE_ATOM)
			return true;
	}
	return false;
}

static void
add_token(struct cli_order *order, const struct cli_view *view,
    struct cli_order_rule *rule, struct ha_token from)
{
	struct ha_location where = ha_rule_locate(view->rule, from.text);
	struct cli_order_token token = { .offset = (uint32_t)where.offset,
		.len = (uint32_t)where.len,
		.group = (uint32_t)from.group };
	struct ha_span user, host;

	if (ha_text_split(from.text, &user, &host))
		token.user = intern_user(order, user) + 1;
	cli_order_set_pieces(order, rule, &token, host);
	if (token.npieces != 1 ||
	    order->cells.kinds[token.first_piece] == CLI_PIECE_ATOM)
		rule->flags |= CLI_RULE_NAMES;
	if (token.group > 0) {
		rule->flags |= CLI_RULE_EXCEPTS;
		order->names_except =
		    order->names_except || needs_name(order, &token);
	}
	order->tokens = cli_grow(order->tokens, &order->tokens_size,
	    order->ntokens, sizeof(*order->tokens));
	order->tokens[order->ntokens++] = token;
}

/* Does the rule do more than to admit or refuse? */
static bool
acts(const struct cli_view *view)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options options =
	    ha_options_of(view->rule->options, &arena, HA_DIALECT_OWN);
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

static uint8_t
flags_of(const struct cli_view *view)
{
	const struct ha_options_summary *options = view->options;
	uint8_t flags = 0;

	if (view->rule->fault != HA_CODE_NONE)
		return view->table->kind == HA_TABLE_DENY ||
			ha_rule_looks_refusing(view->rule)
		    ? CLI_RULE_MALFORMED | CLI_RULE_REFUSES
		    : CLI_RULE_INERT;
	/* What may have been cut short admits nobody (L1, L6). */
	if (view->rule->line_end != HA_LINE_ENDED && cli_rule_admits(view))
		return CLI_RULE_INERT;
	if (!cli_rule_admits(view))
		flags |= CLI_RULE_REFUSES;
	if (options->asks)
		flags |= CLI_RULE_ASKS;
	if (view->rule->has_options && acts(view))
		flags |= CLI_RULE_ACTS;
	return flags;
}

static void
add_marks(struct cli_order *order, struct cli_order_rule *rule)
{
	const struct cli_daemon_list *list = &order->lists[rule->daemons];

	rule->daemon_marks = CLI_NO_MARKS;
	if (list->count < 2)
		return;
	rule->daemon_marks = (uint32_t)order->nmarks;
	for (size_t i = 0; i < list->count; i++) {
		order->marks = cli_grow(order->marks, &order->marks_size,
		    order->nmarks, 1);
		order->marks[order->nmarks++] = 0;
	}
}

static bool
matches_everybody(const struct cli_view *view)
{
	return ha_text_is_all(ha_span_trim(view->rule->daemons)) &&
	    ha_text_is_all(ha_span_trim(view->rule->clients));
}

static void
add_clients(struct cli_order *order, const struct cli_view *view,
    struct cli_order_rule *rule)
{
	struct ha_list list = ha_list_of(view->rule->clients);
	struct ha_token token;

	while (ha_list_next(&list, &token))
		add_token(order, view, rule, token);
}

/* What is let in by a table that refuses. */
static void
lint_allow(const struct cli_view *view)
{
	if (view->table->kind == HA_TABLE_DENY && view->options->allows &&
	    view->options->fault == HA_CODE_NONE)
		cli_find_in_rule(view, HA_CODE_ALLOW_IN_DENY,
		    view->options->last);
}

void
cli_order_add(struct cli_order *order, const struct cli_view *view)
{
	struct cli_order_rule rule = {
		.offset = (uint32_t)view->rule->where.offset,
		.len = (uint32_t)view->rule->where.len,
		.first_token = (uint32_t)order->ntokens,
		.table = (uint16_t)(view->table - order->check->tables),
		.flags = flags_of(view),
	};

	lint_allow(view);
	order->is_too_large =
	    order->is_too_large || order->cells.npieces > CLI_PIECES_MAX;
	if (order->is_too_large)
		return;
	rule.daemons = intern_list(order,
	    view->rule->daemons_readable ? view->rule->daemons
					 : HA_SPAN("ALL"));
	add_marks(order, &rule);
	if (view->rule->fault == HA_CODE_NONE) {
		if (matches_everybody(view))
			rule.flags |= CLI_RULE_ALL;
		add_clients(order, view, &rule);
	}
	order->rules = cli_grow(order->rules, &order->rules_size, order->nrules,
	    sizeof(*order->rules));
	order->rules[order->nrules++] = rule;
}

void
cli_lint_order(struct cli_check *check)
{
	struct cli_order *order = check->order;
	struct cli_facts facts;

	if (order->nrules == 0)
		return;
	cli_order_find_twins(order);
	cli_cells_make(&order->cells);
	cli_facts_init(&facts, order);
	order->states = cli_zeroed(order->ntokens, sizeof(*order->states));
	order->covers = cli_zeroed(order->ntokens, sizeof(*order->covers));
	cli_order_sweep(order, &facts);
	cli_order_report(order, &facts);
	cli_facts_free(&facts);
}
