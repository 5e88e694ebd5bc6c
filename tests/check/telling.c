#include "tests/check/telling.h"

#include <stdlib.h>

#include "cli/policy/networks.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

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
	struct cli_networks networks;
	cli_u128 number = 0;

	if (run->first >= cli_cells_unknown(&policy->cells))
		return false;
	networks = cli_networks_of(&policy->cells, run->first, run->last);
	if (networks.family != addr->family)
		return false;
	for (size_t i = addr->family == HA_IPV4 ? 12 : 0; i < 16; i++)
		number = number << 8 | addr->bytes[i];
	return number >= networks.first && number <= networks.last;
}

/* The most special line that fits; of two, the user's. */
unsigned
telling_read(const struct telling *telling, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct ha_request *request,
    unsigned usual)
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
	return usual;
}

struct cli_region_listener
telling_listener(struct telling *telling)
{
	telling->count = 0;
	return (struct cli_region_listener){ begin_context, take_run, telling };
}
