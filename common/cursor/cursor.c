#include "common/cursor/cursor.h"

/* Does the logical line go on after this newline? */
static bool
goes_on(const struct ha_source *source, size_t start, size_t newline)
{
	return newline > start && source->bytes[newline - 1] == '\\';
}

/* Reads the logical line at start, and says where it ends. */
static enum ha_status
fill_line(const struct ha_source *source, size_t start, size_t *end, int *error)
{
	size_t at = start;

	while (at < source->len) {
		struct ha_span page = { source->bytes + at, source->len - at };
		enum ha_status status;
		size_t newline;

		if (page.len > HA_SPARSE_PAGE)
			page.len = HA_SPARSE_PAGE;
		status = ha_source_fill(source, at, at + page.len, error);
		if (status != HA_OK)
			return status;
		newline = ha_span_find(page, '\n');
		if (newline == page.len) {
			at += page.len;
			continue;
		}
		at += newline + 1;
		if (!goes_on(source, start, at - 1))
			break;
	}
	*end = at;
	return HA_OK;
}

/* Does what begins at start, a word or a comment, end before this byte? */
static bool
ends_before(const struct ha_source *source, size_t start, size_t at)
{
	char byte = source->bytes[at];

	if (source->bytes[start] == '#')
		return byte == '\n';
	return ha_words_ends(byte, HA_LINES_OWN);
}

/* Reads the word or comment at start, and says where it ends. */
static enum ha_status
fill_word(const struct ha_source *source, size_t start, size_t *end, int *error)
{
	size_t at = start, filled = start;

	for (; at < source->len; at++) {
		enum ha_status status;

		if (at == filled) {
			filled += HA_SPARSE_PAGE;
			if (filled > source->len)
				filled = source->len;
			status = ha_source_fill(source, at, filled, error);
			if (status != HA_OK)
				return status;
		}
		if (ends_before(source, start, at))
			break;
	}
	*end = at;
	return HA_OK;
}

/* What is looked for, by the kind of the text. */
static const struct {
	struct ha_passed (*pass)(struct ha_prefilter *prefilter,
	    struct ha_span text);
	enum ha_status (*fill)(const struct ha_source *source, size_t start,
	    size_t *end, int *error);
} kinds[] = {
	[HA_INDEX_RULES] = { ha_prefilter_rules, fill_line },
	[HA_INDEX_WORDS] = { ha_prefilter_words, fill_word },
};

/* A damaged index is a fault, and the text is read without it. */
static enum ha_status
ask_index(struct ha_cursor *cursor)
{
	const struct ha_host *client = &cursor->inquiry.request->client;
	enum ha_status status;

	cursor->reading = HA_READ_RELEVANT;
	if (cursor->text.index == NULL || client->addr_fact != HA_FACT_KNOWN)
		return HA_OK;
	status = ha_index_find(cursor->text.index, &client->addr,
	    &cursor->by_index.candidates);
	if (status == HA_NOMEM)
		return HA_NOMEM;
	if (status == HA_OK)
		cursor->reading = HA_READ_BY_INDEX;
	else
		cursor->text.fault = HA_INDEX_FAULT_DAMAGED;
	return HA_OK;
}

enum ha_status
ha_cursor_open(struct ha_cursor *cursor, const struct ha_loader *loader,
    const struct ha_wanted *wanted, const struct ha_inquiry *inquiry,
    int *error)
{
	struct ha_loaded text;
	enum ha_status status = ha_loader_open(loader, wanted, &text, error);

	if (status != HA_OK)
		return status;
	*cursor = (struct ha_cursor){ .text = text,
		.kind = wanted->kind,
		.reading = wanted->reading,
		.inquiry = *inquiry,
		.words = ha_words_of(text.source, wanted->lines) };
	ha_reader_init(&cursor->rules, text.source, wanted->lines);
	ha_scan_init(&cursor->scan, text.source, kinds[wanted->kind].pass);
	if (wanted->reading == HA_READ_BY_INDEX)
		status = ask_index(cursor);
	if (status != HA_OK)
		ha_cursor_close(cursor);
	return status;
}

void
ha_cursor_close(struct ha_cursor *cursor)
{
	ha_scan_free(&cursor->scan);
	ha_candidates_free(&cursor->by_index.candidates);
	ha_reader_free(&cursor->rules);
	ha_loaded_free(&cursor->text);
}

static enum ha_status
find_start(struct ha_cursor *cursor, struct ha_anchor *found, int *error)
{
	if (cursor->reading == HA_READ_BY_INDEX)
		return ha_by_index_next(&cursor->by_index, cursor->end,
		    cursor->text.source->len, found);
	if (cursor->end < cursor->text.source->len)
		ha_prefilter_set(&cursor->prefilter, &cursor->inquiry);
	return ha_scan_next(&cursor->scan, cursor->end, &cursor->prefilter,
	    found, error);
}

/* Finds what must be looked at next, reads all of it, and nothing after it. */
static enum ha_status
find_next(struct ha_cursor *cursor, int *error)
{
	const struct ha_source *source = cursor->text.source;
	struct ha_anchor found;
	enum ha_status status = find_start(cursor, &found, error);

	if (status == HA_OK)
		status = kinds[cursor->kind].fill(source, found.offset,
		    &cursor->end, error);
	if (status != HA_OK)
		return status;
	ha_source_anchor(source, found);
	if (found.offset == 0)
		found.offset = ha_source_start(source);
	cursor->rules.next = cursor->words.next = found.offset;
	cursor->rules.end = cursor->words.end = cursor->end;
	return HA_OK;
}

static enum ha_status
read_item(struct ha_cursor *cursor, union ha_item *item)
{
	switch (cursor->kind) {
	case HA_INDEX_RULES:
		return ha_reader_next(&cursor->rules, &item->rule);
	case HA_INDEX_WORDS:
		return ha_words_next(&cursor->words, &item->word) ? HA_OK
								  : HA_END;
	}
	return HA_END;
}

enum ha_status
ha_cursor_next(struct ha_cursor *cursor, union ha_item *item, int *error)
{
	enum ha_status status;

	if (cursor->reading == HA_READ_ALL)
		return read_item(cursor, item);
	/* A comment holds nothing, and ends where it ends. */
	do {
		status = find_next(cursor, error);
		if (status != HA_OK)
			return status;
		status = read_item(cursor, item);
	} while (status == HA_END);
	return status;
}
