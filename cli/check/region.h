#ifndef CLI_CHECK_REGION_H
#define CLI_CHECK_REGION_H

#include "source.h"
#include "strbuf.h"

/* Where a piece of a file begins, and where the text behind it begins. */
struct cli_region {
	struct ha_place start, end;
	struct ha_span line;     /* the physical line of start, whole */
	struct ha_span end_line; /* and that of end */
};

/*
 * Finds lines in any order and in files of any size: remembers for each file
 * how many lines begin before every so many bytes.  Start with { NULL }.
 */
struct cli_regions {
	struct cli_linemap *list;
	size_t count, size;
};

void cli_regions_free(struct cli_regions *regions);

/* where.source must not be NULL. */
struct cli_region cli_region_of(struct cli_regions *regions,
    struct ha_location where);

/* The columns in characters; a byte that belongs to none counts as one. */
size_t cli_region_character(const struct cli_region *region);
size_t cli_region_end_character(const struct cli_region *region);

/* The text there, its continued lines joined. */
void cli_region_join(struct ha_strbuf *out, struct ha_location where);

#endif
