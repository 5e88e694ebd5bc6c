#include "cli/policy/others.h"

#include <stdlib.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/language/text.h"
#include "common/match/host.h"

/* More of them are not looked at: each multiplies the contexts. */
#define OTHERS_MAX ((size_t)4096)

#define OTHER_NAME "another.server.invalid"

static const struct ha_resolver no_resolver;

struct making {
	const struct cli_policy *policy;
	size_t nvariables;
	struct cli_other *list;
	size_t count, size;
	struct ha_arena *arena;
	size_t *budget;
};

static char
kind_of(const struct making *making, size_t variable)
{
	return making->policy->variables.texts[variable].at[0];
}

static struct ha_span
text_of(const struct making *making, size_t variable)
{
	return ha_span_from(making->policy->variables.texts[variable], 1);
}

static void
add(struct making *making, const struct cli_other *other)
{
	making->list = cli_vector_grow(making->list, &making->size,
	    making->count, sizeof(*making->list));
	making->list[making->count++] = *other;
}

/* ---- servers ---- */

static void
set_server(struct ha_request *request, const struct cli_other *other)
{
	struct ha_host *server = &request->server;

	server->addr_fact = other->has_server ? HA_FACT_KNOWN : HA_FACT_ABSENT;
	server->addr = other->server;
	server->name_fact =
	    other->server_name.len > 0 ? HA_FACT_KNOWN : HA_FACT_ABSENT;
	server->name = server->name_given = other->server_name;
}

static bool
is_at(const struct making *making, const struct cli_other *other,
    size_t variable)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_pattern pattern;
	enum ha_found found;

	ha_pattern_parse(text_of(making, variable), &pattern);
	set_server(&request, other);
	found = ha_match_host(&pattern, &request, &request.server,
	    &(struct ha_asking){ .resolver = &no_resolver, .may_ask = true });
	ha_request_free(&request);
	return found == HA_FOUND_YES;
}

/* One of those that are alike is kept. */
static void
add_server(struct making *making, struct cli_other other)
{
	for (size_t i = 0; i < making->nvariables; i++) {
		if (kind_of(making, i) == '@' && is_at(making, &other, i))
			other.truths |= (uint32_t)1 << i;
	}
	for (size_t i = 0; i < making->count; i++) {
		if (making->list[i].truths == other.truths)
			return;
	}
	add(making, &other);
}

/* The first address after the network; false: there is none. */
static bool
address_after(const struct ha_net *net, struct ha_addr *after)
{
	*after = net->addr;
	for (size_t i = 16; i-- > (net->addr.family == HA_IPV4 ? 12u : 0u);) {
		after->bytes[i] =
		    (unsigned char)(net->addr.bytes[i] | ~net->mask[i]);
		after->bytes[i]++;
		if (after->bytes[i] != 0)
			return true;
	}
	return false;
}

/* Where networks meet, something changes, and nowhere else. */
static void
add_addresses(struct making *making, struct ha_span name)
{
	struct cli_other other = { .server_name = name };

	add_server(making, other);
	other.has_server = true;
	ha_addr_parse(HA_SPAN("192.0.2.1"), &other.server);
	add_server(making, other);
	ha_addr_parse(HA_SPAN("2001:db8::1"), &other.server);
	add_server(making, other);
	for (size_t i = 0; i < making->nvariables; i++) {
		struct ha_pattern pattern;

		if (kind_of(making, i) != '@')
			continue;
		ha_pattern_parse(text_of(making, i), &pattern);
		if (pattern.kind != HA_PATTERN_NET)
			continue;
		other.server = pattern.net.addr;
		add_server(making, other);
		if (address_after(&pattern.net, &other.server))
			add_server(making, other);
	}
}

