#include "cli/io/escape.h"
#include "cli/io/excerpt.h"
#include "cli/io/message.h"
#include "cli/match/again.h"
#include "cli/match/answer.h"
#include "cli/match/out.h"
#include "cli/match/out_trace.h"
#include "cli/match/why.h"

/* Columns of a foreign text that is only mentioned. */
#define FOREIGN_COLUMNS 120

static void
paint(struct ha_strbuf *out, const struct cli_answer *answer, const char *color)
{
	if (answer->has_color)
		ha_strbuf_add_text(out, color);
}

static const char *
verdict_color(enum ha_verdict verdict)
{
	switch (verdict) {
	case HA_ALLOW:
		return "\033[1;32m";
	case HA_DENY:
		return "\033[1;31m";
	case HA_ASK:
		return "\033[1;33m";
	}
	return "";
}

static const char *
verdict_title(enum ha_verdict verdict)
{
	switch (verdict) {
	case HA_ALLOW:
		return "ALLOWED";
	case HA_DENY:
		return "DENIED";
	case HA_ASK:
		return "A COMMAND DECIDES";
	}
	return "";
}

static void
print_title(struct ha_strbuf *out, const struct cli_answer *answer)
{
	enum ha_verdict verdict = answer->decision->verdict;

	paint(out, answer, verdict_color(verdict));
	ha_strbuf_add_text(out, verdict_title(verdict));
	paint(out, answer, "\033[0m");
	ha_strbuf_add_text(out, "  ");
	cli_escape(out, answer->asked->service);
	ha_strbuf_add_text(out, " from ");
	cli_escape(out, answer->asked->client);
	if (answer->asked->address.len > 0) {
		ha_strbuf_add_text(out, " (");
		cli_escape(out, answer->asked->address);
		ha_strbuf_add_byte(out, ')');
	}
	ha_strbuf_add_text(out, "\n\n");
}

/* One physical line of the rule, and what of it is underlined. */
static void
print_source_line(struct ha_strbuf *out, const struct cli_answer *answer,
    struct ha_span line, size_t number, size_t start, size_t end)
{
	struct cli_excerpt excerpt = { .line = line,
		.start = start,
		.end = end,
		.is_marked = start != end,
		.columns = answer->columns,
		.color = answer->has_color ? "\033[1m" : NULL };
	struct ha_strbuf label = HA_STRBUF_INIT;

	cli_escape(&label, ha_span_of(answer->decision->rule.source->path));
	ha_strbuf_add_byte(&label, ':');
	ha_strbuf_add_number(&label, number);
	ha_strbuf_add_text(&label, ": ");
	if (label.failed)
		cli_no_memory();
	cli_excerpt(out, &excerpt, ha_strbuf_span(&label), HA_SPAN_EMPTY);
	ha_strbuf_free(&label);
}

/* What of the rule is underlined: the option, or else the client. */
static struct ha_location
culprit(const struct ha_decision *decision)
{
	if (decision->option.source != NULL &&
	    decision->error.code != HA_CODE_NONE)
		return decision->option;
	if (decision->token.source == decision->rule.source)
		return decision->token;
	return decision->rule;
}

static size_t
clamp(size_t offset, size_t low, size_t high)
{
	if (offset < low)
		return low;
	return offset > high ? high : offset;
}

/* Continued rules are shown as they are written. */
static void
print_rule(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_decision *decision = answer->decision;
	const struct ha_source *source = decision->rule.source;
	struct ha_location mark = culprit(decision);
	size_t at = decision->rule.offset;
	size_t end = at + decision->rule.len;
	size_t number = ha_source_place(source, at).line;

	for (; at < end || at == decision->rule.offset; number++) {
		struct ha_span rest = { source->bytes + at, end - at };
		struct ha_span line =
		    ha_span_before(rest, ha_span_find(rest, '\n'));
		size_t start = clamp(mark.offset, at, at + line.len);
		size_t stop = clamp(mark.offset + mark.len, at, at + line.len);

		if (mark.offset == decision->rule.offset &&
		    mark.len == decision->rule.len)
			stop = start;
		print_source_line(out, answer, line, number, start - at,
		    stop - at);
		at += line.len + 1;
	}
}

