#include "cli/check/order/report.h"

#include "cli/check/order/advice.h"
#include "cli/check/order/services_report.h"
#include "cli/check/order/twins.h"
#include "common/language/text.h"

struct report {
	struct cli_order order;
	struct cli_twins twins;
	size_t twin;     /* the next of them */
	bool names_file; /* the rule at hand, before EXCEPT */
};

static bool
refuses(const struct cli_policy_rule *rule)
{
	return (rule->flags & CLI_RULE_VERDICT) != 0;
}

/* One that is not kept is not worth the work. */
static bool
is_kept(const struct report *report, const struct cli_finding *finding)
{
	return finding != &report->order.check->findings.unkept;
}

static void
fill(struct report *report, struct cli_finding *finding,
    const struct cli_cover *cover, size_t rule)
{
	finding->args[0] = cli_order_reason(&report->order, cover, rule);
	finding->witness = cli_order_witness(&report->order, cover, rule);
	cli_order_relate(&report->order, finding, cover, rule);
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

static void
report_dead(struct report *report, const struct cli_cover *cover, size_t rule)
{
	struct cli_order *order = &report->order;
	enum ha_code code = code_of_rule(order->policy, cover, rule);
	const char *loss = cli_order_loss(order, rule);
	struct cli_finding *finding =
	    cli_find_because(&order->check->findings, code,
		code == HA_CODE_REDUNDANT && loss != NULL ? HA_LEVEL_WARNING
							  : ha_code_level(code),
		cli_policy_place_of(order->policy, rule), cover->first + 1);

	if (!is_kept(report, finding))
		return;
	fill(report, finding, cover, rule);
	finding->besides = loss;
	finding->args[1] = cli_order_advise_rule(order, cover, rule);
}

/* Does none of the rule's clients decide?  all says why. */
static bool
is_dead(const struct cli_order *order, size_t rule, struct cli_cover *all)
{
	const struct cli_policy *policy = order->policy;
	const struct cli_judgement *judgement = order->judgement;
	size_t first = policy->rules[rule].first_token;
	size_t end = cli_policy_tokens_end(policy, rule);

	if (first == end)
		return false;
	*all = CLI_COVER_NONE;
	for (size_t i = first; i < end && policy->tokens[i].group == 0; i++) {
		if (judgement->states[i] != CLI_TOKEN_COVERED)
			return false;
		cli_cover_join(policy, all, &judgement->covers[i],
		    (uint32_t)rule);
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
report_client(struct report *report, size_t rule, size_t token)
{
	struct cli_order *order = &report->order;
	const struct cli_policy_token *from = &order->policy->tokens[token];
	const struct cli_cover *cover = &order->judgement->covers[token];
	struct ha_location where = {
		cli_policy_table_of(order->policy, rule)->source, from->offset,
		from->len
	};
	struct cli_finding *finding = cli_find(&order->check->findings,
	    cover->differs || cover->first == UINT32_MAX
		? HA_CODE_TOKEN_HIDDEN
		: HA_CODE_TOKEN_REDUNDANT,
	    where);

	if (!is_kept(report, finding))
		return;
	fill(report, finding, cover, rule);
	finding->args[1] = cli_order_advise_client(order, cover, rule, token);
}

static void
report_token(struct report *report, size_t rule, size_t token)
{
	const struct cli_order *order = &report->order;
	const struct cli_policy_token *from = &order->policy->tokens[token];
	enum cli_token_state state =
	    (enum cli_token_state)order->judgement->states[token];

	if (from->group == 0 && state == CLI_TOKEN_COVERED)
		report_client(report, rule, token);
	if (from->group == 1 && state == CLI_TOKEN_IDLE && !report->names_file)
		cli_find(&order->check->findings, HA_CODE_EXCEPTION_VOID,
		    (struct ha_location){
			cli_policy_table_of(order->policy, rule)->source,
			from->offset, from->len });
}

static void
report_daemons(struct report *report, size_t rule)
{
	const struct cli_order *order = &report->order;
	const struct cli_policy *policy = order->policy;
	const struct cli_policy_rule *from = &policy->rules[rule];
	const struct cli_daemon_list *list = &policy->lists[from->daemons];
	struct cli_findings *findings = &order->check->findings;

	if (from->daemon_marks == CLI_NO_MARKS)
		return;
	for (size_t i = 0; i < list->count; i++) {
		struct cli_finding *finding;

		if (order->judgement->marks[from->daemon_marks + i])
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
	const struct cli_policy *policy = report->order.policy;
	struct cli_findings *findings = &report->order.check->findings;
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
	if (is_dead(&report->order, rule, &all) && all.first != UINT32_MAX) {
		report_dead(report, &all, rule);
		return;
	}
	report->names_file = false;
	for (size_t i = policy->rules[rule].first_token; i < end; i++) {
		report->names_file |= is_file_before_except(policy, rule, i);
		report_token(report, rule, i);
	}
	report_daemons(report, rule);
}

void
cli_order_report(struct cli_check *check, const struct cli_facts *facts,
    const struct cli_judgement *judgement, const struct cli_services *services)
{
	struct cli_policy *policy = check->policy;
	struct report report = { .order = { .check = check,
				     .policy = policy,
				     .facts = facts,
				     .judgement = judgement } };

	cli_twins_find(policy, &report.twins);
	for (size_t i = 0; i < policy->nrules; i++)
		report_rule(&report, i);
	if (judgement->is_cut_short || policy->is_too_large ||
	    cli_facts_are_vague(facts))
		cli_find_file(&check->findings, HA_CODE_ORDER_CUT_SHORT,
		    cli_policy_table_of(policy, 0)->path);
	if (check->is_policy && !policy->is_too_large)
		cli_services_report(&report.order, services);
	cli_line_index_free(&report.order.lines);
	cli_twins_free(&report.twins);
}
