#include "cli/check/order/report.h"

#include <string.h>

#include "cli/check/order/twins.h"
#include "cli/io/lineindex.h"
#include "cli/io/message.h"
#include "common/language/text.h"

/* Services that are asked whether anybody can reach them. */
#define SERVICES_MAX 8

struct report {
	struct cli_check *check;
	struct cli_policy *policy;
	const struct cli_facts *facts;
	struct cli_line_index lines;
	struct cli_twins twins;
	size_t twin;     /* the next of them */
	bool names_file; /* the rule at hand, before EXCEPT */
};

static bool
refuses(const struct cli_policy_rule *rule)
{
	return (rule->flags & CLI_RULE_VERDICT) != 0;
}

static struct ha_span
keep(struct report *report, struct ha_strbuf *text)
{
	struct ha_span kept;

	if (text->failed)
		cli_no_memory();
	kept =
	    cli_findings_keep(&report->check->findings, ha_strbuf_span(text));
	ha_strbuf_free(text);
	return kept;
}

static void
add_place(struct report *report, struct ha_strbuf *text, size_t rule)
{
	struct ha_location where = cli_policy_place_of(report->policy, rule);

	ha_strbuf_add_text(text, where.source->path);
	ha_strbuf_add_byte(text, ':');
	ha_strbuf_add_number(text, cli_line_of(&report->lines, where));
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

/* Who decides in its place: "hosts.allow:3 admits its clients". */
static struct ha_span
reason(struct report *report, const struct cli_cover *cover, size_t rule)
{
	const struct cli_policy *policy = report->policy;
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
		else if (policy->rules[cover->first].flags & CLI_RULE_ASKS)
			ha_strbuf_add_text(&text,
			    " asks its command about all of it first");
		else if (refuses(&policy->rules[cover->first]))
			ha_strbuf_add_text(&text, " refuses all of it first");
		else
			ha_strbuf_add_text(&text, " admits all of it first");
	}
	return keep(report, &text);
}

static struct ha_span
advice(struct report *report, const struct cli_cover *cover, size_t rule)
{
	const struct cli_policy *policy = report->policy;
	uint32_t other = cover->first;
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (cover->differs &&
	    !cli_policy_differs(policy, other, (uint32_t)rule))
		other = cover->second;
	if (is_left_to_command(policy, cover, rule)) {
		ha_strbuf_add_text(&text,
		    "keep it if libwrap reads the rules, too: there, a "
		    "command that fails leads to it");
	} else if (!cover->differs) {
		ha_strbuf_add_text(&text, "it can be removed");
	} else if (policy->rules[other].table == policy->rules[rule].table) {
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
	    !cli_cells_address(&report->policy->cells, cover->cell, &addr))
		return NULL;
	context = cli_facts_context(facts, cover->context);
	name = &facts->names[context.name];
	if (context.truths != 0 || name->fact == HA_FACT_FAILED)
		return NULL;
	service = facts->services[context.service];
	user = facts->users[context.user];
	has_name = name->fact == HA_FACT_KNOWN &&
	    (context.name > 0 ||
		(report->policy->rules[rule].flags & CLI_RULE_NAMES) != 0);
	/* A wildcard may match what stands for all others. */
	if (report->policy->variables.count > 0 &&
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
	const struct cli_policy *policy = report->policy;

	if (finding == &report->check->findings.unkept)
		return;
	finding->args[0] = reason(report, cover, rule);
	finding->args[1] = advice(report, cover, rule);
	finding->witness = witness(report, cover, rule);
	if (cover->first != UINT32_MAX && cover->first != rule)
		finding->related[0] = cli_policy_place_of(policy, cover->first);
	if (cover->second != UINT32_MAX && cover->second != rule)
		finding->related[1] =
		    cli_policy_place_of(policy, cover->second);
}

static enum ha_code
code_of_rule(const struct cli_policy *policy, const struct cli_cover *cover,
    size_t rule)
{
	if (!cover->differs)
		return HA_CODE_REDUNDANT;
	if (cover->second == UINT32_MAX &&
	    (policy->rules[cover->first].flags & CLI_RULE_ALL))
		return HA_CODE_BEHIND_ALL;
	return refuses(&policy->rules[rule]) ? HA_CODE_DENY_HIDDEN
					     : HA_CODE_ALLOW_HIDDEN;
}

/* What covers the clients of a rule, taken together. */
static void
merge(const struct cli_policy *policy, struct cli_cover *all,
    const struct cli_cover *cover, uint32_t rule)
{
	if (all->first == UINT32_MAX) {
		*all = *cover;
		return;
	}
	if (cover->first != UINT32_MAX)
		cli_cover_add(policy, all, cover->first, rule);
	if (cover->second != UINT32_MAX)
		cli_cover_add(policy, all, cover->second, rule);
}

/* Does none of the rule's clients decide?  all says why. */
static bool
is_dead(const struct cli_policy *policy, size_t rule, struct cli_cover *all)
{
	size_t first = policy->rules[rule].first_token;
	size_t end = cli_policy_tokens_end(policy, rule);

	if (first == end)
		return false;
	*all = CLI_COVER_NONE;
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++) {
		if (policy->states[i] != CLI_TOKEN_COVERED)
			return false;
		merge(policy, all, &policy->covers[i], (uint32_t)rule);
	}
	return true;
}

