#ifndef HA_CURSOR_CURSOR_H
#define HA_CURSOR_CURSOR_H

#include "common/cursor/by_index.h"
#include "common/cursor/loader.h"
#include "common/cursor/prefilter.h"
#include "common/cursor/scan.h"
#include "common/rules/reader.h"
#include "common/rules/words.h"

/*
 * The rules of a table, or the words of a pattern file, one after the other in
 * the order of the file: all of them, or those that may have an effect on a
 * request.  Which of the others are left out is nobody's business but the
 * prefilter's and the index's: the decision is the same.
 */
struct ha_cursor {
	struct ha_loaded text;
	enum ha_index_kind kind;
	enum ha_reading reading; /* as it turned out */
	struct ha_inquiry inquiry;

	/* They read all, or what was found: the one that goes with the kind. */
	struct ha_reader rules;
	struct ha_words words;

	struct ha_by_index by_index;
	struct ha_scan scan;
	struct ha_prefilter prefilter;
	size_t end; /* where what was found last ends */
};

/* What a cursor hands over, by its kind. */
union ha_item {
	struct ha_rule rule;
	struct ha_location word;
};

/*
 * Opens the text.  What is asked to be read by index is so only if there is an
 * index that can be trusted; otherwise it is HA_READ_RELEVANT.  Why not, or
 * that the index proved to be damaged, is then cursor->text.fault.  What is not
 * HA_READ_ALL must have HA_LINES_OWN.
 *
 * HA_OK; or as ha_loader_open, and there is nothing to close.  What the
 * inquiry points to must stay; it may come to know more.
 */
enum ha_status ha_cursor_open(struct ha_cursor *cursor,
    const struct ha_loader *loader, const struct ha_wanted *wanted,
    const struct ha_inquiry *inquiry, int *error);

/*
 * HA_OK with the next one, valid until the call after it; HA_END; HA_GIVEN_UP
 * as ha_reader_next; HA_NOMEM; and as ha_sparse_fill, when the file cannot be
 * read.  HA_CHANGED comes, too, when it is not the one that was indexed.
 */
enum ha_status ha_cursor_next(struct ha_cursor *cursor, union ha_item *item,
    int *error);

void ha_cursor_close(struct ha_cursor *cursor);

#endif
