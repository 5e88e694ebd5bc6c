#include "cli/io/json.h"
#include "cli/io/linecount.h"
#include "cli/match/answer.h"
#include "cli/match/out.h"
#include "cli/match/why.h"

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
	case HA_FACT_UNTOLD:
		break;
	}
	return "";
}

static json_t *
host(const struct ha_host *facts)
{
	json_t *object = json_object();
	char buffer[HA_ADDR_TEXT];

	cli_json_set(object, "address",
	    facts->addr_fact == HA_FACT_KNOWN
		? cli_json_text(ha_host_addr_text(facts, buffer))
		: json_null());
	cli_json_set(object, "name",
	    facts->name_fact == HA_FACT_KNOWN ? cli_json_text(facts->name)
					      : json_null());
	cli_json_set(object, "name_state", json_string(name_state(facts)));
	return object;
}

static json_t *
client(const struct ha_request *facts)
{
	json_t *object = host(&facts->client);

	cli_json_set(object, "user",
	    facts->user.len > 0 ? cli_json_text(facts->user) : json_null());
	return object;
}

static json_t *
server(const struct ha_request *facts)
{
	json_t *object = host(&facts->server);

	cli_json_set(object, "port",
	    facts->server.port > 0
		? json_integer((json_int_t)facts->server.port)
		: json_null());
	return object;
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
	cli_json_set(object, "file", cli_json_text(ha_span_of(path)));
	cli_json_set_number(object, "first_line", first);
	cli_json_set_number(object, "last_line",
	    first == 0 ? 0 : first + cli_linecount_breaks(decision->rule));
	cli_json_set_number(object, "column",
	    token.source == NULL
		? 0
		: ha_source_place(token.source, token.offset).column);
	cli_json_set(object, "text", cli_json_text(decision->rule_text));
	cli_json_set(object, "token",
	    decision->token_text.len > 0 ? cli_json_text(decision->token_text)
					 : json_null());
	return object;
}

static json_t *
error(const struct ha_decision *decision)
{
	struct ha_strbuf message = HA_STRBUF_INIT;

	if (decision->error.code == HA_CODE_NONE)
		return json_null();
	ha_diag_format(&decision->error, &message);
	return cli_json_take(&message);
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

static json_t *
trace(const struct cli_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->count; i++) {
		const struct cli_step *step = &record->steps[i];
		json_t *object = json_object();

		cli_json_set(object, "file",
		    cli_json_text(ha_span_of(step->path)));
		cli_json_set_number(object, "line", step->line);
		cli_json_set(object, step->is_token ? "token" : "rule",
		    cli_json_text(ha_span_of(step->text)));
		cli_json_set(object,
		    step->is_token ? "matches" : "names_service",
		    json_string(match_word(step->match)));
		if (step->is_token)
			cli_json_set(object, "why", json_string(step->why));
		cli_json_append(array, object);
	}
	return array;
}

static json_t *
depends_on(const struct cli_answer *answer)
{
	const struct cli_record *record = answer->record;
	json_t *array = json_array();

	if (answer->decision->verdict == HA_ASK)
		cli_json_append(array, json_string("aclexec"));
	for (int kind = 0; record != NULL && kind < CLI_DOUBT_KINDS; kind++) {
		if (record->doubts.list[kind].path != NULL)
			cli_json_append(array,
			    json_string(cli_doubt_words[kind].word));
	}
	return array;
}

static json_t *
near_misses(const struct cli_answer *answer)
{
	const struct cli_record *record = answer->record;
	json_t *array = json_array();

	if (record == NULL || !cli_wants_near_misses(answer->decision))
		return array;
	for (size_t i = 0; i < record->near_misses.count; i++) {
		const struct cli_near_miss *near_miss =
		    &record->near_misses.list[i];
		json_t *object = json_object();

		cli_json_set(object, "file",
		    cli_json_text(ha_span_of(near_miss->path)));
		cli_json_set_number(object, "line", near_miss->line);
		cli_json_set(object, "token",
		    cli_json_text(ha_span_of(near_miss->token)));
		cli_json_set(object, "why", json_string(near_miss->why));
		cli_json_append(array, object);
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
differences(struct ha_differences differences)
{
	json_t *array = json_array();

	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		enum ha_difference difference = (enum ha_difference)i;

		if (!ha_differs(differences, difference))
			cli_json_append(array,
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
		cli_json_set(place, "file", cli_json_text(ha_span_of(path)));
		cli_json_set_number(place, "first_line",
		    cli_where_line(decision));
	}
	cli_json_set(object, "verdict", json_string(ending_word(decision)));
	cli_json_set(object, "where", place);
	cli_json_set(object, "differences",
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
	cli_json_set(object, "file",
	    cli_json_text(ha_span_of(place->source->path)));
	cli_json_set_number(object, "line",
	    ha_source_place(place->source, place->offset).line);
	cli_json_set(object, "text",
	    cli_json_text((struct ha_span){
		place->source->bytes + place->offset, place->len }));
	return object;
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
	cli_json_set(object, "token_says",
	    json_string(cli_pattern_says(decision->pattern)));
	cli_json_set(object, "exception",
	    cli_json_text_or_null(decision->exception));
	cli_json_set(object, "word", word(&decision->word));
	cli_json_set(object, "option",
	    cli_json_text_or_null(decision->reason == HA_REASON_ERROR
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
		cli_json_set(object, "file",
		    cli_json_text(ha_span_of(report->path)));
		cli_json_set(object, "is_missing",
		    json_boolean(report->is_missing));
		cli_json_set_number(object, "rules", report->rules);
		cli_json_set_number(object, "rules_for_service", report->named);
		cli_json_append(array, object);
	}
	return array;
}

void
cli_print_json(struct ha_strbuf *out, const struct cli_answer *answer)
{
	json_t *object = json_object();

	cli_json_set(object, "verdict",
	    json_string(cli_verdict_word(answer->decision)));
	cli_json_set(object, "reason", json_string(cli_reason_word(answer)));
	cli_json_set(object, "service", cli_json_text(answer->asked->service));
	cli_json_set(object, "client", client(&answer->asked->facts));
	cli_json_set(object, "server", server(&answer->asked->facts));
	cli_json_set(object, "where", where(answer));
	cli_json_set(object, "why", why(answer->decision));
	cli_json_set(object, "tables", tables(answer->decision));
	cli_json_set(object, "error", error(answer->decision));
	if (answer->record != NULL && answer->record->has_steps)
		cli_json_set(object, "trace", trace(answer->record));
	cli_json_set(object, "depends_on", depends_on(answer));
	cli_json_set(object, "guesses", near_misses(answer));
	if (answer->comparison != NULL)
		cli_json_set(object, "libwrap", libwrap(answer));
	cli_json_print(out, object);
}
