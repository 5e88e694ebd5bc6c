#include "cli/check/order_impl.h"

#include <string.h>

#include "cli/lineindex.h"
#include "cli/message.h"
#include "text.h"

/* Services that are asked whether anybody can reach them. */
#define SERVICES_MAX 8

struct report {
	struct cli_order *order;
	const struct cli_facts *facts;
	struct cli_line_index lines;
	size_t twin;     /* the next of order->twins */
	bool names_file; /* the rule at hand, before EXCEPT */
};

static const struct cli_table *
table_of(const struct cli_order *order, const struct cli_order_rule *rule)
{
	return &order->check->tables[rule->table];
}

static struct ha_location
place_of(const struct cli_order *order, size_t rule)
{
	return (
	    struct ha_location){ table_of(order, &order->rules[rule])->source,
		order->rules[rule].offset, order->rules[rule].len };
}

static bool
refuses(const struct cli_order_rule *rule)
{
	return (rule->flags & CLI_RULE_VERDICT) != 0;
}

static struct ha_span
keep(struct report *report, struct ha_strbuf *text)
{
	struct ha_span kept;

	if (text->failed)
		cli_no_memory();
	kept = cli_findings_keep(&report->order->check->findings,
	    ha_strbuf_span(text));
	ha_strbuf_free(text);
	return kept;
}

static void
add_place(struct report *report, struct ha_strbuf *text, size_t rule)
{
	struct ha_location where = place_of(report->order, rule);

	ha_strbuf_add_text(text, where.source->path);
	ha_strbuf_add_byte(text, ':');
	ha_strbuf_add_number(text, cli_line_of(&report->lines, where));
}

/* Who decides in its place: "hosts.allow:3 admits its clients". */
static struct ha_span
reason(struct report *report, const struct cli_cover *cover, size_t rule)
{
	const struct cli_order *order = report->order;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (cover->first == UINT32_MAX) {
		ha_strbuf_add_text(&text, "the rule's own exception holds it");
	} else if (cover->first == rule && cover->second == UINT32_MAX) {
		ha_strbuf_add_text(&text,
		    "what stands before it in the list matches first");
	} else {
		add_place(report, &text, cover->first);
		if (cover->second != UINT32_MAX)
			ha_strbuf_add_text(&text, " and others decide first");
		else if (refuses(&order->rules[cover->first]))
			ha_strbuf_add_text(&text, " refuses all of it first");
		else
			ha_strbuf_add_text(&text, " admits all of it first");
	}
	return keep(report, &text);
}

static struct ha_span
advice(struct report *report, const struct cli_cover *cover, size_t rule)
{
	const struct cli_order *order = report->order;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (cover->first == UINT32_MAX || cover->first == rule ||
	    !cover->differs) {
		ha_strbuf_add_text(&text, "it can be removed");
	} else if (order->rules[cover->first].table ==
	    order->rules[rule].table) {
		ha_strbuf_add_text(&text, "move it in front of ");
		add_place(report, &text, cover->first);
	} else {
		ha_strbuf_add_text(&text, "make ");
		add_place(report, &text, cover->first);
		ha_strbuf_add_text(&text, " narrower, or remove this one");
	}
	return keep(report, &text);
}

/* A request for "hostsaccess match" that shows it; NULL where none can. */
static const char *
witness(struct report *report, const struct cli_cover *cover)
{
	const struct cli_facts *facts = report->facts;
	struct cli_context context = cli_facts_context(facts, cover->context);
	const struct cli_name_class *name = &facts->names[context.name];
	struct ha_span service = facts->services[context.service];
	struct ha_span user = facts->users[context.user];
	struct ha_strbuf text = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];
	struct ha_addr addr;

	if (cover->first == UINT32_MAX || context.truths != 0 ||
	    name->fact == HA_FACT_FAILED ||
	    !cli_cells_address(&report->order->cells, cover->cell, &addr))
		return NULL;
	if (service.len > 0)
		ha_strbuf_add(&text, service);
	else
		ha_strbuf_add_text(&text, "another-daemon");
	ha_strbuf_add_text(&text, " from ");
	if (user.len > 0 && !ha_span_equal(user, HA_SPAN("unknown"))) {
		ha_strbuf_add(&text, user);
		ha_strbuf_add_byte(&text, '@');
	}
	if (name->fact == HA_FACT_ABSENT)
		ha_strbuf_add_text(&text, "unknown=");
	else if (name->fact == HA_FACT_CONFLICT)
		ha_strbuf_add_text(&text, "paranoid=");
	else if (context.name > 0) {
		ha_strbuf_add(&text, name->name);
		ha_strbuf_add_byte(&text, '=');
	}
	ha_strbuf_add(&text, ha_addr_format(&addr, buffer));
	return keep(report, &text).at;
}

