#ifndef UNIT_WAYS_H
#define UNIT_WAYS_H

/*
 * Ways through a text: what is looked at on them, and what must be, told by
 * the plain readers and by skimming each rule or word alone.
 */

#include "common/cursor/entries.h"
#include "common/cursor/rules.h"
#include "tests/unit/skimming.h"

struct item {
	size_t offset, len;
	/* Longer than a window may be: then it may be looked at. */
	bool is_passed;
};

struct items {
	struct item *at;
	size_t count, room;
};

static inline void
items_add(struct items *items, struct item item)
{
	if (items->count == items->room) {
		items->room = 2 * items->room + 64;
		items->at = reallocarray(items->at, items->room, sizeof(item));
		expect(items->at != NULL, "no memory");
	}
	items->at[items->count++] = item;
}

static inline void
items_free(struct items *items)
{
	free(items->at);
	*items = (struct items){ NULL, 0, 0 };
}

/* Alone, with the byte that ends it; what ends with the text does not end. */
static inline bool
way_passes(const struct edge *edge, skim_pass *pass, struct ha_skim *skim,
    const struct ha_source *source, struct ha_location where)
{
	struct ha_span text = { source->bytes + where.offset, where.len };
	struct ha_skimmed skimmed;

	/* Lines behind a byte order mark begin with it. */
	if (where.offset == ha_source_start(source) && where.offset > 0)
		return false;
	if (where.offset + where.len == source->len)
		return false;
	text.len++;
	skimmed = skim_text(edge, pass, skim, text);
	return skimmed.at >= text.at + where.len;
}

static inline void
way_add_wanted(struct items *items, const struct edge *edge, skim_pass *pass,
    struct ha_skim *skim, const struct ha_source *source,
    struct ha_location where)
{
	bool is_passed = way_passes(edge, pass, skim, source, where);

	if (!is_passed || where.len + 1 >= HA_SCAN_MOST)
		items_add(items,
		    (struct item){ where.offset, where.len, is_passed });
}

static inline void
wanted_rules(const struct ha_source *source, const struct edge *edge,
    struct ha_skim *skim, struct items *items)
{
	struct ha_reader reader;
	struct ha_rule rule;

	items->count = 0;
	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK)
		way_add_wanted(items, edge, ha_skim_rules, skim, source,
		    rule.where);
	ha_reader_free(&reader);
}

static inline void
wanted_words(const struct ha_source *source, const struct edge *edge,
    struct ha_skim *skim, struct items *items)
{
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location where;

	items->count = 0;
	while (ha_words_next(&words, &where))
		way_add_wanted(items, edge, ha_skim_words, skim, source, where);
}

/* index may be NULL.  The text of each rule must be the whole source's. */
static inline enum ha_status
visit_rules(const struct ha_source *source, const struct ha_source *whole,
    const struct ha_index *index, const struct ha_addr *addr,
    struct ha_skim *skim, struct items *items)
{
	struct ha_rules rules;
	struct ha_rule rule;
	enum ha_status status;
	int error;

	items->count = 0;
	ha_rules_init(&rules, source, HA_LINES_OWN, skim);
	if (index != NULL)
		expect(ha_finder_use_index(&rules.finder, index, addr) == HA_OK,
		    "no candidates");
	while ((status = ha_rules_next(&rules, &rule, &error)) == HA_OK) {
		items_add(items,
		    (struct item){ rule.where.offset, rule.where.len, false });
		expect(memcmp(source->bytes + rule.where.offset,
			   whole->bytes + rule.where.offset,
			   rule.where.len) == 0,
		    "another text at %zu", rule.where.offset);
	}
	ha_rules_free(&rules);
	return status;
}

static inline enum ha_status
visit_words(const struct ha_source *source, const struct ha_source *whole,
    const struct ha_index *index, const struct ha_addr *addr,
    struct ha_skim *skim, struct items *items)
{
	struct ha_entries entries;
	struct ha_location where;
	enum ha_status status;
	int error;

	items->count = 0;
	ha_entries_init(&entries, source, HA_LINES_OWN, skim);
	if (index != NULL)
		expect(ha_finder_use_index(&entries.finder, index, addr) ==
			HA_OK,
		    "no candidates");
	while ((status = ha_entries_next(&entries, &where, &error)) == HA_OK) {
		items_add(items,
		    (struct item){ where.offset, where.len, false });
		expect(memcmp(source->bytes + where.offset,
			   whole->bytes + where.offset, where.len) == 0,
		    "another text at %zu", where.offset);
	}
	ha_entries_free(&entries);
	return status;
}

/* All that must be looked at, in order, and nothing else. */
static inline void
check_items(const struct items *got, const struct items *want, const char *way)
{
	size_t g = 0;

	for (size_t w = 0; w < want->count; w++) {
		const struct item *item = &want->at[w];
		bool is_there = g < got->count &&
		    got->at[g].offset == item->offset &&
		    got->at[g].len == item->len;

		expect(is_there || item->is_passed,
		    "%s: %zu bytes at %zu are missed, or something before them "
		    "is looked at",
		    way, item->len, item->offset);
		g += is_there;
	}
	expect(g == got->count, "%s: %zu more, at %zu", way, got->count - g,
	    got->at[g].offset);
}

#endif
