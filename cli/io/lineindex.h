#ifndef CLI_IO_LINEINDEX_H
#define CLI_IO_LINEINDEX_H

#include "common/source/source.h"

/*
 * The lines of places in any order, in files of any size: the newlines are
 * counted once.  Start with { NULL }.
 */
struct cli_line_index {
	struct cli_counted *counted;
	size_t count, size;
};

/* From 1, as ha_source_place. */
size_t cli_line_of(struct cli_line_index *index, struct ha_location where);

/* Likewise; it needs no index. */
size_t cli_column_of(struct ha_location where);

void cli_line_index_free(struct cli_line_index *index);

#endif
