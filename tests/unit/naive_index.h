#ifndef UNIT_NAIVE_INDEX_H
#define UNIT_NAIVE_INDEX_H

/*
 * What an index must say, found without one: by going through the whole
 * source for each address.  Without libcheck, for the fuzzers as well.
 */

#include <stdlib.h>
#include <string.h>

#include "common/index/candidates.h"
#include "common/index/format.h"
#include "common/language/pattern.h"
#include "common/language/text.h"
#include "common/rules/reader.h"
#include "common/rules/words.h"

/* A rule or word, for one address. */
struct naive_item {
	struct ha_location where;
	bool is_always, is_candidate;
};

/* The items of a source, one after the other. */
struct naive {
	enum ha_index_kind kind;
	const struct ha_addr *addr;
	struct ha_reader reader;
	struct ha_words words;
};

static inline void
naive_begin(struct naive *naive, const struct ha_source *source,
    enum ha_index_kind kind, const struct ha_addr *addr)
{
	naive->kind = kind;
	naive->addr = addr;
	ha_reader_init(&naive->reader, source, HA_LINES_OWN);
	naive->words = ha_words_of(source, HA_LINES_OWN);
}

static inline void
naive_end(struct naive *naive)
{
	ha_reader_free(&naive->reader);
}

/* Bit by bit: no one after a zero. */
static inline bool
naive_is_prefix(const struct ha_net *net)
{
	bool is_over = false;

	for (int i = 0; i < 128; i++) {
		bool bit = (net->mask[i / 8] >> (7 - i % 8) & 1) != 0;

		if (bit && is_over)
			return false;
		is_over |= !bit;
	}
	return net->addr.scope.len == 0;
}

static inline void
naive_add_host(struct naive_item *item, struct ha_span host,
    const struct ha_addr *addr)
{
	struct ha_pattern pattern;

	ha_pattern_parse(host, &pattern);
	if (pattern.kind != HA_PATTERN_NET || !naive_is_prefix(&pattern.net))
		item->is_always = true;
	else if (ha_net_holds(&pattern.net, addr))
		item->is_candidate = true;
}

static inline void
naive_add_rule(struct naive_item *item, struct ha_rule *rule,
    const struct ha_addr *addr)
{
	struct ha_list list;
	struct ha_token token;

	ha_rule_split(rule);
	if (rule->fault != HA_CODE_NONE || rule->line_end != HA_LINE_ENDED) {
		item->is_always = true;
		return;
	}
	item->is_always = memchr(rule->daemons.at, '@', rule->daemons.len);
	list = ha_list_of(rule->clients);
	while (ha_list_next(&list, &token)) {
		struct ha_span user, host;

		ha_text_split(token.text, &user, &host);
		if (token.group == 0)
			naive_add_host(item, host, addr);
	}
}

static inline bool
naive_next(struct naive *naive, struct naive_item *item)
{
	struct ha_rule rule;

	*item = (struct naive_item){ .is_always = false };
	if (naive->kind == HA_INDEX_RULES) {
		if (ha_reader_next(&naive->reader, &rule) != HA_OK)
			return false;
		item->where = rule.where;
		naive_add_rule(item, &rule, naive->addr);
	} else {
		if (!ha_words_next(&naive->words, &item->where))
			return false;
		naive_add_host(item,
		    (struct ha_span){
			item->where.source->bytes + item->where.offset,
			item->where.len },
		    naive->addr);
	}
	item->is_candidate |= item->is_always;
	return true;
}

/* Are these the candidates for the address, neither more nor less? */
static inline bool
naive_agrees(const struct ha_source *source, enum ha_index_kind kind,
    const struct ha_addr *addr, const struct ha_candidates *candidates)
{
	struct naive naive;
	struct naive_item item;
	size_t n = 0, at = 0, line = 1;
	bool agrees = true;

	naive_begin(&naive, source, kind, addr);
	while (agrees && naive_next(&naive, &item)) {
		if (!item.is_candidate)
			continue;
		for (; at < item.where.offset; at++)
			line += source->bytes[at] == '\n';
		agrees = n < candidates->count &&
		    candidates->at[n].offset == at &&
		    candidates->at[n].line == line;
		n++;
	}
	naive_end(&naive);
	return agrees && n == candidates->count;
}

/*
 * The source without its rules or words that are no candidates; all others
 * stand where they stood.  NULL without memory.
 */
static inline struct ha_source *
naive_strike(const struct ha_source *source, enum ha_index_kind kind,
    const struct ha_candidates *candidates)
{
	struct ha_addr addr = { .family = HA_IPV4 };
	struct ha_source *copy;
	struct naive naive;
	struct naive_item item;
	size_t n = 0;

	if (ha_source_from_memory(source->path,
		(struct ha_span){ source->bytes, source->len }, &copy) != HA_OK)
		return NULL;
	naive_begin(&naive, source, kind, &addr);
	while (naive_next(&naive, &item)) {
		if (n < candidates->count &&
		    candidates->at[n].offset == item.where.offset)
			n++;
		else
			memset(copy->bytes + item.where.offset,
			    kind == HA_INDEX_RULES ? '\n' : ' ',
			    item.where.len);
	}
	naive_end(&naive);
	return copy;
}

#endif