static bool
tell_names_apart(struct making *making, struct cli_fits *fits)
{
	struct cli_tests tests = { .count = 0 };
	struct cli_demands demands = { .are_hosts = true };

	for (size_t i = 0; i < making->nvariables; i++) {
		struct ha_pattern pattern;

		if (kind_of(making, i) != '@')
			continue;
		ha_pattern_parse(text_of(making, i), &pattern);
		if (ha_pattern_is_of_names(pattern.kind))
			cli_tests_add(&tests,
			    cli_glob_of(making->arena, pattern.text), (int)i);
		else if (pattern.kind == HA_PATTERN_LOCAL)
			cli_tests_add(&tests, HA_SPAN("*.*"), (int)i);
	}
	return tests.count == 0 ||
	    cli_tests_tell_apart(&tests, &demands, making->arena,
		making->budget, fits);
}

static bool
add_servers(struct making *making)
{
	struct cli_fits fits = { NULL, 0, 0 };
	bool is_whole = tell_names_apart(making, &fits);

	add_addresses(making, HA_SPAN_EMPTY);
	add_addresses(making, HA_SPAN(OTHER_NAME));
	for (size_t i = 0; i < fits.count && making->count <= OTHERS_MAX; i++)
		add_addresses(making, fits.list[i].text);
	free(fits.list);
	return is_whole;
}

/* ---- ports ---- */

/* Each of what there is so far comes to each port, and to another one. */
static void
add_ports(struct making *making)
{
	size_t before = making->count;

	for (size_t i = 0; i < making->nvariables; i++) {
		unsigned port, same;

		if (kind_of(making, i) != '#' ||
		    !ha_text_is_port(text_of(making, i), &port) || port == 0)
			continue;
		for (size_t k = 0; k < i; k++) {
			if (kind_of(making, k) == '#' &&
			    ha_text_is_port(text_of(making, k), &same) &&
			    same == port)
				port = 0;
		}
		for (size_t k = 0; port != 0 && k < before; k++) {
			struct cli_other other = making->list[k];

			other.port = port;
			add(making, &other);
		}
	}
}

/* The same port may be written in several ways. */
static void
set_ports(struct making *making)
{
	for (size_t i = 0; i < making->nvariables; i++) {
		unsigned port;

		if (kind_of(making, i) != '#' ||
		    !ha_text_is_port(text_of(making, i), &port))
			continue;
		for (size_t k = 0; k < making->count; k++) {
			if (port != 0 && making->list[k].port == port)
				making->list[k].truths |= (uint32_t)1 << i;
		}
	}
}

/* ---- netgroups ---- */

/* A client may be in any of them, and in none. */
static void
add_netgroups(struct making *making)
{
	const char kind = (char)('A' + HA_PATTERN_NETGROUP);

	for (size_t i = 0; i < making->nvariables; i++) {
		size_t before = making->count;

		if (kind_of(making, i) != kind || before > OTHERS_MAX)
			continue;
		for (size_t k = 0; k < before; k++) {
			struct cli_other other = making->list[k];

			other.truths |= (uint32_t)1 << i;
			add(making, &other);
		}
	}
}

static int
compare(const void *left, const void *right)
{
	const struct cli_other *a = left, *b = right;
	int more =
	    __builtin_popcount(a->truths) - __builtin_popcount(b->truths);

	if (more != 0)
		return more;
	return a->truths < b->truths ? -1 : a->truths > b->truths;
}

/* The list moves into the arena. */
static void
keep_list(struct cli_others *others, const struct making *making)
{
	others->count = making->count;
	others->list = ha_arena_alloc(making->arena,
	    making->count * sizeof(*others->list));
	if (others->list == NULL)
		cli_no_memory();
	for (size_t i = 0; i < making->count; i++)
		others->list[i] = making->list[i];
	qsort(others->list, others->count, sizeof(*others->list), compare);
}

bool
cli_others_make(struct cli_others *others, const struct cli_policy *policy,
    size_t nvariables, struct ha_arena *arena, size_t *budget)
{
	struct making making = { .policy = policy,
		.nvariables = nvariables,
		.arena = arena,
		.budget = budget };
	bool is_whole = add_servers(&making);

	add_ports(&making);
	set_ports(&making);
	add_netgroups(&making);
	is_whole = is_whole && making.count <= OTHERS_MAX;
	if (is_whole)
		keep_list(others, &making);
	free(making.list);
	return is_whole;
}
