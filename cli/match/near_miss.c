#include "cli/match/near_miss.h"

#include <string.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/io/typo.h"
#include "cli/match/why.h"

/* Shorter names differ by a letter without being meant for each other. */
#define NAME_MIN 3

/* The first or last address of a network. */
static struct ha_addr
edge(const struct ha_net *net, bool is_last)
{
	struct ha_addr addr = net->addr;

	for (size_t i = 0; i < sizeof(addr.bytes); i++) {
		addr.bytes[i] &= net->mask[i];
		if (is_last)
			addr.bytes[i] |= (unsigned char)~net->mask[i];
	}
	return addr;
}

/* The next one, up or down; after the last comes the first. */
static void
step(struct ha_addr *addr, bool is_up)
{
	for (size_t i = sizeof(addr->bytes); i-- > 0;) {
		unsigned char *byte = &addr->bytes[i];

		if (is_up && ++*byte != 0)
			return;
		if (!is_up && (*byte)-- != 0)
			return;
	}
}

static bool
is_beside(const struct ha_net *net, const struct ha_addr *addr)
{
	struct ha_addr below = edge(net, false), above = edge(net, true);

	step(&below, false);
	step(&above, true);
	return ha_addr_equal(&below, addr) || ha_addr_equal(&above, addr);
}

/* "1.2.3" for a client of 1.2.3.4 */
static bool
lacks_dot(struct ha_span text, const struct ha_host *client)
{
	char buffer[HA_ADDR_TEXT];
	struct ha_span addr = ha_addr_format(&client->addr, buffer);

	return text.len < addr.len && addr.at[text.len] == '.' &&
	    ha_span_equal(ha_span_before(addr, text.len), text);
}

static const char *
why_client(const struct ha_pattern *pattern, const struct ha_host *client)
{
	bool has_addr = client->addr_fact == HA_FACT_KNOWN;

	if (has_addr && pattern->kind == HA_PATTERN_NET &&
	    is_beside(&pattern->net, &client->addr))
		return "the client's address lies just beside it";
	if (has_addr && pattern->kind == HA_PATTERN_MALFORMED &&
	    pattern->fault == HA_CODE_BAD_ADDRESS &&
	    lacks_dot(pattern->text, client))
		return "with a dot after it, it would match";
	if (ha_pattern_is_of_names(pattern->kind) &&
	    client->name_fact == HA_FACT_CONFLICT)
		return "the client has a name, which does not lead back to its "
		       "address";
	return NULL;
}

static const char *
why_missed(const struct ha_event *event, const struct ha_request *request)
{
	struct cli_token token;

	cli_token_read(&token, event, request);
	if (!token.is_daemon)
		return why_client(event->pattern, token.facts);
	return !token.has_host && token.before_at.len >= NAME_MIN &&
		request->service.len >= NAME_MIN &&
		cli_is_typo(token.before_at, request->service)
	    ? "the service's name differs by a letter"
	    : NULL;
}

static struct cli_near_miss
near_miss_of(const struct ha_event *event, struct ha_arena *arena,
    const char *why)
{
	return (
	    struct cli_near_miss){ .path = cli_arena_text(arena,
				       ha_span_of(event->where.source->path)),
		.token = cli_arena_text(arena, event->text),
		.line =
		    ha_source_place(event->where.source, event->where.offset)
			.line,
		.why = why };
}

static void
add(struct cli_near_misses *near_misses, struct cli_near_miss near_miss)
{
	if (near_misses->count < CLI_NEAR_MISSES_MAX)
		near_misses->list[near_misses->count++] = near_miss;
}

/* Only when the whole rule has been tried is it known if it matters. */
static void
look_at_exception(struct cli_near_misses *near_misses,
    const struct ha_event *event, struct ha_arena *arena)
{
	/* A daemon that is excepted was hardly meant for this service. */
	if (event->match != HA_MATCH_YES || event->pattern == NULL ||
	    near_misses->exception.path != NULL ||
	    near_misses->count == CLI_NEAR_MISSES_MAX)
		return;
	near_misses->exception = near_miss_of(event, arena,
	    "this exception keeps the client out of the rule");
}

static void
end_rule(struct cli_near_misses *near_misses, enum ha_match match)
{
	if (match != HA_MATCH_YES && near_misses->exception.path != NULL)
		add(near_misses, near_misses->exception);
	near_misses->exception.path = NULL;
}

void
cli_near_miss(struct cli_near_misses *near_misses, const struct ha_event *event,
    const struct ha_request *request, struct ha_arena *arena)
{
	const char *why;

	if (event->kind != HA_EVENT_TOKEN) {
		end_rule(near_misses, event->match);
		return;
	}
	if (event->is_exception) {
		look_at_exception(near_misses, event, arena);
		return;
	}
	if (near_misses->count == CLI_NEAR_MISSES_MAX ||
	    event->match == HA_MATCH_YES)
		return;
	why = why_missed(event, request);
	if (why != NULL)
		add(near_misses, near_miss_of(event, arena, why));
}
