#ifndef HA_CURSOR_LOADER_H
#define HA_CURSOR_LOADER_H

#include "common/index/index.h"
#include "common/rules/lines.h"

/* Which rules of a table, or words of a pattern file, are handed over. */
enum ha_reading {
	HA_READ_ALL,
	HA_READ_RELEVANT, /* but for those that the prefilter passes over */
	HA_READ_BY_INDEX  /* only those that the index proposes */
};

/* The text that is to be opened. */
struct ha_wanted {
	const char *path;
	const struct ha_source *source; /* it is in memory already; or NULL */
	enum ha_index_kind kind;
	struct ha_lines lines;   /* how they are read */
	enum ha_reading reading; /* HA_READ_ALL: whole, and without an index */
	struct ha_patience *patience; /* of the decision */
};

/* What a table or pattern file is decided from. */
struct ha_loaded {
	const struct ha_source *source;
	const struct ha_index *index; /* or NULL */

	/* The same, where they are not the loader's; or NULL. */
	struct ha_source *own_source;
	struct ha_index *own_index;

	/* Of an index that is there and not used, why; else none. */
	enum ha_index_fault fault;
};

/*
 * Where the texts come from.  All zero: from the files, without indexes.
 */
struct ha_loader {
	const char *index_folder; /* NULL: indexes are not looked for */

	/*
	 * Whole texts that are kept, the loader's as long as anybody decides;
	 * NULL: there are none.  As ha_loader_open, with *loaded empty.
	 */
	enum ha_status (*find)(void *context, const struct ha_wanted *wanted,
	    struct ha_loaded *loaded, int *error);
	void *context;
};

/*
 * Opens a text as ha_source_open_within does.  loader may be NULL: as if it
 * were all zero.
 */
enum ha_status ha_loader_open(const struct ha_loader *loader,
    const struct ha_wanted *wanted, struct ha_loaded *loaded, int *error);

/* What is not the loader's. */
void ha_loaded_free(struct ha_loaded *loaded);

#endif
