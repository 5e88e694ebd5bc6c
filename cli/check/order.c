#include "cli/check/order.h"

#include <stdlib.h>
#include <string.h>

#include "cli/check/order_impl.h"
#include "cli/grow.h"
#include "text.h"
#include "wildcard.h"
#include "words.h"

/* The pieces of a pattern file and of those that it names. */
struct cli_file_pieces {
	uint32_t first, count;
	/* It cannot be read, or holds what is malformed. */
	bool is_faulty, is_malformed;
};

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
	free(order->slots);
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

static bool
is_all(struct ha_span text)
{
	return ha_span_equal_fold(text, HA_SPAN("ALL")) ||
	    ha_span_equal(text, HA_SPAN("*"));
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
	else if (!is_all(host))
		daemon.host_variable = cli_order_variable(order, "@", host);
	if (ha_text_is_port(daemon.name, &port))
		daemon.variable = cli_order_variable(order, "#", daemon.name);
	else if (is_literal(daemon.name))
		daemon.is_literal = true;
	else if (!is_all(daemon.name))
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
	if (!user->is_literal && !is_all(user->text) &&
	    !ha_span_equal_fold(user->text, HA_SPAN("KNOWN")))
		user->variable = cli_order_variable(order, "u", user->text);
	return number;
}

/* Could it match an address's text: hexadecimal digits, dots and colons? */
static bool
may_be_address(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = ha_fold(text.at[i]);

		if (!ha_is_digit(byte) && (byte < 'a' || byte > 'f') &&
		    memchr(".:*?", byte, 4) == NULL)
			return false;
	}
	return true;
}

static void
classify_atom(struct cli_order *order, struct cli_atom *atom)
{
	const struct ha_pattern *pattern = &atom->pattern;

	atom->variable = -1;
	switch (pattern->kind) {
	case HA_PATTERN_NAME:
		atom->is_literal = true;
		break;
	case HA_PATTERN_SUFFIX:
		atom->is_suffix = true;
		break;
	case HA_PATTERN_WILDCARD:
		atom->may_be_address = may_be_address(pattern->text);
		atom->variable = cli_order_variable(order, "n", pattern->text);
		break;
	case HA_PATTERN_PREFIX:
		atom->variable = cli_order_variable(order, "p", pattern->text);
		break;
	case HA_PATTERN_NETGROUP:
		atom->variable = cli_order_variable(order, "g", pattern->text);
		break;
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_ALL:
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_FILE:
	case HA_PATTERN_MALFORMED:
	case HA_PATTERN_LIBWRAP:
		break;
	}
}

static void
add_atom(struct cli_order *order, struct ha_span text)
{
	bool is_new;
	uint32_t number = cli_intern(&order->atom_texts, text, &is_new);

	if (is_new) {
		struct cli_atom *atom;

		order->atoms = cli_grow(order->atoms, &order->atoms_size,
		    number, sizeof(*order->atoms));
		atom = &order->atoms[number];
		*atom = (struct cli_atom){ .variable = -1 };
		ha_pattern_parse(order->atom_texts.texts[number],
		    &atom->pattern);
		classify_atom(order, atom);
	}
	cli_cells_add_atom(&order->cells, number);
}

/* "10.1.*" is the network "10.1.": an address of IPv4 has no other dots. */
static bool
is_prefix_wildcard(struct ha_span text, struct ha_pattern *pattern)
{
	if (text.len < 3 || text.at[text.len - 1] != '*' ||
	    text.at[text.len - 2] != '.')
		return false;
	ha_pattern_parse(ha_span_before(text, text.len - 1), pattern);
	return pattern->kind == HA_PATTERN_NET;
}

/* False: it is malformed, which is told elsewhere. */
static bool
add_host(struct cli_order *order, struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	if (pattern.kind == HA_PATTERN_MALFORMED)
		return false;
	if (pattern.kind == HA_PATTERN_ADDRESS_WILDCARD)
		is_prefix_wildcard(text, &pattern);
	if (pattern.kind != HA_PATTERN_NET ||
	    !cli_cells_add_net(&order->cells, &pattern.net))
		add_atom(order, text);
	return true;
}

/* Files that were seen on the way, in the order in which they are read. */
struct closure {
	struct cli_pattern_file *files[HA_FILE_DEPTH_MAX];
	size_t count;
	bool is_faulty, is_malformed;
};

static void
add_file(struct cli_order *order, struct closure *closure, struct ha_span path)
{
	struct cli_pattern_file *file =
	    cli_pattern_file(&order->check->files, path);

	for (size_t i = 0; i < closure->count; i++) {
		if (closure->files[i] == file) {
			closure->is_faulty = true;
			return;
		}
	}
	if (file->status == HA_MISSING)
		return;
	if (file->source == NULL || closure->count == HA_FILE_DEPTH_MAX)
		closure->is_faulty = true;
	else
		closure->files[closure->count++] = file;
}

