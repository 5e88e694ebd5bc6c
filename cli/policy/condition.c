#include "cli/policy/condition.h"

#include "cli/io/escape.h"
#include "cli/io/message.h"

bool
cli_condition_has_name(const struct cli_facts *facts,
    const struct cli_context *context)
{
	const struct cli_name_class *name = &facts->names.list[context->name];

	return name->fact != HA_FACT_KNOWN || name->pattern.len > 0;
}

bool
cli_condition_has_user(const struct cli_facts *facts,
    const struct cli_context *context)
{
	return facts->users.list[context->user].text.len > 0;
}

size_t
cli_conditions_count(const struct cli_facts *facts,
    const struct cli_context *context)
{
	size_t count = cli_condition_has_name(facts, context) +
	    cli_condition_has_user(facts, context);

	for (uint32_t bits = context->truths; bits != 0; bits &= bits - 1)
		count++;
	return count;
}

/* The kinds of variables, by the first byte of their texts. */
enum {
	SERVER = '@',
	PORT = '#',
	DAEMON = 'd',
	USER = 'u' /* all others: of the client */
};

static struct ha_span
text_of(const struct cli_policy *policy, size_t variable)
{
	return ha_span_from(policy->variables.texts[variable], 1);
}

static char
kind_of(const struct cli_policy *policy, size_t variable)
{
	return policy->variables.texts[variable].at[0];
}

static bool
is_true(const struct cli_context *context, size_t variable)
{
	return context->truths >> variable & 1;
}

/* ---- in words ---- */

static void
add_words(struct ha_strbuf *out, const char *words, struct ha_span text)
{
	if (out->len > 0)
		ha_strbuf_add_text(out, " and ");
	ha_strbuf_add_text(out, words);
	cli_escape_stable(out, text);
}

static void
add_name(struct ha_strbuf *out, const struct cli_name_class *name)
{
	switch (name->fact) {
	case HA_FACT_ABSENT:
		add_words(out, "has no name", HA_SPAN_EMPTY);
		return;
	case HA_FACT_CONFLICT:
		add_words(out,
		    "has a name that does not lead back to the address",
		    HA_SPAN_EMPTY);
		return;
	case HA_FACT_FAILED:
		add_words(out, "has a name that cannot be looked up",
		    HA_SPAN_EMPTY);
		return;
	case HA_FACT_UNASKED:
	case HA_FACT_CLAIMED:
	case HA_FACT_UNTOLD:
	case HA_FACT_KNOWN:
		break;
	}
	if (name->is_single)
		add_words(out, "has the name ", name->pattern);
	else if (ha_span_equal(name->pattern, HA_SPAN("LOCAL")))
		add_words(out, "has a name without a dot", HA_SPAN_EMPTY);
	else
		add_words(out, "has a name below ", name->pattern);
}

static void
add_variable(struct ha_strbuf *out, const struct cli_policy *policy,
    size_t variable)
{
	struct ha_span text = text_of(policy, variable);

	switch (kind_of(policy, variable)) {
	case SERVER:
		add_words(out, "comes to the server ", text);
		break;
	case PORT:
		add_words(out, "comes to the port ", text);
		break;
	case DAEMON:
		add_words(out, "comes to a service like ", text);
		break;
	case USER:
		add_words(out, "has a user like ", text);
		break;
	default:
		add_words(out, "matches ", text);
	}
}

void
cli_condition_text(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct cli_context *context)
{
	struct ha_strbuf words = HA_STRBUF_INIT;

	if (cli_condition_has_name(facts, context))
		add_name(&words, &facts->names.list[context->name]);
	if (cli_condition_has_user(facts, context))
		add_words(&words, "is the user ",
		    facts->users.list[context->user].text);
	for (size_t i = 0; i < facts->nvariables; i++) {
		if (is_true(context, i))
			add_variable(&words, policy, i);
	}
	if (words.failed)
		cli_no_memory();
	ha_strbuf_add(out, ha_strbuf_span(&words));
	ha_strbuf_free(&words);
}

/* ---- what cannot be told apart ---- */

#define SHOWN_MAX ((size_t)5)

static void
add_item(struct ha_strbuf *out, const char *words)
{
	if (out->len > 0)
		ha_strbuf_add_text(out, ", ");
	ha_strbuf_add_text(out, words);
}

void
cli_condition_vague(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts)
{
	struct ha_strbuf items = HA_STRBUF_INIT;
	size_t end = policy->variables.count;

	if (facts->merges_services)
		add_item(&items, "services");
	if (facts->merges_users)
		add_item(&items, "users");
	if (facts->names.are_merged)
		add_item(&items, "names");
	for (size_t i = facts->nvariables; i < end; i++) {
		if (i == facts->nvariables + SHOWN_MAX) {
			add_item(&items, "and others");
			break;
		}
		add_item(&items, "");
		cli_escape_stable(&items, text_of(policy, i));
	}
	if (items.failed)
		cli_no_memory();
	ha_strbuf_add(out, ha_strbuf_span(&items));
	ha_strbuf_free(&items);
}

/* ---- as columns ---- */

static void
join(struct ha_strbuf *out, struct ha_span text)
{
	if (out->len > 0)
		ha_strbuf_add_byte(out, '&');
	cli_escape_stable(out, text);
}

static void
add_column(struct cli_condition *condition, const struct cli_policy *policy,
    size_t variable)
{
	struct ha_span text = text_of(policy, variable);

	switch (kind_of(policy, variable)) {
	case SERVER:
		ha_strbuf_add_byte(&condition->server, '@');
		cli_escape_stable(&condition->server, text);
		break;
	case PORT:
		ha_strbuf_add_byte(&condition->server, ':');
		cli_escape_stable(&condition->server, text);
		break;
	case DAEMON:
		join(&condition->service, text);
		break;
	case USER:
		join(&condition->user, text);
		break;
	default:
		join(&condition->client, text);
	}
}

void
cli_condition_read(struct cli_condition *condition,
    const struct cli_policy *policy, const struct cli_facts *facts,
    const struct cli_context *context)
{
	*condition = (struct cli_condition){ HA_STRBUF_INIT, HA_STRBUF_INIT,
		HA_STRBUF_INIT, HA_STRBUF_INIT };
	if (cli_condition_has_name(facts, context))
		join(&condition->client,
		    facts->names.list[context->name].pattern);
	if (cli_condition_has_user(facts, context))
		join(&condition->user, facts->users.list[context->user].text);
	for (size_t i = 0; i < facts->nvariables; i++) {
		if (is_true(context, i))
			add_column(condition, policy, i);
	}
	if (condition->client.failed || condition->user.failed ||
	    condition->service.failed || condition->server.failed)
		cli_no_memory();
}

void
cli_condition_free(struct cli_condition *condition)
{
	ha_strbuf_free(&condition->client);
	ha_strbuf_free(&condition->user);
	ha_strbuf_free(&condition->service);
	ha_strbuf_free(&condition->server);
}
