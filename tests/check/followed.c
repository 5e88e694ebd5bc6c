#include "tests/check/followed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum advice {
	ADVICE_NONE,
	ADVICE_REMOVE, /* makes no difference */
	ADVICE_FRONT   /* refuses somebody more, and admits nobody new */
};

/* A table as its help would have it. */
struct followed {
	struct ha_strbuf texts[2];
};

static void
followed_begin(struct followed *followed, const struct outcome *outcome)
{
	for (size_t i = 0; i < 2; i++) {
		followed->texts[i] = HA_STRBUF_INIT;
		ha_strbuf_add(&followed->texts[i],
		    (struct ha_span){
			outcome->sources[i]->bytes, outcome->sources[i]->len });
	}
}

static void
followed_end(struct followed *followed)
{
	for (size_t i = 0; i < 2; i++)
		ha_strbuf_free(&followed->texts[i]);
}

static void
splice(struct ha_strbuf *text, size_t offset, size_t len, struct ha_span with)
{
	struct ha_strbuf fresh = HA_STRBUF_INIT;
	struct ha_span old = ha_strbuf_span(text);

	ha_strbuf_add(&fresh, ha_span_before(old, offset));
	ha_strbuf_add(&fresh, with);
	ha_strbuf_add(&fresh, ha_span_from(old, offset + len));
	ha_strbuf_free(text);
	*text = fresh;
}

/* Where "hosts.deny:3" at the end of the help begins in its table. */
static size_t
place_of(struct ha_span help, const struct outcome *outcome, size_t *table)
{
	size_t at = help.len, line = 0, factor = 1, offset = 0;
	const struct ha_source *source;

	while (at > 0 && ha_is_digit(help.at[at - 1])) {
		line += (size_t)(help.at[--at] - '0') * factor;
		factor *= 10;
	}
	*table = strncmp(help.at + at - 5, "deny:", 5) == 0;
	source = outcome->sources[*table];
	for (; line > 1; line--) {
		const char *end =
		    memchr(source->bytes + offset, '\n', source->len - offset);

		offset = (size_t)(end - source->bytes) + 1;
	}
	return offset;
}

/* The rule goes, which is a line, or one of its clients does. */
static void
follow_removal(struct followed *followed, const struct cli_finding *finding,
    const struct outcome *outcome, bool is_rule)
{
	size_t table = finding->where.source == outcome->sources[1];
	struct ha_span text = ha_strbuf_span(&followed->texts[table]);
	size_t start = finding->where.offset, end = start + finding->where.len;

	while (is_rule && start > 0 && text.at[start - 1] != '\n')
		start--;
	while (is_rule && end < text.len && text.at[end - 1] != '\n')
		end++;
	splice(&followed->texts[table], start, end - start, HA_SPAN_EMPTY);
}

static enum advice
follow(struct followed *followed, const struct cli_finding *finding,
    const struct outcome *outcome)
{
	const struct ha_span in_front = HA_SPAN(" in front of ");
	struct ha_strbuf help = HA_STRBUF_INIT, line = HA_STRBUF_INIT;
	enum advice advice = ADVICE_NONE;
	struct ha_span text;
	size_t table, offset;

	cli_finding_help(&help, finding);
	text = ha_strbuf_span(&help);
	if (ha_span_ends_fold(text, HA_SPAN(" can be removed"))) {
		follow_removal(followed, finding, outcome,
		    is_rule_code(finding->code) || text.at[0] == 't');
		advice = ADVICE_REMOVE;
	} else if (ha_span_starts_fold(text, HA_SPAN("move it in front of "))) {
		offset = place_of(text, outcome, &table);
		ha_strbuf_add(&line,
		    (struct ha_span){
			finding->where.source->bytes + finding->where.offset,
			finding->where.len });
		ha_strbuf_add_byte(&line, '\n');
		follow_removal(followed, finding, outcome, true);
		splice(&followed->texts[table], offset, 0,
		    ha_strbuf_span(&line));
		advice = ADVICE_FRONT;
	} else if (ha_span_starts_fold(text, HA_SPAN("write \""))) {
		const char *end =
		    memmem(text.at, text.len, in_front.at, in_front.len);

		offset = place_of(text, outcome, &table);
		ha_strbuf_add(&line,
		    (struct ha_span){ text.at + strlen("write \""),
			(size_t)(end - text.at) - strlen("write \"\"") });
		ha_strbuf_add_byte(&line, '\n');
		splice(&followed->texts[table], offset, 0,
		    ha_strbuf_span(&line));
		advice = ADVICE_FRONT;
	}
	ha_strbuf_free(&help);
	ha_strbuf_free(&line);
	return advice;
}

static int
openness(enum ha_verdict verdict)
{
	return verdict == HA_ALLOW ? 2 : verdict == HA_ASK;
}

/* Whoever follows it admits nobody new; and it does what it says. */
static bool
is_sound_advice(enum advice advice, const struct outcome *outcome,
    const struct followed *followed)
{
	struct ha_source *sources[2];
	bool loses = false, gains = false;

	for (size_t i = 0; i < 2; i++) {
		if (ha_source_from_memory(outcome->sources[i]->path,
			ha_strbuf_span(&followed->texts[i]),
			&sources[i]) != HA_OK)
			abort();
	}
	for (size_t i = 0; i < world_count(); i++) {
		int before = openness(world_decide(outcome->sources[0],
		    outcome->sources[1], world_request(i))
					  .verdict);
		int after = openness(
		    world_decide(sources[0], sources[1], world_request(i))
			.verdict);

		loses = loses || after < before;
		gains = gains || after > before;
	}
	for (size_t i = 0; i < 2; i++)
		ha_source_free(sources[i]);
	/* This world need not have the request that is refused more. */
	return !gains && (advice == ADVICE_FRONT || !loses);
}

/* Faults; adds how often advice was followed. */
size_t
follow_all(const struct cli_check *check, const struct outcome *outcome,
    size_t *nfollowed)
{
	size_t faults = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		const struct cli_finding *finding = &check->findings.list[i];
		struct followed followed;
		enum advice advice = ADVICE_NONE;

		if (!is_rule_code(finding->code) &&
		    !is_token_code(finding->code))
			continue;
		followed_begin(&followed, outcome);
		advice = follow(&followed, finding, outcome);
		*nfollowed += advice != ADVICE_NONE;
		if (advice != ADVICE_NONE &&
		    !is_sound_advice(advice, outcome, &followed)) {
			struct ha_strbuf help = HA_STRBUF_INIT;

			cli_finding_help(&help, finding);
			printf("HA%d at %s:%zu: \"%s\" admits somebody, or "
			       "matters\n",
			    (int)finding->code, finding->where.source->path,
			    finding->where.offset, ha_strbuf_text(&help));
			ha_strbuf_free(&help);
			faults++;
		}
		followed_end(&followed);
	}
	return faults;
}