/*
 * Such a file will hold others tomorrow: an exception that is outside of it
 * today guards against that.
 */
static bool
is_file_before_except(const struct cli_policy *policy, size_t rule,
    size_t token)
{
	const struct cli_policy_token *from = &policy->tokens[token];
	struct ha_span text = {
		cli_policy_table_of(policy, rule)->source->bytes + from->offset,
		from->len
	};
	struct ha_span user, host;

	ha_text_split(text, &user, &host);
	return from->group == 0 && host.len > 0 && host.at[0] == '/';
}

static void
report_token(struct report *report, size_t rule, size_t token)
{
	struct cli_policy *policy = report->policy;
	const struct cli_policy_token *from = &policy->tokens[token];
	const struct cli_cover *cover = &policy->covers[token];
	struct ha_location where = { cli_policy_table_of(policy, rule)->source,
		from->offset, from->len };
	struct cli_findings *findings = &report->check->findings;

	if (from->group == 0 && policy->states[token] == CLI_TOKEN_COVERED)
		fill(report,
		    cli_find(findings,
			cover->differs || cover->first == UINT32_MAX
			    ? HA_CODE_TOKEN_HIDDEN
			    : HA_CODE_TOKEN_REDUNDANT,
			where),
		    cover, rule);
	if (from->group == 1 && policy->states[token] == CLI_TOKEN_IDLE &&
	    !report->names_file)
		cli_find(findings, HA_CODE_EXCEPTION_VOID, where);
}

static void
report_daemons(struct report *report, size_t rule)
{
	struct cli_policy *policy = report->policy;
	const struct cli_policy_rule *from = &policy->rules[rule];
	const struct cli_daemon_list *list = &policy->lists[from->daemons];
	struct cli_findings *findings = &report->check->findings;

	if (from->daemon_marks == CLI_NO_MARKS)
		return;
	for (size_t i = 0; i < list->count; i++) {
		struct cli_finding *finding;

		if (policy->marks[from->daemon_marks + i])
			continue;
		finding = cli_find(findings, HA_CODE_DAEMON_HIDDEN,
		    cli_policy_place_of(policy, rule));
		finding->args[0] = cli_findings_keep(findings,
		    policy->daemons[list->first + i].text);
	}
}

/* The earlier rule whose line is the same, or UINT32_MAX. */
static uint32_t
twin_of(struct report *report, size_t rule)
{
	while (report->twin < report->twins.count &&
	    report->twins.list[report->twin].rule < rule)
		report->twin++;
	if (report->twin == report->twins.count ||
	    report->twins.list[report->twin].rule != rule)
		return UINT32_MAX;
	return report->twins.list[report->twin].earlier;
}

static void
report_rule(struct report *report, size_t rule)
{
	struct cli_policy *policy = report->policy;
	struct cli_findings *findings = &report->check->findings;
	size_t end = cli_policy_tokens_end(policy, rule);
	uint32_t twin = twin_of(report, rule);
	struct cli_cover all;

	if (policy->rules[rule].flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT))
		return;
	if (twin != UINT32_MAX) {
		cli_find(findings, HA_CODE_DUPLICATE,
		    cli_policy_place_of(policy, rule))
		    ->related[0] = cli_policy_place_of(policy, twin);
		return;
	}
	if (is_dead(policy, rule, &all) && all.first != UINT32_MAX) {
		fill(report,
		    cli_find(findings, code_of_rule(policy, &all, rule),
			cli_policy_place_of(policy, rule)),
		    &all, rule);
		return;
	}
	report->names_file = false;
	for (size_t i = policy->rules[rule].first_token; i < end; i++) {
		report->names_file |= is_file_before_except(policy, rule, i);
		report_token(report, rule, i);
	}
	report_daemons(report, rule);
}

