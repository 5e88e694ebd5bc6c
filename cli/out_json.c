#include <jansson.h>
#include <stdlib.h>

#include "answer.h"
#include "escape.h"
#include "message.h"
#include "out.h"
#include "why.h"

/* Takes value over; jansson says NULL when memory has run out. */
static void
set(json_t *object, const char *key, json_t *value)
{
	if (object == NULL || json_object_set_new(object, key, value) != 0)
		cli_no_memory();
}

static json_t *
text(struct ha_span span)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;
	json_t *value;

	cli_escape_invalid(&safe, span);
	if (safe.failed)
		cli_no_memory();
	value = json_stringn(ha_strbuf_text(&safe), safe.len);
	ha_strbuf_free(&safe);
	return value;
}

static const char *
name_state(const struct ha_host *host)
{
	switch (host->name_fact) {
	case HA_FACT_KNOWN:
		return "known";
	case HA_FACT_ABSENT:
		return "unknown";
	case HA_FACT_CONFLICT:
		return "paranoid";
	case HA_FACT_UNASKED:
		return "unasked";
	case HA_FACT_FAILED:
		return "failed";
	case HA_FACT_CLAIMED:
		break;
	}
	return "";
}

static json_t *
host(const struct ha_host *facts)
{
	json_t *object = json_object();
	char buffer[HA_ADDR_TEXT];

	set(object, "address",
	    facts->addr_fact == HA_FACT_KNOWN
		? text(ha_host_addr_text(facts, buffer))
		: json_null());
	set(object, "name",
	    facts->name_fact == HA_FACT_KNOWN ? text(facts->name)
					      : json_null());
	set(object, "name_state", json_string(name_state(facts)));
	return object;
}

static json_t *
client(const struct ha_request *facts)
{
	json_t *object = host(&facts->client);

	set(object, "user",
	    facts->user.len > 0 ? text(facts->user) : json_null());
	return object;
}

static json_t *
server(const struct ha_request *facts)
{
	json_t *object = host(&facts->server);

	set(object, "port",
	    facts->server.port > 0
		? json_integer((json_int_t)facts->server.port)
		: json_null());
	return object;
}

static void
set_place(json_t *object, const char *key, size_t number)
{
	set(object, key, json_integer((json_int_t)number));
}

static json_t *
where(const struct cli_answer *answer)
{
	const struct ha_decision *decision = answer->decision;
	const char *path = cli_where_path(answer->decision);
	struct ha_location token = decision->token;
	size_t first = cli_where_line(answer->decision);
	json_t *object;

	if (path == NULL)
		return json_null();
	if (token.source != decision->rule.source || token.source == NULL)
		token = decision->rule;
	object = json_object();
	set(object, "file", text(ha_span_of(path)));
	set_place(object, "first_line", first);
	set_place(object, "last_line",
	    first == 0 ? 0 : first + cli_linecount_breaks(decision->rule));
	set_place(object, "column",
	    token.source == NULL
		? 0
		: ha_source_place(token.source, token.offset).column);
	set(object, "text", text(decision->rule_text));
	set(object, "token",
	    decision->token_text.len > 0 ? text(decision->token_text)
					 : json_null());
	return object;
}

static json_t *
error(const struct ha_decision *decision)
{
	struct ha_strbuf message = HA_STRBUF_INIT;
	json_t *value;

	if (decision->error.code == HA_CODE_NONE)
		return json_null();
	ha_diag_format(&decision->error, &message);
	value = text(ha_strbuf_span(&message));
	ha_strbuf_free(&message);
	return value;
}

static const char *
match_word(enum ha_match match)
{
	switch (match) {
	case HA_MATCH_NO:
		return "no";
	case HA_MATCH_YES:
		return "yes";
	case HA_MATCH_UNKNOWN:
		return "cannot tell";
	}
	return "";
}

static void
append(json_t *array, json_t *value)
{
	if (array == NULL || json_array_append_new(array, value) != 0)
		cli_no_memory();
}

static json_t *
trace(const struct cli_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->count; i++) {
		const struct cli_step *step = &record->steps[i];
		json_t *object = json_object();

		set(object, "file", text(ha_span_of(step->path)));
		set_place(object, "line", step->line);
		set(object, step->is_token ? "token" : "rule",
		    text(ha_span_of(step->text)));
		set(object, step->is_token ? "matches" : "names_service",
		    json_string(match_word(step->match)));
		if (step->is_token)
			set(object, "why", json_string(step->why));
		append(array, object);
	}
	return array;
}

static json_t *
depends_on(const struct cli_answer *answer)
{
	static const char *const words[CLI_DOUBT_KINDS] = {
		[CLI_DOUBT_NAME] = "name",
		[CLI_DOUBT_ADDRESS] = "address",
		[CLI_DOUBT_NETGROUP] = "netgroup",
		[CLI_DOUBT_SERVER] = "server address",
		[CLI_DOUBT_SERVER_NAME] = "server name",
		[CLI_DOUBT_PORT] = "port",
	};
	const struct cli_record *record = answer->record;
	json_t *array = json_array();

	if (answer->decision->verdict == HA_ASK)
		append(array, json_string("aclexec"));
	for (int kind = 0; record != NULL && kind < CLI_DOUBT_KINDS; kind++) {
		if (record->doubts.list[kind].path != NULL)
			append(array, json_string(words[kind]));
	}
	return array;
}

