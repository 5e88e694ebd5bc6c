#ifndef UNIT_WORLD_H
#define UNIT_WORLD_H

/* A whole decision: two tables in memory, a request, a scripted resolver. */

#include <stdio.h>

#include "common/match/decide.h"
#include "tests/unit/folder.h"
#include "tests/unit/script.h"

struct world {
	struct script script;
	struct ha_resolver resolver;
	struct ha_request request;
	struct ha_policy policy;
	struct ha_trace *trace; /* or NULL */
	struct ha_source *allow, *deny;
	struct ha_tables tables;
	struct ha_decision decision;
};

/* The client is bob at 192.0.2.33, the service sshd. */
static inline void
world_begin(struct world *world, const struct script_row *rows)
{
	*world = (struct world){ .script = { .rows = rows } };
	world->resolver = script_resolver(&world->script);
	world->request = HA_REQUEST_INIT;
	world->request.service = HA_SPAN("sshd");
	world->request.user = HA_SPAN("bob");
	expect(ha_host_set_addr(&world->request.client, HA_SPAN("192.0.2.33")),
	    "no address");
	ha_decision_init(&world->decision);
}

static inline void
world_end(struct world *world)
{
	ha_decision_free(&world->decision);
	ha_request_free(&world->request);
	ha_source_free(world->allow);
	ha_source_free(world->deny);
}

static inline void
world_set_table(struct ha_table *table, struct ha_source **source,
    const char *path, struct ha_span text)
{
	ha_source_free(*source);
	expect(ha_source_from_memory(path, text, source) == HA_OK, "no memory");
	*table = (struct ha_table){ .path = path, .source = *source };
}

static inline void
world_set_tables(struct world *world, struct ha_span allow, struct ha_span deny)
{
	ha_decision_free(&world->decision);
	world_set_table(&world->tables.allow, &world->allow, "hosts.allow",
	    allow);
	world_set_table(&world->tables.deny, &world->deny, "hosts.deny", deny);
}

static inline enum ha_status
world_decide(struct world *world)
{
	ha_decision_free(&world->decision);
	return ha_decide(&world->tables, &world->request, &world->resolver,
	    &world->policy, world->trace, &world->decision);
}

/* The tables as they stand here, which need not end in a newline. */
static inline enum ha_verdict
world_verdict_cut(struct world *world, const char *allow, const char *deny)
{
	world_set_tables(world, ha_span_of(allow), ha_span_of(deny));
	expect(world_decide(world) == HA_OK, "not decided");
	return world->decision.verdict;
}

static inline char *
world_end_lines(const char *text)
{
	size_t len = strlen(text);
	bool is_ended = len == 0 || text[len - 1] == '\n';
	char *ended;

	expect(asprintf(&ended, "%s%s", text, is_ended ? "" : "\n") >= 0,
	    "no memory");
	return ended;
}

/* The same, and each table ends in a newline. */
static inline enum ha_verdict
world_verdict(struct world *world, const char *allow, const char *deny)
{
	char *ended_allow = world_end_lines(allow);
	char *ended_deny = world_end_lines(deny);
	enum ha_verdict verdict =
	    world_verdict_cut(world, ended_allow, ended_deny);

	free(ended_allow);
	free(ended_deny);
	return verdict;
}

/* The bytes that a location means; its source must still be there. */
static inline struct ha_span
world_bytes(struct ha_location where)
{
	expect(where.source != NULL, "no source");
	expect(where.offset <= where.source->len &&
		where.len <= where.source->len - where.offset,
	    "%zu bytes at %zu of %zu", where.len, where.offset,
	    where.source->len);
	return (struct ha_span){ where.source->bytes + where.offset,
		where.len };
}

#endif
