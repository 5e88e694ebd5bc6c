#include "cli/match/out_trace.h"

#include <string.h>

#include "cli/io/escape.h"

/* Bytes of a long rule or token that are shown. */
#define TEXT_BYTES 120

/* A run of tokens with one answer is folded when it is longer than this. */
#define RUN_MAX 6

/* So many of them are shown before the fold. */
#define RUN_SHOWN 3

static const char *
match_word(enum ha_match match)
{
	switch (match) {
	case HA_MATCH_NO:
		return "no: ";
	case HA_MATCH_UNKNOWN:
		return "cannot tell: ";
	case HA_MATCH_YES:
		return "yes: ";
	}
	return "";
}

static void
print_step(struct ha_strbuf *out, const struct cli_step *step)
{
	if (step->is_token) {
		ha_strbuf_add_text(out, "    ");
		cli_escape_some(out, ha_span_of(step->text), TEXT_BYTES);
		ha_strbuf_add_text(out, "  ");
		ha_strbuf_add_text(out, match_word(step->match));
		ha_strbuf_add_text(out, step->why);
	} else {
		cli_escape(out, ha_span_of(step->path));
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add_number(out, step->line);
		ha_strbuf_add_text(out, ": ");
		cli_escape_some(out, ha_span_of(step->text), TEXT_BYTES);
	}
	ha_strbuf_add_byte(out, '\n');
}

static bool
is_alike(const struct cli_step *a, const struct cli_step *b)
{
	return a->is_token && b->is_token && a->table == b->table &&
	    a->rule == b->rule && a->match == b->match &&
	    strcmp(a->why, b->why) == 0;
}

/* How many steps from this one on say the same. */
static size_t
run_length(const struct cli_record *record, size_t first)
{
	size_t len = 1;

	while (first + len < record->count &&
	    is_alike(&record->steps[first], &record->steps[first + len]))
		len++;
	return len;
}

/* 1,240 */
static void
add_grouped(struct ha_strbuf *out, size_t number)
{
	if (number >= 1000) {
		add_grouped(out, number / 1000);
		ha_strbuf_add_byte(out, ',');
		for (size_t digit = 100; digit > 1 && number % 1000 < digit;
		     digit /= 10)
			ha_strbuf_add_byte(out, '0');
	}
	ha_strbuf_add_number(out, number % 1000);
}

static void
print_fold(struct ha_strbuf *out, const struct cli_step *step, size_t count)
{
	ha_strbuf_add_text(out, "    ... ");
	add_grouped(out, count);
	ha_strbuf_add_text(out, " more  ");
	ha_strbuf_add_text(out, match_word(step->match));
	ha_strbuf_add_text(out, step->why);
	ha_strbuf_add_byte(out, '\n');
}

void
cli_print_trace(struct ha_strbuf *out, const struct cli_record *record,
    bool is_whole)
{
	ha_strbuf_add_text(out, "\nrules tried:\n");
	for (size_t i = 0; i < record->count;) {
		size_t len = run_length(record, i);
		size_t shown = is_whole || len <= RUN_MAX ? len : RUN_SHOWN;

		for (size_t j = 0; j < shown; j++)
			print_step(out, &record->steps[i + j]);
		if (shown < len)
			print_fold(out, &record->steps[i], len - shown);
		i += len;
	}
}
