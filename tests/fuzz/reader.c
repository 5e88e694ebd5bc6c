/* Rules and their tokens lie in the file, where they are said to lie. */
#include "common/rules/reader.h"

#include "tests/fuzz/fuzz.h"

/* The bytes at the location, joins removed, are the token's. */
static void
check_piece(struct ha_rule *rule, struct ha_span piece)
{
	struct ha_location where = ha_rule_locate(rule, piece);
	const char *bytes = where.source->bytes;
	size_t at = where.offset, end = where.offset + where.len, i = 0;

	hold(fuzz_within(piece, rule->text));
	hold(at <= where.source->len && end <= where.source->len);
	hold(at >= rule->where.offset &&
	    end <= rule->where.offset + rule->where.len);
	while (at < end) {
		if (end - at >= 2 && bytes[at] == '\\' &&
		    bytes[at + 1] == '\n' && rule->text.len != rule->where.len)
			at += 2;
		else
			hold(i < piece.len && bytes[at++] == piece.at[i++]);
	}
	hold(i == piece.len);
}

static void
check_list(struct ha_rule *rule, struct ha_span text)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token;
	size_t group = 0;

	while (ha_list_next(&list, &token)) {
		hold(token.text.len > 0 && fuzz_within(token.text, text));
		hold(token.group >= group);
		group = token.group;
		check_piece(rule, token.text);
	}
	/* Once more, from the end back to the start. */
	check_piece(rule, rule->text);
}

static void
check_rule(struct ha_rule *rule)
{
	hold(rule->where.len >= rule->text.len);
	check_list(rule, rule->daemons);
	(void)ha_rule_fault_refuses(rule, HA_TABLE_ALLOW);
	ha_rule_split(rule);
	hold(rule->fault_at <= rule->text.len);
	check_piece(rule,
	    ha_span_before(ha_span_from(rule->text, rule->fault_at), 0));
	if (rule->fault != HA_CODE_NONE)
		return;
	hold(fuzz_within(rule->clients, rule->text));
	hold(fuzz_within(rule->options, rule->text));
	hold(!rule->has_options ||
	    rule->options.at == rule->clients.at + rule->clients.len + 1);
	check_list(rule, rule->clients);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_source *source;
	struct ha_reader reader;
	struct ha_rule rule;
	size_t last = 0;

	hold(ha_source_from_memory("table", fuzz_span(data, size), &source) ==
	    HA_OK);
	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK) {
		hold(rule.where.offset >= last);
		last = rule.where.offset + rule.where.len;
		hold(last <= source->len);
		check_rule(&rule);
	}
	ha_reader_free(&reader);
	ha_source_free(source);
	return 0;
}