/* Does any rule refuse somebody?  In doubt, yes. */
static bool
refuses_somebody(const struct cli_policy *policy)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		const struct cli_policy_rule *rule = &policy->rules[i];
		size_t end = cli_policy_tokens_end(policy, i);

		if (rule->flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT))
			return true;
		if (!refuses(rule))
			continue;
		for (size_t k = rule->first_token; k < end; k++) {
			if (policy->tokens[k].group == 0 &&
			    policy->states[k] == CLI_TOKEN_ALIVE)
				return true;
		}
	}
	return false;
}

/* Does the list name the service, before EXCEPT? */
static bool
list_names(const struct cli_policy *policy, const struct cli_daemon_list *list,
    struct ha_span service)
{
	for (size_t i = list->first; i < list->first + list->count; i++) {
		if (policy->daemons[i].group == 0 &&
		    ha_span_equal_fold(policy->daemons[i].name, service))
			return true;
	}
	return false;
}

static void
mark_admitted(struct cli_policy *policy)
{
	for (size_t i = 0; i < policy->nrules; i++) {
		if ((policy->rules[i].flags & CLI_RULE_REFUSES) == 0)
			policy->lists[policy->rules[i].daemons].is_admitted =
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
naming_of(const struct cli_policy *policy, struct ha_span service)
{
	enum naming naming = NAMED_NOT;

	for (size_t i = 0; i < policy->list_texts.count; i++) {
		if (!list_names(policy, &policy->lists[i], service))
			continue;
		if (policy->lists[i].is_admitted)
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
report_nobody(struct cli_check *check, const char *service)
{
	cli_find_file(&check->findings, HA_CODE_NOBODY, last_path(check))
	    ->args[0] = ha_span_of(service);
}

static void
report_services(struct cli_check *check, struct cli_facts *facts)
{
	struct cli_policy *policy = check->policy;
	size_t asked = 0;
	bool is_dead =
	    !cli_policy_is_reachable(policy, facts, facts->nservices - 1);

	mark_admitted(policy);
	for (size_t i = 0; i + 1 < facts->nservices; i++) {
		struct ha_span service = facts->services[i];
		enum naming naming = naming_of(policy, service);
		struct ha_span kept;

		if (naming == NAMED_NOT || ++asked > SERVICES_MAX)
			continue;
		if (cli_policy_is_reachable(policy, facts, i)) {
			is_dead = false;
			continue;
		}
		/* "rpcbind: ALL" in hosts.deny alone closes it on purpose. */
		if (naming != NAMED_ADMITTED &&
		    !ha_span_equal_fold(service, HA_SPAN("sshd")))
			continue;
		kept = cli_findings_keep(&check->findings, service);
		report_nobody(check, kept.at);
	}
	if (is_dead && asked == 0)
		report_nobody(check, "any service");
}

void
cli_order_report(struct cli_check *check, struct cli_facts *facts)
{
	struct cli_policy *policy = check->policy;
	struct report report = {
		.check = check, .policy = policy, .facts = facts
	};

	cli_twins_find(policy, &report.twins);
	for (size_t i = 0; i < policy->nrules; i++)
		report_rule(&report, i);
	cli_line_index_free(&report.lines);
	cli_twins_free(&report.twins);
	if (policy->is_cut_short || policy->is_too_large ||
	    facts->merges_services || facts->merges_users ||
	    facts->merges_names || facts->merges_variables)
		cli_find_file(&check->findings, HA_CODE_ORDER_CUT_SHORT,
		    cli_policy_table_of(policy, 0)->path);
	if (!check->is_policy || policy->is_too_large)
		return;
	if (!refuses_somebody(policy))
		cli_find_file(&check->findings, HA_CODE_EVERYBODY,
		    last_path(check));
	else if (cli_findings_want(&check->findings, HA_CODE_NOBODY))
		report_services(check, facts);
}
