#ifndef FUZZ_DECISION_H
#define FUZZ_DECISION_H

/* Tables of the fuzzers, and what holds of every decision on them. */

#include "common/match/decide.h"
#include "tests/fuzz/fuzz.h"

/* Names no file of this machine: such words begin with f instead. */
static inline struct ha_source *
fuzz_table(struct ha_span text)
{
	struct ha_source *source;

	hold(ha_source_from_memory("table", text, &source) == HA_OK);
	for (size_t i = 0; i < source->len; i++) {
		char before = i == 0 ? ' ' : source->bytes[i - 1];

		if (source->bytes[i] == '/' &&
		    (ha_is_separator(before) || before == ':' ||
			before == '@' || (unsigned char)before >= 0x80))
			source->bytes[i] = 'f';
	}
	return source;
}

static inline void
fuzz_check_place(struct ha_location where)
{
	hold(where.source == NULL || where.offset <= where.source->len);
	hold(where.source == NULL ||
	    where.len <= where.source->len - where.offset);
}

/* What admits is a rule without a fault, read alone as well. */
static inline void
fuzz_check_rule(struct ha_location where)
{
	struct ha_span text = { where.source->bytes + where.offset, where.len };
	struct ha_source *source;
	struct ha_reader reader;
	struct ha_rule rule;

	hold(ha_source_from_memory("rule", text, &source) == HA_OK);
	ha_reader_init(&reader, source, HA_LINES_OWN);
	hold(ha_reader_next(&reader, &rule) == HA_OK);
	ha_rule_split(&rule);
	hold(rule.fault == HA_CODE_NONE);
	ha_reader_free(&reader);
	ha_source_free(source);
}

static inline void
fuzz_check_decision(const struct ha_decision *decision)
{
	fuzz_check_place(decision->rule);
	fuzz_check_place(decision->token);
	fuzz_check_place(decision->option);
	fuzz_check_place(decision->word);
	for (size_t i = 0; i < decision->diags.count; i++)
		fuzz_check_place(decision->diags.list[i].where);
	if (decision->verdict == HA_ALLOW && decision->reason == HA_REASON_RULE)
		fuzz_check_rule(decision->rule);
}

#endif
