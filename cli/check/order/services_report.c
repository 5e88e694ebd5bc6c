#include "cli/check/order/services_report.h"

#include "cli/check/base/repair.h"
#include "cli/io/message.h"

/* Where the last word was said. */
static const struct cli_table *
last_table(const struct cli_check *check)
{
	return &check->tables[check->ntables - 1];
}

/* ---- nobody, everybody ---- */

static void
report_nobody(struct cli_check *check, struct ha_span service)
{
	cli_find_file(&check->findings, HA_CODE_NOBODY, last_table(check)->path)
	    ->args[0] = cli_findings_keep(&check->findings, service);
}

/* What no rule names is reached by nobody either. */
static bool
is_closed_to_all(struct cli_order *order)
{
	struct cli_facts facts;
	struct cli_summary summary;
	struct cli_observer observer = cli_summary_observer(&summary);
	bool is_closed;

	cli_facts_init(&facts, order->policy);
	cli_summary_init(&summary, HA_SPAN_EMPTY);
	is_closed = cli_sweep_observe(order->policy, &facts,
			cli_facts_contexts_of(&facts, facts.services.count - 1),
			0, &observer) &&
	    !summary.ever_admits;
	cli_summary_free(&summary);
	cli_facts_free(&facts);
	return is_closed;
}

/* "rpcbind: ALL" in hosts.deny alone closes it on purpose. */
static bool
is_closed_by_mistake(const struct cli_service *service)
{
	return service->is_admitted ||
	    (service->is_named &&
		ha_span_equal_fold(service->summary.service, HA_SPAN("sshd")));
}

static void
report_unreachable(struct cli_order *order, const struct cli_services *services)
{
	bool is_named = false, is_reached = false;

	for (size_t i = 0; i < services->count; i++) {
		const struct cli_service *service = &services->list[i];
		bool is_closed =
		    !service->is_cut_short && !service->summary.ever_admits;

		is_named = is_named || service->is_named;
		is_reached = is_reached || !is_closed;
		if (is_closed && is_closed_by_mistake(service))
			report_nobody(order->check, service->summary.service);
	}
	if (!is_named && !is_reached && is_closed_to_all(order))
		report_nobody(order->check, HA_SPAN("any service"));
}

/* Is somebody refused if hosts.deny ends in "ALL: ALL"? */
static bool
does_closing_help(struct cli_check *check)
{
	const struct cli_table *deny = last_table(check);
	struct cli_replacement end = {
		.offset = deny->source == NULL ? 0 : deny->source->len,
		.with = HA_SPAN("\nALL: ALL\n")
	};

	return cli_repair_try(check, deny,
		   &(const struct cli_replacements){ &end, 1 }) ==
	    CLI_CHANGES_LOSSES;
}

static struct ha_span
summary_text(struct cli_order *order, const struct cli_summary *summary)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_summary_add(&text, summary);
	return cli_order_keep(order, &text);
}

static struct ha_span
vain_text(struct cli_order *order, const struct cli_summary *summary)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_summary_add(&text, summary);
	ha_strbuf_add_text(&text,
	    ": the rules that admit somebody there make no difference");
	return cli_order_keep(order, &text);
}

/* Adds the name of one more of several services. */
static void
add_service(struct ha_strbuf *names, const struct cli_service *service)
{
	if (names->len > 0)
		ha_strbuf_add_text(names, ", ");
	ha_strbuf_add(names, service->summary.service);
}

static void
report_open(struct cli_order *order, struct ha_strbuf *names,
    struct ha_span open, enum ha_level level)
{
	struct cli_finding *finding = cli_find_as(&order->check->findings,
	    HA_CODE_EVERYBODY, level, (struct ha_location){ .source = NULL });

	finding->path = last_table(order->check)->path;
	finding->args[0] = cli_order_keep(order, names);
	finding->args[1] = open;
	if (!does_closing_help(order->check))
		finding->help = "";
}

/*
 * Nobody is refused; but for one whom a rule of its own admits wholly, as is
 * plain to see, and if rules after it make no difference that is said of it.
 */
static bool
is_open(const struct cli_order *order, const struct cli_service *service)
{
	if (service->is_cut_short || service->summary.ever_refuses)
		return false;
	return service->closing == UINT32_MAX ||
	    (order->policy->rules[service->closing].flags & CLI_RULE_ALL) != 0;
}

static void
report_all_open(struct cli_order *order, const struct cli_services *services,
    bool is_named)
{
	struct ha_strbuf names = HA_STRBUF_INIT;

	for (size_t i = 0; i < services->count; i++) {
		const struct cli_service *service = &services->list[i];

		if (is_open(order, service) && service->is_named == is_named)
			add_service(&names, service);
	}
	if (names.len > 0)
		report_open(order, &names,
		    HA_SPAN("open to everybody: nothing refuses anybody"),
		    is_named ? HA_LEVEL_WARNING : HA_LEVEL_NOTE);
	ha_strbuf_free(&names);
}

/* Rules that name a service, and refuse nobody; or admit whom all are. */
static void
report_services_open(struct cli_order *order,
    const struct cli_services *services)
{
	report_all_open(order, services, true);
	report_all_open(order, services, false);
	for (size_t i = 0; i < services->count; i++) {
		const struct cli_service *service = &services->list[i];
		struct ha_strbuf name = HA_STRBUF_INIT;

		if (service->is_cut_short || !service->summary.ever_refuses ||
		    !service->admits_in_vain)
			continue;
		add_service(&name, service);
		/* Such rules may well be to keep friends from being banned. */
		report_open(order, &name, vain_text(order, &service->summary),
		    HA_LEVEL_NOTE);
	}
}

/* ---- rules that refuse for other services only ---- */

