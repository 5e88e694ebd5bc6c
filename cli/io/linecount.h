#ifndef CLI_IO_LINECOUNT_H
#define CLI_IO_LINECOUNT_H

#include "common/source/source.h"

/*
 * The line of places that are asked for in ascending order, each counted
 * from the one before.  Start with { NULL }.
 */
struct cli_linecount {
	const struct ha_source *source;
	size_t offset, line;
};

size_t cli_linecount_at(struct cli_linecount *count, struct ha_location where);

/* The lines that a location reaches over, less one. */
size_t cli_linecount_breaks(struct ha_location where);

#endif