static void
fill(struct report *report, struct cli_finding *finding,
    const struct cli_cover *cover, size_t rule)
{
	const struct cli_order *order = report->order;

	if (finding == &order->check->findings.unkept)
		return;
	finding->args[0] = reason(report, cover, rule);
	finding->args[1] = advice(report, cover, rule);
	finding->witness = witness(report, cover);
	if (cover->first != UINT32_MAX && cover->first != rule)
		finding->related[0] = place_of(order, cover->first);
	if (cover->second != UINT32_MAX && cover->second != rule)
		finding->related[1] = place_of(order, cover->second);
}

static enum ha_code
code_of_rule(const struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	if (!cover->differs)
		return HA_CODE_REDUNDANT;
	if (cover->second == UINT32_MAX &&
	    (order->rules[cover->first].flags & CLI_RULE_ALL))
		return HA_CODE_BEHIND_ALL;
	return refuses(&order->rules[rule]) ? HA_CODE_DENY_HIDDEN
					    : HA_CODE_ALLOW_HIDDEN;
}

/* What covers the clients of a rule, taken together. */
static void
merge(struct cli_cover *all, const struct cli_cover *cover)
{
	uint32_t owners[] = { cover->first, cover->second };

	for (size_t i = 0; i < 2; i++) {
		if (owners[i] == UINT32_MAX || owners[i] == all->first)
			continue;
		if (all->first == UINT32_MAX)
			all->first = owners[i];
		else
			all->second = owners[i];
	}
	all->differs = all->differs || cover->differs;
}

/* Does none of the rule's clients decide?  all says why. */
static bool
is_dead(const struct cli_order *order, size_t rule, struct cli_cover *all)
{
	size_t first = order->rules[rule].first_token;
	size_t end = cli_order_tokens_end(order, rule);

	if (first == end)
		return false;
	*all = order->covers[first];
	for (size_t i = first; i < end && order->tokens[i].group == 0; i++) {
		if (order->states[i] != CLI_TOKEN_COVERED)
			return false;
		merge(all, &order->covers[i]);
	}
	return true;
}

/*
 * Such a file will hold others tomorrow: an exception that is outside of it
 * today guards against that.
 */
static bool
is_file_before_except(const struct cli_order *order, size_t rule, size_t token)
{
	const struct cli_order_token *from = &order->tokens[token];
	struct ha_span text = {
		table_of(order, &order->rules[rule])->source->bytes +
		    from->offset,
		from->len
	};
	struct ha_span user, host;

	ha_text_split(text, &user, &host);
	return from->group == 0 && host.len > 0 && host.at[0] == '/';
}

static void
report_token(struct report *report, size_t rule, size_t token)
{
	struct cli_order *order = report->order;
	const struct cli_order_token *from = &order->tokens[token];
	const struct cli_cover *cover = &order->covers[token];
	struct ha_location where = {
		table_of(order, &order->rules[rule])->source, from->offset,
		from->len
	};
	struct cli_findings *findings = &order->check->findings;

	if (from->group == 0 && order->states[token] == CLI_TOKEN_COVERED)
		fill(report,
		    cli_find(findings,
			cover->differs || cover->first == UINT32_MAX
			    ? HA_CODE_TOKEN_HIDDEN
			    : HA_CODE_TOKEN_REDUNDANT,
			where),
		    cover, rule);
	if (from->group == 1 && order->states[token] == CLI_TOKEN_IDLE &&
	    !report->names_file)
		cli_find(findings, HA_CODE_EXCEPTION_VOID, where);
}

static void
report_daemons(struct report *report, size_t rule)
{
	struct cli_order *order = report->order;
	const struct cli_order_rule *from = &order->rules[rule];
	const struct cli_daemon_list *list = &order->lists[from->daemons];
	struct cli_findings *findings = &order->check->findings;

	if (from->daemon_marks == CLI_NO_MARKS)
		return;
	for (size_t i = 0; i < list->count; i++) {
		struct cli_finding *finding;

		if (order->marks[from->daemon_marks + i])
			continue;
		finding = cli_find(findings, HA_CODE_DAEMON_HIDDEN,
		    place_of(order, rule));
		finding->args[0] = cli_findings_keep(findings,
		    order->daemons[list->first + i].text);
	}
}

