#include "tests/check/telling.h"

#include <stdlib.h>

#include "cli/policy/condition.h"
#include "cli/policy/networks.h"
#include "common/language/text.h"

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

/* ---- what fits a request ---- */

static struct ha_span
user_of(const struct ha_request *request)
{
	return request->user.len == 0 ? HA_SPAN("unknown") : request->user;
}

/* Servers are none, and netgroups hold nobody. */
static bool
is_true(const struct cli_policy *policy, size_t variable,
    const struct ha_request *request)
{
	struct ha_span text = policy->variables.texts[variable];
	struct ha_span pattern = ha_span_from(text, 1);

	switch (text.at[0]) {
	case 'd':
		return ha_text_match(pattern, request->service);
	case 'u':
		return ha_text_match(pattern, user_of(request));
	case '@':
	case '#':
	case 'A' + HA_PATTERN_NETGROUP:
		return false;
	default:
		return request->client.name_fact == HA_FACT_KNOWN &&
		    ha_text_match(pattern, request->client.name);
	}
}

static uint32_t
truths_of(const struct cli_policy *policy, const struct cli_facts *facts,
    const struct ha_request *request)
{
	uint32_t truths = 0;

	for (size_t i = 0; i < facts->nvariables; i++)
		truths |= (uint32_t)is_true(policy, i, request) << i;
	return truths;
}

static bool
name_fits(const struct cli_facts *facts, size_t about,
    const struct ha_request *request)
{
	const struct cli_name_class *class = &facts->names.list[about];
	const struct cli_name_class *own =
	    &facts->names.list[name_class_of(facts, &request->client)];

	if (class->fact == HA_FACT_KNOWN && class->pattern.len == 0)
		return true;
	return class->fact == own->fact &&
	    ha_span_equal(class->pattern, own->pattern);
}

static bool
user_fits(const struct cli_facts *facts, size_t about,
    const struct ha_request *request)
{
	struct ha_span text = facts->users.list[about].text;

	return text.len == 0 || ha_span_equal_fold(text, user_of(request));
}

unsigned
telling_read(const struct telling *telling, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct ha_request *request,
    unsigned usual)
{
	uint32_t truths = truths_of(policy, facts, request);
	uint64_t best = 0;
	bool is_found = false;

	for (size_t i = 0; i < telling->count; i++) {
		const struct told *told = &telling->list[i];
		uint64_t rank = cli_condition_rank(facts, &told->about);

		if ((told->about.truths & ~truths) != 0 ||
		    !name_fits(facts, told->about.name, request) ||
		    !user_fits(facts, told->about.user, request) ||
		    !run_holds(policy, &told->run, &request->client.addr) ||
		    (is_found && rank <= best))
			continue;
		best = rank;
		usual = told->run.what;
		is_found = true;
	}
	return usual;
}

struct cli_region_listener
telling_listener(struct telling *telling)
{
	telling->count = 0;
	return (struct cli_region_listener){ begin_context, take_run, telling };
}
