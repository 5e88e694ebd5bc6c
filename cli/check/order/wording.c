#include "cli/check/order/wording.h"

#include "cli/io/message.h"

struct ha_span
cli_order_keep(struct cli_order *order, struct ha_strbuf *text)
{
	struct ha_span kept;

	if (text->failed)
		cli_no_memory();
	kept = cli_findings_keep(&order->check->findings, ha_strbuf_span(text));
	ha_strbuf_free(text);
	return kept;
}

void
cli_order_add_place(struct cli_order *order, struct ha_strbuf *text,
    size_t rule)
{
	struct ha_location where = cli_policy_place_of(order->policy, rule);

	ha_strbuf_add_text(text, where.source->path);
	ha_strbuf_add_byte(text, ':');
	ha_strbuf_add_number(text, cli_line_of(&order->lines, where));
}

struct ha_span
cli_order_reason(struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	const struct cli_policy *policy = order->policy;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (cover->first == UINT32_MAX) {
		ha_strbuf_add_text(&text, "the rule's own exception holds it");
	} else if (cover->first == rule && cover->second == UINT32_MAX) {
		ha_strbuf_add_text(&text,
		    "what stands before it in the list matches first");
	} else {
		cli_order_add_place(order, &text, cover->first);
		if (cover->second != UINT32_MAX)
			ha_strbuf_add_text(&text, " and others decide first");
		else if (policy->rules[cover->first].flags & CLI_RULE_ASKS)
			ha_strbuf_add_text(&text,
			    " asks its command about all of it first");
		else if (
		    (policy->rules[cover->first].flags & CLI_RULE_VERDICT) != 0)
			ha_strbuf_add_text(&text, " refuses all of it first");
		else
			ha_strbuf_add_text(&text, " admits all of it first");
	}
	return cli_order_keep(order, &text);
}

const char *
cli_order_witness(struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	const struct cli_facts *facts = order->facts;
	const struct cli_name_class *name;
	struct cli_context context;
	struct ha_span service, user;
	struct ha_strbuf text = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];
	struct ha_addr addr;
	bool has_name;

	if (cover->context == UINT32_MAX ||
	    !cli_cells_address(&order->policy->cells, cover->cell, &addr))
		return NULL;
	context = cli_facts_context(facts, cover->context);
	name = &facts->names.list[context.name];
	if (context.truths != 0 || name->fact == HA_FACT_FAILED)
		return NULL;
	service = facts->services.list[context.service].text;
	user = facts->users.list[context.user].text;
	has_name = name->fact == HA_FACT_KNOWN &&
	    (context.name > 0 ||
		(order->policy->rules[rule].flags & CLI_RULE_NAMES) != 0);
	/* A wildcard may match what stands for all others. */
	if (order->policy->variables.count > 0 &&
	    (service.len == 0 || (user.len == 0 && facts->users.count > 1) ||
		(has_name && !name->is_single)))
		return NULL;
	if (service.len > 0)
		ha_strbuf_add(&text, service);
	else
		ha_strbuf_add_text(&text, "another-daemon");
	ha_strbuf_add_text(&text, " from ");
	if (user.len == 0 && facts->users.count > 1)
		ha_strbuf_add_text(&text, "another-user@");
	if (user.len > 0 && !ha_span_equal(user, HA_SPAN("unknown"))) {
		ha_strbuf_add(&text, user);
		ha_strbuf_add_byte(&text, '@');
	}
	if (name->fact == HA_FACT_ABSENT)
		ha_strbuf_add_text(&text, "unknown=");
	else if (name->fact == HA_FACT_CONFLICT)
		ha_strbuf_add_text(&text, "paranoid=");
	else if (has_name) {
		ha_strbuf_add(&text, name->name);
		ha_strbuf_add_byte(&text, '=');
	}
	ha_strbuf_add(&text, ha_addr_format(&addr, buffer));
	return cli_order_keep(order, &text).at;
}

void
cli_order_relate(const struct cli_order *order, struct cli_finding *finding,
    const struct cli_cover *cover, size_t rule)
{
	if (cover->first != UINT32_MAX && cover->first != rule)
		finding->related[0] =
		    cli_policy_place_of(order->policy, cover->first);
	if (cover->second != UINT32_MAX && cover->second != rule)
		finding->related[1] =
		    cli_policy_place_of(order->policy, cover->second);
}
