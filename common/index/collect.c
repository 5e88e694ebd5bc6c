#include "common/index/collect.h"

#include "common/base/bounds.h"
#include "common/language/pattern.h"
#include "common/language/text.h"
#include "common/rules/reader.h"
#include "common/rules/words.h"

/* The source while it is read. */
struct reading {
	struct ha_index_collection *collection;
	struct ha_candidate place; /* of the rule or word at hand */
	const struct ha_source *source;
};

/* Goes on to the next rule or word; counts the lines up to there. */
static void
go_to(struct reading *reading, size_t offset)
{
	struct ha_span passed = { reading->source->bytes +
		    reading->place.offset,
		offset - reading->place.offset };
	size_t newline;

	while ((newline = ha_span_find(passed, '\n')) < passed.len) {
		passed = ha_span_from(passed, newline + 1);
		reading->place.line++;
	}
	reading->place.offset = (uint32_t)offset;
	reading->collection->counts.items++;
}

static enum ha_status
add_always(struct reading *reading, size_t len)
{
	struct ha_index_collection *collection = reading->collection;

	collection->counts.always++;
	collection->counts.always_bytes += len;
	return ha_candidates_add(&collection->always, reading->place);
}

/*
 * Does the pattern match the addresses of a network and no others, whatever
 * else is known of the client?  Any other is matched against more than the
 * address, or is malformed, which is reported.
 */
static bool
is_keyed(struct ha_span word, enum ha_family *family,
    struct ha_index_prefix *prefix)
{
	struct ha_pattern pattern;

	ha_pattern_parse(word, &pattern);
	*family = pattern.net.addr.family;
	return pattern.kind == HA_PATTERN_NET &&
	    ha_index_prefix_of(&pattern.net, prefix);
}

/* HA_NO_KEY: it has no key. */
static enum ha_status
add_word(struct reading *reading, struct ha_span word)
{
	struct ha_index_prefix prefix;
	enum ha_family family;

	if (!is_keyed(word, &family, &prefix))
		return HA_NO_KEY;
	return ha_index_entries_add(&reading->collection->families[family],
	    &prefix, reading->place);
}

static enum ha_status
collect_words(struct reading *reading)
{
	const struct ha_source *source = reading->source;
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location where;
	enum ha_status status = HA_OK;

	while (status == HA_OK && ha_words_next(&words, &where)) {
		go_to(reading, where.offset);
		status = add_word(reading,
		    (struct ha_span){
			source->bytes + where.offset, where.len });
		if (status == HA_NO_KEY)
			status = add_always(reading, where.len);
	}
	return status;
}

/* The clients of group 0.  HA_NO_KEY: one has no key, or there is none. */
static enum ha_status
add_clients(struct reading *reading, struct ha_span clients)
{
	struct ha_list list = ha_list_of(clients);
	enum ha_status status = HA_NO_KEY;
	struct ha_token token;

	while (ha_list_next(&list, &token) && token.group == 0) {
		struct ha_span user, host;

		ha_text_split(token.text, &user, &host);
		status = add_word(reading, host);
		if (status != HA_OK)
			break;
	}
	return status;
}

/*
 * A rule is keyed when it cannot do anything to a client whose address lies in
 * none of the networks of its group 0:
 *
 * - Its daemons, without '@', are compared with what the request says:
 *   nothing is looked up, nothing can be malformed.
 * - Every client of group 0 then is "no", by its address alone; the user in
 *   front of it is only compared.  "no EXCEPT rest" is "no" whatever the rest
 *   would be, so that ha_match_list does not look at the rest; and as the list
 *   does not match, it does not look for what is malformed in it, either.
 * - The match is "no" in a rule that admits and in one that refuses, so that
 *   neither its options nor their faults come to count.
 * - A malformed rule is reported and may refuse everybody (M1): so one with a
 *   fault, before or after it is split, is none.  One that may have been cut
 *   short (L1, L6) is reported, too.
 *
 * HA_NO_KEY: it is not keyed.
 */
static enum ha_status
add_keyed_rule(struct reading *reading, struct ha_rule *rule)
{
	struct ha_index_entries *families = reading->collection->families;
	size_t counts[2] = { families[HA_IPV4].count, families[HA_IPV6].count };
	enum ha_status status;

	ha_rule_split(rule);
	if (rule->fault != HA_CODE_NONE || rule->line_end != HA_LINE_ENDED ||
	    ha_span_holds(rule->daemons, '@'))
		return HA_NO_KEY;
	status = add_clients(reading, rule->clients);
	if (status == HA_NO_KEY) {
		families[HA_IPV4].count = counts[HA_IPV4];
		families[HA_IPV6].count = counts[HA_IPV6];
	}
	return status;
}

static enum ha_status
collect_rules(struct reading *reading)
{
	struct ha_reader reader;
	struct ha_rule rule;
	enum ha_status status;

	ha_reader_init(&reader, reading->source, HA_LINES_OWN);
	while ((status = ha_reader_next(&reader, &rule)) == HA_OK) {
		go_to(reading, rule.where.offset);
		status = add_keyed_rule(reading, &rule);
		if (status == HA_NO_KEY)
			status = add_always(reading, rule.where.len);
		if (status != HA_OK)
			break;
	}
	ha_reader_free(&reader);
	return status == HA_END ? HA_OK : status;
}

enum ha_status
ha_index_collect(const struct ha_source *source, enum ha_index_kind kind,
    struct ha_index_collection *collection)
{
	struct reading reading = { collection, { 0, 1 }, source };

	*collection =
	    (struct ha_index_collection){ .counts.bytes = source->len };
	collection->families[HA_IPV4] = ha_index_entries_of(HA_INDEX_KEY4);
	collection->families[HA_IPV6] = ha_index_entries_of(HA_INDEX_KEY6);
	if (source->len > HA_SOURCE_MAX)
		return HA_TOOBIG;
	switch (kind) {
	case HA_INDEX_RULES:
		return collect_rules(&reading);
	case HA_INDEX_WORDS:
		return collect_words(&reading);
	}
	return HA_INVALID;
}

void
ha_index_collection_free(struct ha_index_collection *collection)
{
	ha_index_entries_free(&collection->families[HA_IPV4]);
	ha_index_entries_free(&collection->families[HA_IPV6]);
	ha_candidates_free(&collection->always);
}
