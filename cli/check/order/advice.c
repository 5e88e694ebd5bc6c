#include "cli/check/order/advice.h"

#include <string.h>

#include "cli/check/base/repair.h"
#include "cli/io/message.h"

/* Longer rules are not written out in a sentence. */
#define WRITTEN_MAX 200

static struct ha_span
text_of(const struct cli_policy *policy, size_t rule)
{
	struct ha_location where = cli_policy_place_of(policy, rule);

	return (struct ha_span){ where.source->bytes + where.offset,
		where.len };
}

/* ---- the rule, read once more ---- */

/* The options of a rule, one after the other, and what they are read from. */
struct options {
	struct ha_source *source;
	struct ha_reader reader;
	struct ha_rule rule;
	struct ha_arena arena;
	struct ha_options list;
};

static void
options_begin(struct options *options, const struct cli_policy *policy,
    size_t rule)
{
	*options = (struct options){ .arena = HA_ARENA_INIT };
	if (ha_source_from_memory("", text_of(policy, rule),
		&options->source) != HA_OK)
		cli_no_memory();
	ha_reader_init(&options->reader, options->source, HA_LINES_OWN);
	if (cli_next_rule(&options->reader, &options->rule))
		ha_rule_split(&options->rule);
	options->list =
	    ha_options_of(options->rule.options, &options->arena, NULL);
}

static void
options_end(struct options *options)
{
	ha_arena_free(&options->arena);
	ha_reader_free(&options->reader);
	ha_source_free(options->source);
}

static const char *
loss_of(enum ha_option_kind kind)
{
	switch (kind) {
	case HA_OPTION_SPAWN:
	case HA_OPTION_TWIST:
	case HA_OPTION_ACLEXEC:
		return "; its command never runs";
	case HA_OPTION_BANNERS:
		return "; its banner is never shown";
	case HA_OPTION_SEVERITY:
		return "; its severity never counts";
	case HA_OPTION_SETENV:
		return "; its variable is never set";
	case HA_OPTION_ALLOW:
	case HA_OPTION_DENY:
	case HA_OPTION_USER:
	case HA_OPTION_GROUP:
	case HA_OPTION_NICE:
	case HA_OPTION_UMASK:
	case HA_OPTION_KEEPALIVE:
	case HA_OPTION_LINGER:
	case HA_OPTION_RFC931:
		break;
	}
	return NULL;
}

const char *
cli_order_loss(const struct cli_order *order, size_t rule)
{
	struct options options;
	struct ha_option option;
	const char *loss = NULL;

	if ((order->policy->rules[rule].flags & CLI_RULE_ACTS) == 0)
		return NULL;
	options_begin(&options, order->policy, rule);
	while (loss == NULL && ha_options_next(&options.list, &option) == HA_OK)
		loss = loss_of(option.kind);
	options_end(&options);
	return loss;
}

static bool
has_options(const struct cli_policy *policy, size_t rule)
{
	struct options options;
	bool has;

	options_begin(&options, policy, rule);
	has = options.rule.has_options;
	options_end(&options);
	return has;
}

/* ---- what is tried ---- */

static bool
refuses(const struct cli_policy *policy, size_t rule)
{
	return (policy->rules[rule].flags & CLI_RULE_REFUSES) != 0;
}

/* A change that is to refuse somebody more. */
static bool
does_refuse(struct cli_order *order, size_t table,
    const struct cli_replacements *replacements)
{
	return cli_repair_try(order->check,
		   cli_policy_table_of(order->policy, table),
		   replacements) == CLI_CHANGES_LOSSES;
}

/* The rule stands in front of the other, in the same table. */
static bool
can_move(struct cli_order *order, size_t rule, uint32_t other)
{
	const struct cli_policy *policy = order->policy;
	const struct cli_policy_rule *from = &policy->rules[rule];
	size_t end = (size_t)from->offset + from->len;
	struct cli_replacement list[2];
	struct cli_replacements replacements = { list, 2 };
	struct ha_strbuf line = HA_STRBUF_INIT;
	bool can;

	ha_strbuf_add(&line, text_of(policy, rule));
	ha_strbuf_add_byte(&line, '\n');
	if (line.failed)
		cli_no_memory();
	/* Its newline goes with it, if it has one. */
	end += end < cli_policy_table_of(policy, rule)->source->len;
	list[0] = (struct cli_replacement){ policy->rules[other].offset, 0,
		ha_strbuf_span(&line) };
	list[1] = (struct cli_replacement){ from->offset, end - from->offset,
		HA_SPAN_EMPTY };
	can = does_refuse(order, rule, &replacements);
	ha_strbuf_free(&line);
	return can;
}