static void
print_word(struct ha_strbuf *out, const struct ha_decision *decision)
{
	const struct ha_location *word = &decision->word;

	if (word->source == NULL)
		return;
	ha_strbuf_add_text(out, "  ");
	cli_escape(out, ha_span_of(word->source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out,
	    ha_source_place(word->source, word->offset).line);
	ha_strbuf_add_text(out, ": ");
	cli_escape_some(out,
	    (struct ha_span){ word->source->bytes + word->offset, word->len },
	    FOREIGN_COLUMNS);
	ha_strbuf_add_byte(out, '\n');
}

static void
print_match(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_decision *decision = answer->decision;

	if (decision->token_text.len == 0)
		return;
	ha_strbuf_add_text(out, "  ");
	cli_escape_some(out, decision->token_text, FOREIGN_COLUMNS);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, cli_pattern_says(decision->pattern));
	if (decision->exception.len > 0) {
		ha_strbuf_add_text(out, "; ");
		cli_escape(out, answer->asked->client);
		ha_strbuf_add_text(out, " is not in the exception ");
		cli_escape_some(out, decision->exception, FOREIGN_COLUMNS);
	}
	ha_strbuf_add_byte(out, '\n');
	print_word(out, decision);
}

static void
print_option(struct ha_strbuf *out, const struct ha_decision *decision)
{
	const struct ha_location *option = &decision->option;

	if (option->source == NULL || decision->reason == HA_REASON_ERROR)
		return;
	ha_strbuf_add_text(out, "  option \"");
	cli_escape_some(out,
	    (struct ha_span){
		option->source->bytes + option->offset, option->len },
	    FOREIGN_COLUMNS);
	ha_strbuf_add_text(out,
	    decision->error.code == HA_CODE_NONE ? "\" says so\n"
						 : "\" is wrong: ");
	if (decision->error.code == HA_CODE_NONE)
		return;
	ha_diag_format_text(&decision->error, out);
	ha_strbuf_add_byte(out, '\n');
}

static void
print_error(struct ha_strbuf *out, const struct ha_decision *decision)
{
	if (decision->reason != HA_REASON_ERROR)
		return;
	ha_strbuf_add_text(out, "  ");
	ha_diag_format(&decision->error, out);
	ha_strbuf_add_byte(out, '\n');
}

static void
print_count(struct ha_strbuf *out, size_t count, const char *what)
{
	ha_strbuf_add_number(out, count);
	ha_strbuf_add_text(out, what);
	if (count != 1)
		ha_strbuf_add_byte(out, 's');
}

/* A table that was read and did not decide. */
static void
print_report(struct ha_strbuf *out, const struct cli_answer *answer,
    enum ha_table_kind table)
{
	const struct ha_decision *decision = answer->decision;
	const struct ha_table_report *report = &decision->reports[table];

	if (report->path == NULL ||
	    (decision->reason != HA_REASON_DEFAULT && decision->table == table))
		return;
	cli_escape(out, ha_span_of(report->path));
	if (report->is_missing) {
		ha_strbuf_add_text(out,
		    ha_source_is_dangling(report->path)
			? ": leads nowhere; the module would deny\n"
			: ": does not exist\n");
		return;
	}
	ha_strbuf_add_text(out, ": ");
	print_count(out, report->rules, " rule");
	ha_strbuf_add_text(out, " read, ");
	ha_strbuf_add_number(out, report->named);
	ha_strbuf_add_text(out, " for ");
	cli_escape(out, answer->asked->service);
	ha_strbuf_add_text(out, ", none matched\n");
}

/* What the name is, as it was found. */
static void
print_found_name(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_host *client = &answer->asked->facts.client;
	char buffer[HA_ADDR_TEXT];

	cli_escape(out, ha_host_addr_text(client, buffer));
	switch (client->name_fact) {
	case HA_FACT_KNOWN:
		ha_strbuf_add_text(out, " is ");
		cli_escape(out, client->name);
		break;
	case HA_FACT_CONFLICT:
		ha_strbuf_add_text(out,
		    " has a name that does not lead back to it");
		break;
	case HA_FACT_ABSENT:
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_CLAIMED:
	case HA_FACT_UNTOLD:
		ha_strbuf_add_text(out, " has no name");
	}
}

