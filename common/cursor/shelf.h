#ifndef HA_CURSOR_SHELF_H
#define HA_CURSOR_SHELF_H

#include "common/index/index.h"

/* What a table or pattern file is decided from. */
struct ha_text {
	const struct ha_source *source;
	const struct ha_index *index; /* or NULL */

	/* The same, where they are not the shelf's; or NULL. */
	struct ha_source *own_source;
	struct ha_index *own_index;

	/* Of an index that is there and not used, why; else none. */
	enum ha_index_fault fault;
};

/* The text that is to be opened. */
struct ha_wanted {
	const char *path;
	enum ha_index_kind kind;
	bool is_whole; /* its source must be whole, and needs no index */
	struct ha_patience *patience; /* of the decision */
};

/*
 * Where the texts come from.  All zero: from the files, without indexes.
 */
struct ha_shelf {
	const char *index_folder; /* NULL: indexes are not looked for */

	/*
	 * Whole texts that are kept, the shelf's as long as anybody decides;
	 * NULL: there are none.  As ha_shelf_open, with *text empty.
	 */
	enum ha_status (*find)(void *context, const struct ha_wanted *wanted,
	    struct ha_text *text, int *error);
	void *context;
};

/*
 * Opens a text as ha_source_open_within does.  shelf may be NULL: as if it
 * were all zero.
 */
enum ha_status ha_shelf_open(const struct ha_shelf *shelf,
    const struct ha_wanted *wanted, struct ha_text *text, int *error);

/* What is not the shelf's. */
void ha_text_free(struct ha_text *text);

#endif
