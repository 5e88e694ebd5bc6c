#include "record.h"

#include <stdlib.h>

#include "message.h"
#include "text.h"
#include "why.h"

void
cli_record_init(struct cli_record *record, struct ha_request *request,
    bool has_steps)
{
	*record = (struct cli_record){ .request = request,
		.has_steps = has_steps,
		.arena = HA_ARENA_INIT };
}

void
cli_record_free(struct cli_record *record)
{
	free(record->steps);
	ha_arena_free(&record->arena);
}

static const char *
keep(struct cli_record *record, struct ha_span text)
{
	const char *copy = ha_arena_text(&record->arena, text);

	if (copy == NULL)
		cli_no_memory();
	return copy;
}

static struct cli_step *
add_step(struct cli_record *record)
{
	if (record->count == record->size) {
		size_t size = record->size == 0 ? 64 : record->size * 2;
		struct cli_step *steps =
		    reallocarray(record->steps, size, sizeof(*steps));

		if (steps == NULL)
			cli_no_memory();
		record->steps = steps;
		record->size = size;
	}
	return &record->steps[record->count++];
}

/* The engine tells of a rule when its daemons have been tried. */
static void
move_before_tokens(struct cli_record *record)
{
	size_t at = record->count - 1;
	struct cli_step rule = record->steps[at];

	for (; at > 0 && record->steps[at - 1].is_token &&
	     record->steps[at - 1].rule == rule.rule &&
	     record->steps[at - 1].table == rule.table;
	     at--)
		record->steps[at] = record->steps[at - 1];
	record->steps[at] = rule;
}

static void
note_step(struct cli_record *record, const struct ha_event *event)
{
	bool is_token = event->kind == HA_EVENT_TOKEN;
	struct cli_step *step = add_step(record);

	*step = (struct cli_step){ .is_token = is_token,
		.table = event->table,
		.match = event->match,
		.path = keep(record, ha_span_of(event->where.source->path)),
		.text =
		    keep(record, is_token ? event->text : event->rule->text),
		.why = is_token ? cli_why(event, record->request) : "",
		.line = cli_linecount_at(&record->lines, event->where),
		.rule = event->rule->where.offset };
	if (!is_token)
		move_before_tokens(record);
}

static bool
is_open(enum ha_fact fact)
{
	return fact == HA_FACT_UNASKED || fact == HA_FACT_FAILED;
}

static void
note_server_doubt(struct cli_doubts *doubts, const struct ha_event *event,
    const struct cli_token *token)
{
	unsigned port;

	if (ha_text_is_port(token->before_at, &port) && token->facts->port == 0)
		doubts->port = true;
	if (event->pattern == NULL)
		return;
	if (token->facts->addr_fact != HA_FACT_KNOWN &&
	    cli_needs_addr(event->pattern->kind))
		doubts->server = true;
	if (is_open(token->facts->name_fact) &&
	    cli_needs_name(event->pattern->kind))
		doubts->server_name = true;
}

/* Did the token lean on something that nobody has told us? */
static void
note_doubt(struct cli_record *record, const struct ha_event *event)
{
	struct cli_doubts *doubts = &record->doubts;
	struct cli_token token;

	cli_token_read(&token, event, record->request);
	if (token.is_daemon) {
		note_server_doubt(doubts, event, &token);
		return;
	}
	if (event->pattern->kind == HA_PATTERN_NETGROUP &&
	    event->match == HA_MATCH_UNKNOWN)
		doubts->netgroup = true;
	if (cli_needs_name(event->pattern->kind) &&
	    is_open(token.facts->name_fact))
		doubts->name = true;
	if (cli_needs_addr(event->pattern->kind) &&
	    token.facts->addr_fact != HA_FACT_KNOWN &&
	    token.facts->name_fact == HA_FACT_KNOWN)
		doubts->address = true;
}

/* A rule that matches does so whatever its doubtful clients would say. */
static void
forget_doubts(struct cli_record *record)
{
	if (!record->has_doubtful_exception)
		record->doubts = record->doubts_before;
}

static bool
is_same_doubt(const struct cli_doubts *a, const struct cli_doubts *b)
{
	return a->name == b->name && a->address == b->address &&
	    a->netgroup == b->netgroup && a->server_name == b->server_name;
}

static void
tell(void *context, const struct ha_event *event)
{
	struct cli_record *record = context;

	switch (event->kind) {
	case HA_EVENT_RULE:
		record->doubts_before = record->doubts;
		record->has_doubtful_exception = false;
		break;
	case HA_EVENT_TOKEN:
		note_doubt(record, event);
		if (event->is_exception &&
		    !is_same_doubt(&record->doubts, &record->doubts_before))
			record->has_doubtful_exception = true;
		break;
	case HA_EVENT_RESULT:
		if (event->match == HA_MATCH_YES)
			forget_doubts(record);
		return;
	}
	if (record->has_steps)
		note_step(record, event);
}

struct ha_trace
cli_record_trace(struct cli_record *record)
{
	return (struct ha_trace){ record, tell };
}
