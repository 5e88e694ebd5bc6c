#include "cli/policy/order_impl.h"

#include <string.h>

#include "cli/io/lineindex.h"
#include "cli/io/message.h"
#include "common/language/text.h"

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

/* A command decides for the rule, or for some of it (aclexec). */
static bool
is_left_to_command(const struct cli_order *order, const struct cli_cover *cover,
    size_t rule)
{
	if (cover->differs || cover->first == UINT32_MAX)
		return false;
	return cli_order_is_asked(order, cover->first, rule) ||
	    (cover->second != UINT32_MAX &&
		cli_order_is_asked(order, cover->second, rule));
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
		else if (order->rules[cover->first].flags & CLI_RULE_ASKS)
			ha_strbuf_add_text(&text,
			    " asks its command about all of it first");
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
	uint32_t other = cover->first;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (cover->differs && !cli_order_differs(order, other, (uint32_t)rule))
		other = cover->second;
	if (is_left_to_command(order, cover, rule)) {
		ha_strbuf_add_text(&text,
		    "keep it if libwrap reads the rules, too: there, a "
		    "command that fails leads to it");
	} else if (!cover->differs) {
		ha_strbuf_add_text(&text, "it can be removed");
	} else if (order->rules[other].table == order->rules[rule].table) {
		ha_strbuf_add_text(&text, "move it in front of ");
		add_place(report, &text, other);
	} else {
		ha_strbuf_add_text(&text, "make ");
		add_place(report, &text, other);
		ha_strbuf_add_text(&text, " narrower, or remove this one");
	}
	return keep(report, &text);
}

/* A request for "hostsaccess match" that shows it; NULL where none can. */
static const char *
witness(struct report *report, const struct cli_cover *cover, size_t rule)
{
	const struct cli_facts *facts = report->facts;
	const struct cli_name_class *name;
	struct cli_context context;
	struct ha_span service, user;
	struct ha_strbuf text = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];
	struct ha_addr addr;
	bool has_name;

	if (cover->context == UINT32_MAX ||
	    !cli_cells_address(&report->order->cells, cover->cell, &addr))
		return NULL;
	context = cli_facts_context(facts, cover->context);
	name = &facts->names[context.name];
	if (context.truths != 0 || name->fact == HA_FACT_FAILED)
		return NULL;
	service = facts->services[context.service];
	user = facts->users[context.user];
	has_name = name->fact == HA_FACT_KNOWN &&
	    (context.name > 0 ||
		(report->order->rules[rule].flags & CLI_RULE_NAMES) != 0);
	/* A wildcard may match what stands for all others. */
	if (report->order->variables.count > 0 &&
	    (service.len == 0 || (user.len == 0 && facts->nusers > 1) ||
		(has_name && !name->is_single)))
		return NULL;
	if (service.len > 0)
		ha_strbuf_add(&text, service);
	else
		ha_strbuf_add_text(&text, "another-daemon");
	ha_strbuf_add_text(&text, " from ");
	if (user.len == 0 && facts->nusers > 1)
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
	finding->witness = witness(report, cover, rule);
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
merge(const struct cli_order *order, struct cli_cover *all,
    const struct cli_cover *cover, uint32_t rule)
{
	if (all->first == UINT32_MAX) {
		*all = *cover;
		return;
	}
	if (cover->first != UINT32_MAX)
		cli_cover_add(order, all, cover->first, rule);
	if (cover->second != UINT32_MAX)
		cli_cover_add(order, all, cover->second, rule);
}

/* Does none of the rule's clients decide?  all says why. */
static bool
is_dead(const struct cli_order *order, size_t rule, struct cli_cover *all)
{
	size_t first = order->rules[rule].first_token;
	size_t end = cli_order_tokens_end(order, rule);

	if (first == end)
		return false;
	*all = CLI_COVER_NONE;
	for (size_t i = first; i < end && order->tokens[i].group == 0; i++) {
		if (order->states[i] != CLI_TOKEN_COVERED)
			return false;
		merge(order, all, &order->covers[i], (uint32_t)rule);
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

/* Does the list name the service, before EXCEPT? */
static bool
list_names(const struct cli_order *order, const struct cli_daemon_list *list,
    struct ha_span service)
{
	for (size_t i = list->first; i < list->first + list->count; i++) {
		if (order->daemons[i].group == 0 &&
		    ha_span_equal_fold(order->daemons[i].name, service))
			return true;
	}
	return false;
}

static void
mark_admitted(struct cli_order *order)
{
	for (size_t i = 0; i < order->nrules; i++) {
		if ((order->rules[i].flags & CLI_RULE_REFUSES) == 0)
			order->lists[order->rules[i].daemons].is_admitted =
			    true;
	}
}

enum naming {
	NAMED_NOT,
	NAMED_REFUSED,
	NAMED_ADMITTED
};

/* Do rules name the service, and one of them to let somebody in? */
static enum naming
naming_of(const struct cli_order *order, struct ha_span service)
{
	enum naming naming = NAMED_NOT;

	for (size_t i = 0; i < order->list_texts.count; i++) {
		if (!list_names(order, &order->lists[i], service))
			continue;
		if (order->lists[i].is_admitted)
			return NAMED_ADMITTED;
		naming = NAMED_REFUSED;
	}
	return naming;
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

	mark_admitted(order);

	for (size_t i = 0; i + 1 < facts->nservices; i++) {
		struct ha_span service = facts->services[i];
		enum naming naming = naming_of(order, service);
		struct ha_span kept;

		if (naming == NAMED_NOT || ++asked > SERVICES_MAX)
			continue;
		if (cli_order_is_reachable(order, facts, i)) {
			is_dead = false;
			continue;
		}
		/* "rpcbind: ALL" in hosts.deny alone closes it on purpose. */
		if (naming != NAMED_ADMITTED &&
		    !ha_span_equal_fold(service, HA_SPAN("sshd")))
			continue;
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
		    table_of(order, &order->rules[0])->path);
	if (!check->is_policy || order->is_too_large)
		return;
	if (!refuses_somebody(order))
		cli_find_file(&check->findings, HA_CODE_EVERYBODY,
		    last_path(check));
	else if (cli_findings_want(&check->findings, HA_CODE_NOBODY))
		report_services(order, facts);
}