static json_t *
guesses(const struct cli_answer *answer)
{
	const struct cli_record *record = answer->record;
	json_t *array = json_array();

	if (record == NULL || !cli_wants_guesses(answer->decision))
		return array;
	for (size_t i = 0; i < record->guesses.count; i++) {
		const struct cli_guess *guess = &record->guesses.list[i];
		json_t *object = json_object();

		set(object, "file", text(ha_span_of(guess->path)));
		set_place(object, "line", guess->line);
		set(object, "token", text(ha_span_of(guess->token)));
		set(object, "why", json_string(guess->why));
		append(array, object);
	}
	return array;
}

static const char *
ending_word(const struct ha_decision *decision)
{
	switch (decision->ending) {
	case HA_ENDING_NONE:
		return cli_verdict_word(decision);
	case HA_ENDING_EXIT:
		return "exit";
	case HA_ENDING_CRASH:
		return "crash";
	case HA_ENDING_HANG:
		return "hang";
	}
	return "";
}

static json_t *
differences(struct ha_dialect dialect)
{
	json_t *array = json_array();

	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		enum ha_difference difference = (enum ha_difference)i;

		if (!ha_differs(dialect, difference))
			append(array,
			    json_string(ha_difference_code(difference)));
	}
	return array;
}

static json_t *
libwrap(const struct cli_answer *answer)
{
	const struct ha_decision *decision = &answer->comparison->libwrap;
	const char *path = cli_where_path(decision);
	json_t *object, *place = json_null();

	/* What a command does shows only when its result is assumed. */
	if (answer->decision->verdict == HA_ASK)
		return json_null();
	object = json_object();
	if (path != NULL) {
		place = json_object();
		set(place, "file", text(ha_span_of(path)));
		set_place(place, "first_line", cli_where_line(decision));
	}
	set(object, "verdict", json_string(ending_word(decision)));
	set(object, "where", place);
	set(object, "differences",
	    differences(answer->comparison->differences));
	return object;
}

/* The word of a pattern file that matched. */
static json_t *
word(const struct ha_location *place)
{
	json_t *object;

	if (place->source == NULL)
		return json_null();
	object = json_object();
	set(object, "file", text(ha_span_of(place->source->path)));
	set_place(object, "line",
	    ha_source_place(place->source, place->offset).line);
	set(object, "text",
	    text((struct ha_span){
		place->source->bytes + place->offset, place->len }));
	return object;
}

static json_t *
span_or_null(struct ha_span span)
{
	return span.len > 0 ? text(span) : json_null();
}

static struct ha_span
located_text(struct ha_location place)
{
	return place.source == NULL
	    ? HA_SPAN_EMPTY
	    : (struct ha_span){ place.source->bytes + place.offset, place.len };
}

/* Why the deciding rule's pattern matches, and which option says so. */
static json_t *
why(const struct ha_decision *decision)
{
	json_t *object;

	if (decision->token_text.len == 0)
		return json_null();
	object = json_object();
	set(object, "token_says",
	    json_string(cli_pattern_says(decision->pattern)));
	set(object, "exception", span_or_null(decision->exception));
	set(object, "word", word(&decision->word));
	set(object, "option",
	    span_or_null(decision->reason == HA_REASON_ERROR
		    ? HA_SPAN_EMPTY
		    : located_text(decision->option)));
	return object;
}

/* The tables that were looked at, in order. */
static json_t *
tables(const struct ha_decision *decision)
{
	json_t *array = json_array();

	for (int i = HA_TABLE_ALLOW; i <= HA_TABLE_DENY; i++) {
		const struct ha_table_report *report = &decision->reports[i];
		json_t *object;

		if (report->path == NULL)
			continue;
		object = json_object();
		set(object, "file", text(ha_span_of(report->path)));
		set(object, "is_missing", json_boolean(report->is_missing));
		set_place(object, "rules", report->rules);
		set_place(object, "rules_for_service", report->named);
		append(array, object);
	}
	return array;
}

void
cli_print_json(struct ha_strbuf *out, const struct cli_answer *answer)
{
	json_t *object = json_object();
	char *line;

	set(object, "verdict", json_string(cli_verdict_word(answer->decision)));
	set(object, "reason", json_string(cli_reason_word(answer)));
	set(object, "service", text(answer->asked->service));
	set(object, "client", client(&answer->asked->facts));
	set(object, "server", server(&answer->asked->facts));
	set(object, "where", where(answer));
	set(object, "why", why(answer->decision));
	set(object, "tables", tables(answer->decision));
	set(object, "error", error(answer->decision));
	if (answer->record != NULL && answer->record->has_steps)
		set(object, "trace", trace(answer->record));
	set(object, "depends_on", depends_on(answer));
	set(object, "guesses", guesses(answer));
	if (answer->comparison != NULL)
		set(object, "libwrap", libwrap(answer));
	line = json_dumps(object, JSON_COMPACT);
	if (line == NULL)
		cli_no_memory();
	ha_strbuf_add_text(out, line);
	ha_strbuf_add_byte(out, '\n');
	free(line);
	json_decref(object);
}