/* What it would have to be, for the first rule that it keeps away. */
static void
print_needed_name(struct ha_strbuf *out, const struct cli_needed_name *needed)
{
	ha_strbuf_add_text(out, "; ");
	cli_escape(out, ha_span_of(needed->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, needed->line);
	ha_strbuf_add_text(out,
	    needed->kind == HA_PATTERN_NAME ? " would need it to be "
		: needed->kind == HA_PATTERN_SUFFIX
		? " would need it to be below "
		: " would need it to match ");
	cli_escape_some(out, ha_span_of(needed->pattern), FOREIGN_COLUMNS);
	if (needed->nrules < 2)
		return;
	ha_strbuf_add_text(out, ", and ");
	print_count(out, needed->nrules - 1, " more rule");
	ha_strbuf_add_text(out, " another name");
}

/* The name that was looked up has a part in it: it is said. */
static void
print_name(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_host *client = &answer->asked->facts.client;

	if (!answer->asks_name || cli_is_open(client->name_fact) ||
	    client->addr_fact != HA_FACT_KNOWN || answer->record == NULL)
		return;
	print_found_name(out, answer);
	if (answer->record->needed.path != NULL &&
	    answer->decision->reason != HA_REASON_ERROR)
		print_needed_name(out, &answer->record->needed);
	ha_strbuf_add_byte(out, '\n');
}

static const char *
why_open(const struct ha_host *host)
{
	return host->name_fact == HA_FACT_FAILED
	    ? ", whose look-up failed or timed out"
	    : ", which was not looked up";
}

static void
print_doubt(struct ha_strbuf *out, const struct cli_answer *answer,
    enum cli_doubt_kind kind)
{
	const struct cli_doubt_words *words = &cli_doubt_words[kind];
	const struct cli_doubt *doubt = &answer->record->doubts.list[kind];
	const struct ha_request *facts = &answer->asked->facts;

	if (doubt->path == NULL)
		return;
	ha_strbuf_add_text(out, "this depends on ");
	ha_strbuf_add_text(out, words->what);
	if (words->needs == HA_NEEDS_NAME)
		ha_strbuf_add_text(out,
		    why_open(words->of_server ? &facts->server
					      : &facts->client));
	if (words->how != NULL) {
		ha_strbuf_add_text(out, ": give ");
		ha_strbuf_add_text(out, words->how);
	}
	ha_strbuf_add_text(out, "; then ");
	cli_escape(out, ha_span_of(doubt->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, doubt->line);
	ha_strbuf_add_text(out, " may decide\n");
	cli_print_command(out, answer, kind);
}

static void
print_doubts(struct ha_strbuf *out, const struct cli_answer *answer)
{
	if (answer->decision->verdict == HA_ASK)
		ha_strbuf_add_text(out,
		    "ask again with --aclexec pass and --aclexec fail\n");
	if (answer->record == NULL)
		return;
	for (int kind = 0; kind < CLI_DOUBT_KINDS; kind++)
		print_doubt(out, answer, (enum cli_doubt_kind)kind);
}

/* Only for who was not let in by a rule: others are where they want to be. */
static void
print_near_misses(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_decision *decision = answer->decision;

	if (answer->record == NULL || !cli_wants_near_misses(decision))
		return;
	for (size_t i = 0; i < answer->record->near_misses.count; i++) {
		const struct cli_near_miss *near_miss =
		    &answer->record->near_misses.list[i];

		ha_strbuf_add_text(out, "a guess: ");
		cli_escape(out, ha_span_of(near_miss->path));
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, near_miss->line);
		ha_strbuf_add_text(out, ": was ");
		cli_escape_some(out, ha_span_of(near_miss->token),
		    FOREIGN_COLUMNS);
		ha_strbuf_add_text(out, " meant for this client? ");
		ha_strbuf_add_text(out, near_miss->why);
		ha_strbuf_add_byte(out, '\n');
	}
}

/* Whoever has just changed them need not wonder. */
static void
print_live(struct ha_strbuf *out, const struct cli_answer *answer)
{
	if (answer->has_live_tables && answer->decision->verdict == HA_DENY &&
	    answer->decision->reason != HA_REASON_ERROR)
		ha_strbuf_add_text(out,
		    "the tables are live: a change counts from the next "
		    "connection on\n");
}

void
cli_print_text(struct ha_strbuf *out, const struct cli_answer *answer)
{
	const struct ha_decision *decision = answer->decision;

	print_title(out, answer);
	if (decision->rule.source != NULL)
		print_rule(out, answer);
	if (decision->reason == HA_REASON_DEFAULT)
		ha_strbuf_add_text(out,
		    "  no rule matches, and so it is allowed\n");
	print_match(out, answer);
	print_option(out, decision);
	print_error(out, decision);
	print_report(out, answer, HA_TABLE_ALLOW);
	print_report(out, answer, HA_TABLE_DENY);
	print_name(out, answer);
	print_doubts(out, answer);
	cli_print_libwrap(out, answer);
	print_near_misses(out, answer);
	print_live(out, answer);
	if (answer->record != NULL && answer->record->has_steps)
		cli_print_trace(out, answer->record, answer->unfolds);
}