static void
add_words(struct cli_order *order, struct closure *closure,
    const struct ha_source *source)
{
	struct ha_words words = ha_words_of(source, HA_DIALECT_OWN);
	struct ha_location where;

	while (ha_words_next(&words, &where)) {
		struct ha_span word = { source->bytes + where.offset,
			where.len };

		if (word.at[0] == '/')
			add_file(order, closure, word);
		else if (!add_host(order, word))
			closure->is_malformed = true;
	}
}

/* A file that several rules name is read once. */
static struct cli_file_pieces
file_pieces(struct cli_order *order, struct ha_span path)
{
	bool is_new;
	uint32_t number = cli_intern(&order->file_texts, path, &is_new);
	struct closure closure = { .count = 0 };
	size_t first = order->cells.npieces;

	if (!is_new)
		return order->files[number];
	add_file(order, &closure, path);
	for (size_t i = 0; i < closure.count; i++)
		add_words(order, &closure, closure.files[i]->source);
	order->files = cli_grow(order->files, &order->files_size, number,
	    sizeof(*order->files));
	order->files[number] = (struct cli_file_pieces){ (uint32_t)first,
		(uint32_t)(order->cells.npieces - first), closure.is_faulty,
		closure.is_malformed };
	return order->files[number];
}

/* Of the host pattern; what is malformed has no piece. */
static void
set_pieces(struct cli_order *order, struct cli_order_rule *rule,
    struct cli_order_token *token, struct ha_span host)
{
	token->first_piece = (uint32_t)order->cells.npieces;
	if (host.len > 0 && host.at[0] == '/') {
		struct cli_file_pieces pieces = file_pieces(order, host);

		token->first_piece = pieces.first;
		token->npieces = pieces.count;
		if (pieces.is_faulty ||
		    (pieces.is_malformed && token->group > 0))
			rule->flags |= CLI_RULE_INERT;
	} else if (add_host(order, host)) {
		token->npieces = 1;
	} else if (token->group > 0) {
		/* It may spoil the whole rule. */
		rule->flags |= CLI_RULE_INERT;
	}
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
	set_pieces(order, rule, &token, host);
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
	if (options->fault != HA_CODE_NONE || options->denies ||
	    (view->table->kind == HA_TABLE_DENY && !options->allows))
		flags |= CLI_RULE_REFUSES;
	if (options->asks)
		flags |= CLI_RULE_ASKS;
	if (view->rule->has_options && acts(view))
		flags |= CLI_RULE_ACTS;
	return flags;
}

/* The slot of a line of the same table, or the free one where it belongs. */
static uint32_t *
find_slot(const struct cli_order *order, const struct cli_order_rule *rule)
{
	const struct cli_table *table = &order->check->tables[rule->table];
	struct ha_span text = { table->source->bytes + rule->offset,
		rule->len };
	size_t at = (size_t)cli_hash(text) & (order->nslots - 1);

	for (; order->slots[at] != 0; at = (at + 1) & (order->nslots - 1)) {
		const struct cli_order_rule *other =
		    &order->rules[order->slots[at] - 1];

		if (other->table == rule->table && other->len == rule->len &&
		    memcmp(table->source->bytes + other->offset, text.at,
			text.len) == 0)
			break;
	}
	return &order->slots[at];
}

/* Less than half of the slots are taken. */
static void
make_slots(struct cli_order *order)
{
	uint32_t *old = order->slots;
	size_t nold = order->nslots;

	if (2 * (order->nhashed + 1) <= order->nslots)
		return;
	order->nslots = nold == 0 ? 64 : 2 * nold;
	order->slots = cli_zeroed(order->nslots, sizeof(*order->slots));
	for (size_t i = 0; i < nold; i++) {
		if (old[i] != 0)
			*find_slot(order, &order->rules[old[i] - 1]) = old[i];
	}
	free(old);
}

/* Notes whether the same line stands earlier. */
static void
add_twin(struct cli_order *order, const struct cli_order_rule *rule)
{
	uint32_t *slot;

	make_slots(order);
	slot = find_slot(order, rule);
	if (*slot == 0) {
		*slot = (uint32_t)order->nrules + 1;
		order->nhashed++;
		return;
	}
	order->twins = cli_grow(order->twins, &order->twins_size, order->ntwins,
	    sizeof(*order->twins));
	order->twins[order->ntwins++] =
	    (struct cli_twin){ (uint32_t)order->nrules, *slot - 1 };
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
	return is_all(ha_span_trim(view->rule->daemons)) &&
	    is_all(ha_span_trim(view->rule->clients));
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
	add_twin(order, &rule);
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
	free(order->slots);
	order->slots = NULL;
	order->nslots = 0;
	cli_cells_make(&order->cells);
	cli_facts_init(&facts, order);
	order->states = cli_zeroed(order->ntokens, sizeof(*order->states));
	order->covers = cli_zeroed(order->ntokens, sizeof(*order->covers));
	cli_order_sweep(order, &facts);
	cli_order_report(order, &facts);
	cli_facts_free(&facts);
}
