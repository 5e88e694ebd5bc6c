#include "cli/match/record.h"

#include <stdlib.h>

#include "cli/io/arena.h"
#include "cli/io/message.h"
#include "cli/match/why.h"
#include "common/language/text.h"

const struct cli_doubt_words cli_doubt_words[] = {
#define CLI_DOUBT(kind, of_server, needs, what, how, word) \
	{ (of_server), HA_NEEDS_##needs, (what), (how), (word) },
#include "cli/match/doubts.def"
#undef CLI_DOUBT
};

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
	return cli_arena_text(&record->arena, text);
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

static void
note(struct cli_record *record, const struct ha_event *event,
    enum cli_doubt_kind kind, bool is_doubtful)
{
	struct cli_doubt *doubt = &record->doubts.list[kind];

	if (!is_doubtful || doubt->path != NULL)
		return;
	doubt->path = keep(record, ha_span_of(event->where.source->path));
	doubt->line = cli_linecount_at(&record->lines, event->rule->where);
}

/* The address of a client without a name is given with it. */
static bool
is_doubtful(const struct ha_event *event, unsigned need,
    const struct cli_token *token)
{
	const struct ha_host *host = token->facts;

	switch (event->needs & need) {
	case HA_NEEDS_NOTHING:
		return false;
	case HA_NEEDS_NAME:
		return cli_is_open(host->name_fact);
	case HA_NEEDS_ADDRESS:
		return host->addr_fact != HA_FACT_KNOWN &&
		    (token->is_daemon || host->name_fact == HA_FACT_KNOWN);
	default:
		return event->match == HA_MATCH_UNKNOWN;
	}
}

static bool
lacks_port(const struct cli_token *token)
{
	unsigned port;

	return token->is_daemon && ha_text_is_port(token->before_at, &port) &&
	    token->facts->port == 0;
}

/* Did the token lean on something that nobody has told us? */
static void
note_doubts(struct cli_record *record, const struct ha_event *event)
{
	struct cli_token token;

	cli_token_read(&token, event, record->request);
	for (int i = 0; i < CLI_DOUBT_KINDS; i++)
		note(record, event, (enum cli_doubt_kind)i,
		    cli_doubt_words[i].of_server == token.is_daemon &&
			is_doubtful(event, cli_doubt_words[i].needs, &token));
	note(record, event, CLI_DOUBT_PORT, lacks_port(&token));
}

/* A rule that matches does so whatever its doubtful clients would say. */
static void
forget_doubts(struct cli_record *record)
{
	if (!record->has_doubtful_exception)
		record->doubts = record->doubts_before;
}

static bool
has_new_doubt(const struct cli_record *record)
{
	for (int kind = 0; kind < CLI_DOUBT_KINDS; kind++) {
		if (record->doubts.list[kind].path !=
		    record->doubts_before.list[kind].path)
			return true;
	}
	return false;
}

/* Does the pattern ask for another name than the one that was found? */
static bool
needs_other_name(const struct cli_record *record, const struct ha_event *event)
{
	const struct ha_host *client = &record->request->client;
	struct cli_token token;

	if (event->is_exception || event->match != HA_MATCH_NO ||
	    event->pattern == NULL ||
	    !ha_pattern_is_of_names(event->pattern->kind))
		return false;
	cli_token_read(&token, event, record->request);
	return !token.is_daemon && !cli_is_open(client->name_fact);
}

static void
note_needed_name(struct cli_record *record, const struct ha_event *event)
{
	struct cli_needed_name *needed = &record->needed;
	size_t rule = event->rule->where.offset;

	if (!needs_other_name(record, event))
		return;
	if (needed->path == NULL) {
		needed->path =
		    keep(record, ha_span_of(event->where.source->path));
		needed->line =
		    cli_linecount_at(&record->lines, event->rule->where);
		needed->pattern = keep(record, event->pattern->text);
		needed->kind = event->pattern->kind;
	}
	if (needed->nrules == 0 || needed->last_rule != rule)
		needed->nrules++;
	needed->last_rule = rule;
}

static void
tell(void *context, const struct ha_event *event)
{
	struct cli_record *record = context;

	cli_near_miss(&record->near_misses, event, record->request,
	    &record->arena);
	switch (event->kind) {
	case HA_EVENT_RULE:
		record->doubts_before = record->doubts;
		record->has_doubtful_exception = false;
		break;
	case HA_EVENT_TOKEN:
		note_doubts(record, event);
		note_needed_name(record, event);
		if (event->is_exception && has_new_doubt(record))
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
