#ifndef UNIT_WAYS_H
#define UNIT_WAYS_H

/*
 * Ways through a text: what is looked at on them, and what must be, told by
 * the plain readers and by filtering each rule or word alone.
 */

#include "common/cursor/cursor.h"
#include "tests/unit/prefilter.h"

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
way_passes(const struct edge *edge, prefilter_pass *pass,
    struct ha_prefilter *prefilter, const struct ha_source *source,
    struct ha_location where)
{
	struct ha_span text = { source->bytes + where.offset, where.len };
	struct ha_passed passed;

	/* Lines after a byte order mark begin with it. */
	if (where.offset == ha_source_start(source) && where.offset > 0)
		return false;
	if (where.offset + where.len == source->len)
		return false;
	text.len++;
	passed = prefilter_text(edge, pass, prefilter, text);
	return passed.at >= text.at + where.len;
}

static inline void
way_add_wanted(struct items *items, const struct edge *edge,
    prefilter_pass *pass, struct ha_prefilter *prefilter,
    const struct ha_source *source, struct ha_location where)
{
	bool is_passed = way_passes(edge, pass, prefilter, source, where);

	if (!is_passed || where.len + 1 >= HA_SCAN_MOST)
		items_add(items,
		    (struct item){ where.offset, where.len, is_passed });
}

static inline void
wanted_rules(const struct ha_source *source, const struct edge *edge,
    struct ha_prefilter *prefilter, struct items *items)
{
	struct ha_reader reader;
	struct ha_rule rule;

	items->count = 0;
	ha_reader_init(&reader, source, HA_LINES_OWN);
	while (ha_reader_next(&reader, &rule) == HA_OK)
		way_add_wanted(items, edge, ha_prefilter_rules, prefilter,
		    source, rule.where);
	ha_reader_free(&reader);
}

static inline void
wanted_words(const struct ha_source *source, const struct edge *edge,
    struct ha_prefilter *prefilter, struct items *items)
{
	struct ha_words words = ha_words_of(source, HA_LINES_OWN);
	struct ha_location where;

	items->count = 0;
	while (ha_words_next(&words, &where))
		way_add_wanted(items, edge, ha_prefilter_words, prefilter,
		    source, where);
}

/* A text that is opened already, and its index or NULL. */
struct way {
	const struct ha_source *source;
	const struct ha_index *index;
};

static inline enum ha_status
way_find(void *context, const struct ha_wanted *wanted,
    struct ha_loaded *loaded, int *error)
{
	const struct way *way = context;

	(void)wanted;
	(void)error;
	loaded->source = way->source;
	loaded->index = way->index;
	return HA_OK;
}

/* wanted: as which it is read in the end. */
static inline void
way_open_as(struct way *way, enum ha_index_kind kind, enum ha_reading reading,
    enum ha_reading wanted, const struct ha_inquiry *inquiry,
    struct ha_cursor *cursor)
{
	struct ha_loader loader = { .find = way_find, .context = way };
	struct ha_wanted text = { .kind = kind, .reading = reading };
	int error;

	expect(ha_cursor_open(cursor, &loader, &text, inquiry, &error) == HA_OK,
	    "not opened");
	expect(cursor->reading == wanted, "read as %d", (int)cursor->reading);
}

static inline void
way_open(struct way *way, enum ha_index_kind kind, enum ha_reading reading,
    const struct ha_inquiry *inquiry, struct ha_cursor *cursor)
{
	way_open_as(way, kind, reading, reading, inquiry, cursor);
}

static inline struct ha_location
way_location(const union ha_item *item, enum ha_index_kind kind)
{
	return kind == HA_INDEX_RULES ? item->rule.where : item->word;
}

/* The text of each rule or word must be the whole source's. */
static inline enum ha_status
visit(struct way way, const struct ha_source *whole, enum ha_index_kind kind,
    enum ha_reading reading, const struct ha_inquiry *inquiry,
    struct items *items)
{
	struct ha_cursor cursor;
	enum ha_status status;
	union ha_item item;
	int error;

	items->count = 0;
	way_open(&way, kind, reading, inquiry, &cursor);
	while ((status = ha_cursor_next(&cursor, &item, &error)) == HA_OK) {
		struct ha_location where = way_location(&item, kind);

		items_add(items,
		    (struct item){ where.offset, where.len, false });
		expect(memcmp(way.source->bytes + where.offset,
			   whole->bytes + where.offset, where.len) == 0,
		    "another text at %zu", where.offset);
	}
	ha_cursor_close(&cursor);
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
