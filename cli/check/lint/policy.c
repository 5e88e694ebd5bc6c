#include "cli/check/lint/keep.h"
#include "cli/check/lint/lint.h"

#include "common/language/text.h"

/* What the rules hold, as far as the lints below ask. */
struct survey {
	struct cli_check *check;
	struct ha_span service; /* the first that is named; or empty */
	bool names_sshd;
	bool refuses; /* a rule of hosts.allow before the one at hand */
};

/* A plain name: nothing that stands for several daemons, or for a port. */
static bool
is_service(struct ha_span name)
{
	unsigned port;

	return ha_text_is_literal(name) && !ha_text_is_port(name, &port) &&
	    !ha_text_is_unknown(name) && !ha_span_holds(name, '[') &&
	    !ha_span_holds(name, '/') && !ha_span_holds(name, '\0');
}

/* Of the daemons before EXCEPT. */
static void
survey_daemons(struct survey *survey, const struct ha_rule *rule)
{
	struct ha_list list = ha_list_of(rule->daemons);
	struct ha_token token;

	while (!survey->names_sshd && ha_list_next(&list, &token) &&
	    token.group == 0) {
		struct ha_span name, host;

		if (!ha_text_split(token.text, &name, &host))
			name = token.text;
		if (ha_span_equal_fold(name, HA_SPAN("sshd")))
			survey->names_sshd = true;
		else if (survey->service.len == 0 && is_service(name))
			survey->service =
			    cli_findings_keep(&survey->check->findings, name);
	}
}

/*
 * ALL: ALL without options.  Whoever writes ": allow" after it has all of
 * the rules in this one file.
 */
static bool
admits_all(struct ha_rule *rule)
{
	if (rule->fault != HA_CODE_NONE || rule->line_end != HA_LINE_ENDED ||
	    !ha_list_is_everybody(rule->daemons))
		return false;
	ha_rule_split(rule);
	return rule->fault == HA_CODE_NONE && !rule->has_options &&
	    ha_list_is_everybody(rule->clients);
}

/* Is there a hosts.deny that is not read? */
static bool
hides_rules(const struct cli_check *check)
{
	return check->is_policy && check->tables[1].rules > 0;
}

/*
 * With rules before it that refuse, and none in hosts.deny, it only says
 * what is so anyhow: all others may come in.
 */
static void
report_admitted(struct survey *survey, struct ha_rule *rule)
{
	struct ha_span clients = ha_span_trim(rule->clients);
	struct cli_finding *finding;

	if (survey->refuses && !hides_rules(survey->check))
		return;
	finding = cli_find(&survey->check->findings, HA_CODE_ADMITS_ALL,
	    ha_rule_locate(rule, clients));
	finding->args[0] = HA_SPAN("all services");
	finding->args[1] =
	    HA_SPAN("nothing after it, and no hosts.deny, is read");
}

static bool
refuses(const struct cli_table *table, struct ha_rule *rule,
    struct ha_arena *arena)
{
	struct ha_options_summary options;

	ha_rule_split(rule);
	if (rule->fault != HA_CODE_NONE)
		return ha_rule_fault_refuses(rule, table->kind);
	options = cli_options_summary(rule, arena);
	return ha_rule_refuses(table->kind, &options);
}

static void
survey_table(struct survey *survey, const struct cli_table *table)
{
	bool is_open = table->kind == HA_TABLE_ALLOW;
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		if (rule.daemons_readable)
			survey_daemons(survey, &rule);
		if (is_open && admits_all(&rule)) {
			report_admitted(survey, &rule);
			is_open = false;
		}
		if (is_open && !survey->refuses)
			survey->refuses = refuses(table, &rule, &arena);
		if (!is_open && survey->names_sshd)
			break;
	}
	ha_reader_free(&reader);
	ha_arena_free(&arena);
}

static void
lint_no_rules(struct cli_check *check)
{
	const struct cli_table *allow = &check->tables[0];
	const struct cli_table *deny = &check->tables[1];

	/* That neither is there is HA614's to say. */
	if (allow->rules + deny->rules == 0 &&
	    (allow->source != NULL || deny->source != NULL))
		cli_find_file(&check->findings, HA_CODE_NO_RULES, deny->path);
}

/* "ALL: ALL", as most close the rest, says nothing of this host. */
static bool
refuses_everybody(const struct ha_decision *decision)
{
	struct ha_location token = decision->token;

	return token.source != NULL &&
	    ha_text_is_all((struct ha_span){
		token.source->bytes + token.offset, token.len });
}

/* Decides for a loopback address; nothing is looked up for it. */
static bool
loopback_is_refused(struct survey *survey, struct ha_span address,
    struct ha_decision *decision)
{
	struct ha_resolver resolver = { 0 };
	struct ha_request request = HA_REQUEST_INIT;

	request.service = survey->names_sshd || survey->service.len == 0
	    ? HA_SPAN("sshd")
	    : survey->service;
	ha_host_set_addr(&request.client, address);
	ha_host_set_addr(&request.server, address);
	ha_host_set_name(&request.client, HA_SPAN("localhost"));
	ha_host_set_name(&request.server, HA_SPAN("localhost"));
	survey->service = request.service;
	cli_keep_decide(survey->check, &request, &resolver, decision);
	ha_request_free(&request);
	return decision->verdict == HA_DENY;
}

static void
report_loopback(struct survey *survey, const struct ha_decision *decision,
    struct ha_span addresses)
{
	struct cli_finding *finding =
	    cli_find_decision(survey->check, HA_CODE_LOOPBACK, decision);

	finding->args[0] = survey->service;
	finding->args[1] = addresses;
}

/* Both refused by the same rule: that is said once. */
static void
lint_loopback(struct survey *survey)
{
	const struct ha_span ipv4 = HA_SPAN("127.0.0.1");
	const struct ha_span ipv6 = HA_SPAN("::1");
	struct ha_decision first, second;
	bool refuses_first = loopback_is_refused(survey, ipv4, &first);
	bool refuses_second = loopback_is_refused(survey, ipv6, &second);
	bool is_same = refuses_first && refuses_second &&
	    first.rule.source == second.rule.source &&
	    first.rule.offset == second.rule.offset;

	if (is_same && !refuses_everybody(&first))
		report_loopback(survey, &first, HA_SPAN("127.0.0.1 and ::1"));
	if (refuses_first && !is_same)
		report_loopback(survey, &first, ipv4);
	if (refuses_second && !is_same)
		report_loopback(survey, &second, ipv6);
	ha_decision_free(&first);
	ha_decision_free(&second);
}

void
cli_lint_policy(struct cli_check *check)
{
	struct survey survey = { .check = check };
	bool has_template = false;

	for (size_t i = 0; i < check->ntables; i++) {
		has_template = has_template || check->tables[i].is_template;
		survey.refuses = false;
		if (check->tables[i].source != NULL &&
		    !check->tables[i].is_template)
			survey_table(&survey, &check->tables[i]);
	}
	if (!check->is_policy)
		return;
	lint_no_rules(check);
	if (!has_template &&
	    cli_findings_want(&check->findings, HA_CODE_LOOPBACK))
		lint_loopback(&survey);
	cli_lint_keeps(check);
}