static struct ha_span
idle_reason(struct cli_order *order, const struct cli_service *service,
    const struct cli_idle_rule *idle)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, "for ");
	ha_strbuf_add(&text, service->summary.service);
	ha_strbuf_add_text(&text, ", ");
	ha_strbuf_add(&text, cli_order_reason(order, &idle->cover, idle->rule));
	return cli_order_keep(order, &text);
}

static void
report_idle(struct cli_order *order, const struct cli_service *service,
    const struct cli_idle_rule *idle)
{
	struct cli_finding *finding = cli_find_because(&order->check->findings,
	    HA_CODE_DENY_HIDDEN, ha_code_level(HA_CODE_DENY_HIDDEN),
	    cli_policy_place_of(order->policy, idle->rule),
	    idle->cover.first + 1);

	finding->args[0] = idle_reason(order, service, idle);
	finding->witness = cli_order_witness(order, &idle->cover, idle->rule);
	finding->help = "";
	cli_order_relate(order, finding, &idle->cover, idle->rule);
}

/* What never refuses anybody for any service was reported as such. */
static bool
is_dead(const struct cli_order *order, uint32_t rule)
{
	const struct cli_policy *policy = order->policy;
	size_t end = cli_policy_tokens_end(policy, rule);

	for (size_t i = policy->rules[rule].first_token; i < end; i++) {
		if (policy->tokens[i].group == 0 &&
		    order->judgement->states[i] == CLI_TOKEN_ALIVE)
			return false;
	}
	return true;
}

/* Is it the closing rule that keeps it from refusing?  If that admits everybody
 * to all services it is said elsewhere. */
static bool
is_closed_off(const struct cli_order *order, const struct cli_service *service,
    const struct cli_idle_rule *idle)
{
	return service->closing != UINT32_MAX &&
	    idle->cover.first == service->closing &&
	    !is_dead(order, idle->rule);
}

/* The first idle rule that is closed off, and how many there are. */
static const struct cli_idle_rule *
first_idle(const struct cli_order *order, const struct cli_service *service,
    size_t *count)
{
	const struct cli_idle_rule *first = NULL;

	*count = 0;
	for (size_t i = 0; i < service->nidle; i++) {
		if (!is_closed_off(order, service, &service->idle[i]))
			continue;
		if ((*count)++ == 0)
			first = &service->idle[i];
	}
	return first;
}

/* That a rule admits everybody to all services is said elsewhere. */
static bool
is_closed_by(const struct cli_order *order, const struct cli_service *service,
    uint32_t closing)
{
	return closing != UINT32_MAX && service->closing == closing &&
	    (order->policy->rules[closing].flags & CLI_RULE_ALL) == 0;
}

static struct ha_span
closing_reason(struct cli_order *order, size_t count)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_number(&text, count);
	ha_strbuf_add_text(&text,
	    count == 1 ? " rule after it that refuses makes no difference there"
		       : " rules after it that refuse make no difference "
			 "there");
	return cli_order_keep(order, &text);
}

/* One rule admits all who are left, maybe to several services: one cause. */
static void
report_closing(struct cli_order *order, const struct cli_services *services,
    size_t number)
{
	const struct cli_service *service = &services->list[number];
	struct ha_strbuf names = HA_STRBUF_INIT;
	const struct cli_idle_rule *first;
	struct cli_finding *finding;
	size_t count;

	for (size_t i = 0; i < services->count; i++) {
		if (!is_closed_by(order, &services->list[i], service->closing))
			continue;
		if (i < number) {
			ha_strbuf_free(&names);
			return;
		}
		add_service(&names, &services->list[i]);
	}
	first = first_idle(order, service, &count);
	if (first != NULL) {
		finding = cli_find(&order->check->findings, HA_CODE_ADMITS_ALL,
		    cli_policy_place_of(order->policy, service->closing));
		finding->args[0] = cli_order_keep(order, &names);
		finding->args[1] = closing_reason(order, count);
		finding->related[0] =
		    cli_policy_place_of(order->policy, first->rule);
		finding->witness =
		    cli_order_witness(order, &first->cover, service->closing);
		finding->help =
		    "write them in front of it, with \": deny\" at the end";
	}
	ha_strbuf_free(&names);
}

static void
report_service(struct cli_order *order, const struct cli_services *services,
    size_t number)
{
	const struct cli_service *service = &services->list[number];

	if (is_closed_by(order, service, service->closing))
		report_closing(order, services, number);
	for (size_t i = 0; i < service->nidle; i++) {
		const struct cli_idle_rule *idle = &service->idle[i];

		if (!is_dead(order, idle->rule) &&
		    !is_closed_off(order, service, idle))
			report_idle(order, service, idle);
	}
}

/* ---- what can be said in a line ---- */

static void
keep_summaries(struct cli_order *order, const struct cli_services *services)
{
	struct cli_check *check = order->check;

	check->standings = ha_arena_alloc(&check->findings.arena,
	    services->count * sizeof(*check->standings));
	if (check->standings == NULL)
		cli_no_memory();
	for (size_t i = 0; i < services->count; i++) {
		const struct cli_service *service = &services->list[i];
		struct ha_span name = cli_findings_keep(&check->findings,
		    service->summary.service);

		if (service->is_cut_short)
			continue;
		check->standings[check->nstandings++] =
		    (struct cli_standing){ name,
			    summary_text(order, &service->summary) };
	}
}

void
cli_services_report(struct cli_order *order,
    const struct cli_services *services)
{
	struct cli_check *check = order->check;

	keep_summaries(order, services);
	report_unreachable(order, services);
	if (cli_findings_want(&check->findings, HA_CODE_EVERYBODY))
		report_services_open(order, services);
	for (size_t i = 0; i < services->count; i++)
		report_service(order, services, i);
}
