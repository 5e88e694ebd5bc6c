#include "tests/check/everybody.h"

#include <stdio.h>

#include "cli/policy/rules.h"
#include "cli/policy/who.h"
#include "tests/check/telling.h"

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
	struct cli_region_listener listener = telling_listener(&telling);
	size_t each = world_count() / WORLD_SERVICES, faults = 0;
	struct cli_facts facts;

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
		    telling_read(&telling, policy, &facts, &request,
			CLI_MAY_REFUSE) != may) {
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