/* The earlier rule whose line is the same, or UINT32_MAX. */
static uint32_t
twin_of(struct report *report, size_t rule)
{
	const struct cli_order *order = report->order;

	while (report->twin < order->ntwins &&
	    order->twins[report->twin].rule < rule)
		report->twin++;
	if (report->twin == order->ntwins ||
	    order->twins[report->twin].rule != rule)
		return UINT32_MAX;
	return order->twins[report->twin].earlier;
}

static void
report_rule(struct report *report, size_t rule)
{
	struct cli_order *order = report->order;
	struct cli_findings *findings = &order->check->findings;
	size_t end = cli_order_tokens_end(order, rule);
	uint32_t twin = twin_of(report, rule);
	struct cli_cover all;

	if (order->rules[rule].flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT))
		return;
	if (twin != UINT32_MAX) {
		cli_find(findings, HA_CODE_DUPLICATE, place_of(order, rule))
		    ->related[0] = place_of(order, twin);
		return;
	}
	if (is_dead(order, rule, &all) && all.first != UINT32_MAX) {
		fill(report,
		    cli_find(findings, code_of_rule(order, &all, rule),
			place_of(order, rule)),
		    &all, rule);
		return;
	}
	report->names_file = false;
	for (size_t i = order->rules[rule].first_token; i < end; i++) {
		report->names_file |= is_file_before_except(order, rule, i);
		report_token(report, rule, i);
	}
	report_daemons(report, rule);
}

/* Does any rule refuse somebody?  In doubt, yes. */
static bool
refuses_somebody(const struct cli_order *order)
{
	for (size_t i = 0; i < order->nrules; i++) {
		const struct cli_order_rule *rule = &order->rules[i];
		size_t end = cli_order_tokens_end(order, i);

		if (rule->flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT))
			return true;
		if (!refuses(rule))
			continue;
		for (size_t k = rule->first_token; k < end; k++) {
			if (order->tokens[k].group == 0 &&
			    order->states[k] == CLI_TOKEN_ALIVE)
				return true;
		}
	}
	return false;
}

/* Do rules name the service? */
static bool
is_named(const struct cli_order *order, struct ha_span service)
{
	for (size_t i = 0; i < order->ndaemons; i++) {
		if (order->daemons[i].group == 0 &&
		    ha_span_equal_fold(order->daemons[i].name, service))
			return true;
	}
	return false;
}

/* Where the last word was said. */
static const char *
last_path(const struct cli_check *check)
{
	return check->tables[check->ntables - 1].path;
}

static void
report_nobody(const struct cli_order *order, const char *service)
{
	cli_find_file(&order->check->findings, HA_CODE_NOBODY,
	    last_path(order->check))
	    ->args[0] = ha_span_of(service);
}

static void
report_services(struct cli_order *order, struct cli_facts *facts)
{
	size_t asked = 0;
	bool is_dead =
	    !cli_order_is_reachable(order, facts, facts->nservices - 1);

	for (size_t i = 0; i + 1 < facts->nservices; i++) {
		struct ha_span service = facts->services[i];
		struct ha_span kept;

		if (!is_named(order, service) || ++asked > SERVICES_MAX)
			continue;
		if (cli_order_is_reachable(order, facts, i)) {
			is_dead = false;
			continue;
		}
		kept = cli_findings_keep(&order->check->findings, service);
		report_nobody(order, kept.at);
	}
	if (is_dead && asked == 0)
		report_nobody(order, "any service");
}

void
cli_order_report(struct cli_order *order, struct cli_facts *facts)
{
	struct cli_check *check = order->check;
	struct report report = { .order = order, .facts = facts };

	for (size_t i = 0; i < order->nrules; i++)
		report_rule(&report, i);
	cli_line_index_free(&report.lines);
	if (order->is_cut_short || order->is_too_large ||
	    facts->merges_services || facts->merges_users ||
	    facts->merges_names || facts->merges_variables)
		cli_find_file(&check->findings, HA_CODE_ORDER_CUT_SHORT,
		    check->tables[0].path);
	if (!check->is_policy || order->is_too_large)
		return;
	if (!refuses_somebody(order))
		cli_find_file(&check->findings, HA_CODE_EVERYBODY,
		    last_path(check));
	else if (cli_findings_want(&check->findings, HA_CODE_NOBODY))
		report_services(order, facts);
}
