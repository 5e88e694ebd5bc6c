#include "tests/check/everybody.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/policy/networks.h"
#include "cli/policy/rules.h"
#include "cli/policy/who.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What was told of one service, by context. */
struct told {
	struct cli_context about;
	struct cli_region run;
};

struct telling {
	struct told list[4096];
	size_t count;
	struct cli_context about;
};

static void
begin_context(void *context, const struct cli_context *about)
{
	struct telling *telling = context;

	telling->about = *about;
}

static void
take_run(void *context, const struct cli_region *run)
{
	struct telling *telling = context;

	if (telling->count == COUNT(telling->list))
		abort();
	telling->list[telling->count++] = (struct told){ telling->about, *run };
}

/* The class of the request's name. */
static size_t
name_class_of(const struct cli_facts *facts, const struct ha_host *client)
{
	size_t best = 0, length = 0;

	for (size_t i = 1; i < facts->names.count; i++) {
		const struct cli_name_class *class = &facts->names.list[i];
		bool is_local = class->fact == HA_FACT_KNOWN &&
		    ha_span_equal(class->pattern, HA_SPAN("LOCAL"));

		if (class->fact != client->name_fact)
			continue;
		if (class->fact != HA_FACT_KNOWN)
			return i;
		if (class->is_single &&
		    ha_span_equal_fold(class->name, client->name))
			return i;
		if (is_local
			? best == 0 && !ha_span_holds(client->name, '.')
			: !class->is_single && class->pattern.len > length &&
			    ha_span_ends_fold(client->name, class->pattern)) {
			best = i;
			length = is_local ? 0 : class->pattern.len;
		}
	}
	return best;
}

static size_t
user_class_of(const struct cli_facts *facts, struct ha_span user)
{
	for (size_t i = 0; i < facts->users.count; i++) {
		if (ha_span_equal_fold(facts->users.list[i].text,
			user.len == 0 ? HA_SPAN("unknown") : user))
			return i;
	}
	return facts->users.count - 1;
}

static bool
run_holds(const struct cli_policy *policy, const struct cli_region *run,
    const struct ha_addr *addr)
{
	struct cli_networks networks =
	    cli_networks_of(&policy->cells, run->first, run->last);
	cli_u128 number = 0;

	if (networks.family != addr->family)
		return false;
	for (size_t i = addr->family == HA_IPV4 ? 12 : 0; i < 16; i++)
		number = number << 8 | addr->bytes[i];
	return number >= networks.first && number <= networks.last;
}

/* The most special line that fits; of two, the user's. */
static unsigned
read_telling(const struct telling *telling, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct ha_request *request)
{
	size_t name = name_class_of(facts, &request->client);
	size_t user = user_class_of(facts, request->user);
	const size_t tries[4][2] = { { name, user }, { 0, user },
		{ name, facts->users.count - 1 },
		{ 0, facts->users.count - 1 } };

	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < telling->count; k++) {
			const struct told *told = &telling->list[k];

			if (told->about.name == tries[i][0] &&
			    told->about.user == tries[i][1] &&
			    run_holds(policy, &told->run,
				&request->client.addr))
				return told->run.what;
		}
	}
	return CLI_MAY_REFUSE;
}

static unsigned
may_of(enum ha_verdict verdict)
{
	switch (verdict) {
	case HA_ALLOW:
		return CLI_MAY_ADMIT;
	case HA_DENY:
		return CLI_MAY_REFUSE;
	case HA_ASK:
		return CLI_MAY_ASK;
	}
	return 0;
}

/* Requests of one service that are not as they were told to be. */
static size_t
compare_who(const struct outcome *outcome, struct cli_policy *policy,
    size_t service)
{
	static struct telling telling;
	struct cli_region_listener listener = { begin_context, take_run,
		&telling };
	size_t each = world_count() / WORLD_SERVICES, faults = 0;
	struct cli_facts facts;

	telling.count = 0;
	cli_facts_init_about(&facts, policy,
	    ha_span_of(world_services[service]));
	if (!cli_who(policy, &facts, 0, &listener)) {
		printf("not everybody was looked at\n");
		faults++;
	}
	for (size_t i = service * each; i < (service + 1) * each; i++) {
		struct ha_request request = world_request(i);
		unsigned may = may_of(world_decide(outcome->sources[0],
		    outcome->sources[1], world_request(i))
					  .verdict);

		if (request.client.addr_fact == HA_FACT_KNOWN &&
		    request.client.name_fact != HA_FACT_FAILED &&
		    read_telling(&telling, policy, &facts, &request) != may) {
			if (faults++ == 0)
				printf("request %zu of %s is told otherwise\n",
				    i, world_services[service]);
		}
		ha_request_free(&request);
	}
	cli_facts_free(&facts);
	return faults > 0;
}

size_t
compare_everybody(const struct cli_check *check, const struct outcome *outcome)
{
	struct cli_pattern_files files = { .first = NULL };
	struct cli_policy *policy = cli_policy_new(check->tables, &files);
	size_t faults = 0;

	for (size_t i = 0; i < 2; i++)
		cli_policy_read(policy, &check->tables[i]);
	cli_cells_make(&policy->cells);
	for (size_t i = 0; i < WORLD_SERVICES; i++)
		faults += compare_who(outcome, policy, i);
	cli_policy_free(policy);
	cli_pattern_files_free(&files);
	return faults;
}