/* Another rule stands in front of that one. */
static bool
can_write(struct cli_order *order, struct ha_span text, uint32_t other)
{
	struct ha_strbuf line = HA_STRBUF_INIT;
	struct cli_replacement one;
	bool can;

	ha_strbuf_add(&line, text);
	ha_strbuf_add_byte(&line, '\n');
	if (line.failed)
		cli_no_memory();
	one = (struct cli_replacement){ order->policy->rules[other].offset, 0,
		ha_strbuf_span(&line) };
	can = does_refuse(order, other,
	    &(const struct cli_replacements){ &one, 1 });
	ha_strbuf_free(&line);
	return can;
}

/* ---- what is said ---- */

static struct ha_span
say_in_front(struct cli_order *order, const char *what, struct ha_span text,
    uint32_t other)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	ha_strbuf_add_text(&out, what);
	if (text.len > 0) {
		ha_strbuf_add_byte(&out, '"');
		ha_strbuf_add(&out, text);
		ha_strbuf_add_byte(&out, '"');
	}
	ha_strbuf_add_text(&out, " in front of ");
	cli_order_add_place(order, &out, other);
	return cli_order_keep(order, &out);
}

/* A rule of its own that refuses, in front of the one that decides. */
static struct ha_span
advise_writing(struct cli_order *order, struct ha_span text, uint32_t other)
{
	struct ha_strbuf rule = HA_STRBUF_INIT;
	struct ha_span said = HA_SPAN_EMPTY;

	ha_strbuf_add(&rule, ha_span_trim(text));
	if (cli_policy_table_of(order->policy, other)->kind == HA_TABLE_ALLOW)
		ha_strbuf_add_text(&rule, " : deny");
	if (rule.failed)
		cli_no_memory();
	if (rule.len <= WRITTEN_MAX && !ha_span_holds(text, '\n') &&
	    can_write(order, ha_strbuf_span(&rule), other))
		said =
		    say_in_front(order, "write ", ha_strbuf_span(&rule), other);
	ha_strbuf_free(&rule);
	return said;
}

/* A command decides for the rule, or for some of it (aclexec). */
static bool
is_left_to_command(const struct cli_policy *policy,
    const struct cli_cover *cover, size_t rule)
{
	if (cover->differs || cover->first == UINT32_MAX)
		return false;
	return cli_policy_is_asked(policy, cover->first, rule) ||
	    (cover->second != UINT32_MAX &&
		cli_policy_is_asked(policy, cover->second, rule));
}

/* What never decides makes no difference, and is best seen to be gone. */
static struct ha_span
advise_removal(const struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	if (is_left_to_command(order->policy, cover, rule))
		return HA_SPAN("keep it if libwrap reads the rules, too: "
			       "there, a command that fails leads to it");
	return HA_SPAN("it can be removed");
}

/* Only a rule that refuses can be moved up without admitting anybody. */
static bool
wants_front(const struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	return cover->differs && cover->first != UINT32_MAX &&
	    cover->first != rule && refuses(order->policy, rule);
}

struct ha_span
cli_order_advise_rule(struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	const struct cli_policy *policy = order->policy;

	if (!wants_front(order, cover, rule))
		return advise_removal(order, cover, rule);
	if (policy->rules[cover->first].table == policy->rules[rule].table)
		return can_move(order, rule, cover->first)
		    ? say_in_front(order, "move it", HA_SPAN_EMPTY,
			  cover->first)
		    : HA_SPAN_EMPTY;
	if (has_options(policy, rule))
		return HA_SPAN_EMPTY;
	return advise_writing(order, text_of(policy, rule), cover->first);
}

/* Is no client before EXCEPT left that decides?  Without them a rule would be
 * malformed, and refuse. */
static bool
is_whole_rule(const struct cli_order *order, size_t rule)
{
	const struct cli_policy *policy = order->policy;
	size_t end = cli_policy_tokens_end(policy, rule);

	for (size_t i = policy->rules[rule].first_token; i < end; i++) {
		if (policy->tokens[i].group == 0 &&
		    order->judgement->states[i] != CLI_TOKEN_COVERED)
			return false;
	}
	return true;
}

struct ha_span
cli_order_advise_client(struct cli_order *order, const struct cli_cover *cover,
    size_t rule, size_t token)
{
	const struct cli_policy *policy = order->policy;
	const struct cli_policy_token *client = &policy->tokens[token];
	const struct cli_policy_rule *from = &policy->rules[rule];
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_span said = HA_SPAN_EMPTY;

	if (is_whole_rule(order, rule))
		return HA_SPAN("the rule can be removed");
	if (!wants_front(order, cover, rule))
		return advise_removal(order, cover, rule);
	if ((from->flags & CLI_RULE_EXCEPTS) || has_options(policy, rule))
		return HA_SPAN_EMPTY;
	ha_strbuf_add(&text, policy->list_texts.texts[from->daemons]);
	ha_strbuf_add_text(&text, ": ");
	ha_strbuf_add(&text,
	    (struct ha_span){ cli_policy_table_of(policy, rule)->source->bytes +
		    client->offset,
		client->len });
	if (text.failed)
		cli_no_memory();
	said = advise_writing(order, ha_strbuf_span(&text), cover->first);
	ha_strbuf_free(&text);
	return said;
}
