#include "cli/check/order/services.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/hidden.h"
#include "cli/policy/verdicts.h"
#include "common/language/text.h"

/* Services that are judged, but for sshd. */
#define SERVICES_MAX 8

/* Idle rules that are kept of one service. */
#define IDLE_MAX 1000

/* ---- which services ---- */

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
		const struct cli_policy_rule *rule = &policy->rules[i];
		struct cli_daemon_list *list = &policy->lists[rule->daemons];

		if ((rule->flags & CLI_RULE_REFUSES) == 0)
			list->is_admitted = true;
		if ((rule->flags & CLI_RULE_VERDICT) == 0)
			list->is_let_in = true;
	}
}

static struct cli_service
service_of(const struct cli_policy *policy, const struct cli_facts *facts,
    size_t number)
{
	struct cli_service service = { .number = number,
		.closing = UINT32_MAX };
	struct ha_span text = facts->services.list[number].text;

	for (size_t i = 0; i < policy->list_texts.count; i++) {
		const struct cli_daemon_list *list = &policy->lists[i];

		if (!list_names(policy, list, text))
			continue;
		service.is_named = true;
		service.is_admitted = service.is_admitted || list->is_admitted;
		service.is_let_in = service.is_let_in || list->is_let_in;
	}
	return service;
}

static void
choose(struct cli_services *services, struct cli_policy *policy,
    const struct cli_facts *facts)
{
	mark_admitted(policy);
	for (size_t i = 0; i < facts->services.count; i++) {
		struct cli_service service = service_of(policy, facts, i);

		if (!service.is_named &&
		    !ha_span_equal_fold(facts->services.list[i].text,
			HA_SPAN("sshd")))
			continue;
		if (services->count > SERVICES_MAX)
			return;
		services->list = cli_vector_grow(services->list,
		    &services->size, services->count, sizeof(service));
		services->list[services->count++] = service;
	}
}

/* ---- what the rules come to ---- */

/* Of the tokens before EXCEPT, what covers those that match anybody. */
static bool
is_idle(const struct cli_policy *policy, const struct cli_judgement *judgement,
    uint32_t rule, struct cli_cover *all)
{
	size_t end = cli_policy_tokens_end(policy, rule);

	*all = CLI_COVER_NONE;
	for (size_t i = policy->rules[rule].first_token;
	     i < end && policy->tokens[i].group == 0; i++) {
		if (judgement->states[i] == CLI_TOKEN_ALIVE)
			return false;
		if (judgement->states[i] == CLI_TOKEN_COVERED)
			cli_cover_join(policy, all, &judgement->covers[i],
			    rule);
	}
	return all->is_shown;
}

/* Whoever writes ALL in hosts.deny means those that nothing else admits. */
static bool
is_for_everybody(const struct cli_policy *policy, uint32_t rule)
{
	const struct cli_policy_rule *from = &policy->rules[rule];
	const struct cli_policy_token *token =
	    &policy->tokens[from->first_token];
	const struct ha_source *source = policy->tables[from->table].source;

	return cli_policy_tokens_end(policy, rule) == from->first_token + 1 &&
	    ha_text_is_all((struct ha_span){
		source->bytes + token->offset, token->len });
}

static void
find_idle(struct cli_service *service, const struct cli_policy *policy,
    const struct cli_judgement *judgement)
{
	for (uint32_t i = 0; i < policy->nrules; i++) {
		unsigned flags = policy->rules[i].flags;
		struct cli_idle_rule idle = { .rule = i };

		if ((flags & CLI_RULE_REFUSES) == 0 ||
		    (flags & (CLI_RULE_MALFORMED | CLI_RULE_INERT)) != 0 ||
		    is_for_everybody(policy, i) ||
		    !is_idle(policy, judgement, i, &idle.cover))
			continue;
		if (service->nidle == IDLE_MAX)
			return;
		service->idle =
		    cli_vector_grow(service->idle, &service->idle_size,
			service->nidle, sizeof(*service->idle));
		service->idle[service->nidle++] = idle;
	}
}

/* What observes the contexts of a service. */
struct observing {
	struct cli_service *service;
	struct cli_observer summary;
};

/* The last rule that decides, if none is left to the default. */
static uint32_t
closing_of(const struct cli_sweep *sweep)
{
	struct cli_runs runs = { .sweep = sweep };
	uint32_t last = 0;
	struct cli_run run;

	while (cli_runs_next(&runs, &run)) {
		if (run.rule == CLI_OWNER_NOBODY)
			return UINT32_MAX;
		last = run.rule > last ? run.rule : last;
	}
	return cli_may(&sweep->clients.policy->rules[last]) == CLI_MAY_ADMIT
	    ? last
	    : UINT32_MAX;
}

static void
observe(void *context, struct cli_sweep *sweep)
{
	struct observing *observing = context;
	struct cli_service *service = observing->service;
	uint32_t closing = closing_of(sweep);

	if (service->summary.base == NULL)
		service->closing = closing;
	else if (service->closing != closing)
		service->closing = UINT32_MAX;
	observing->summary.painted(observing->summary.context, sweep);
}

/* Would they all fare alike if nothing admitted anybody but the default? */
static bool
admits_in_vain(const struct cli_service *service, struct cli_policy *policy,
    struct cli_facts *facts)
{
	struct cli_summary without;
	struct cli_observer observer;
	bool is_in_vain;

	if (!service->is_let_in || !service->summary.has_default)
		return false;
	cli_summary_init(&without, service->summary.service);
	observer = cli_summary_observer(&without);
	is_in_vain = cli_sweep_observe(policy, facts,
			 cli_facts_contexts_of(facts, service->number),
			 CLI_MAY_ADMIT, &observer) &&
	    without.hash == service->summary.hash;
	cli_summary_free(&without);
	return is_in_vain;
}

static void
judge(struct cli_service *service, struct cli_policy *policy,
    struct cli_facts *facts, struct cli_judgement *all)
{
	struct cli_contexts contexts =
	    cli_facts_contexts_of(facts, service->number);
	struct observing observing = { .service = service };
	struct cli_observer observer = { observe, &observing };
	struct cli_judgement judgement;

	cli_summary_init(&service->summary,
	    facts->services.list[service->number].text);
	observing.summary = cli_summary_observer(&service->summary);
	cli_judgement_init(&judgement, policy);
	cli_judge(&judgement, policy, facts, contexts, &observer);
	service->is_cut_short = judgement.is_cut_short;
	if (!judgement.is_cut_short) {
		cli_judgement_find_hidden(&judgement, policy, facts, contexts);
		find_idle(service, policy, &judgement);
		service->admits_in_vain =
		    admits_in_vain(service, policy, facts);
	}
	cli_judgement_join(all, policy, &judgement);
	cli_judgement_free(&judgement);
}

void
cli_services_judge(struct cli_services *services, struct cli_policy *policy,
    struct cli_facts *facts, struct cli_judgement *all)
{
	choose(services, policy, facts);
	for (size_t i = 0; i < services->count; i++)
		judge(&services->list[i], policy, facts, all);
}

void
cli_services_free(struct cli_services *services)
{
	for (size_t i = 0; i < services->count; i++) {
		cli_summary_free(&services->list[i].summary);
		free(services->list[i].idle);
	}
	free(services->list);
}
