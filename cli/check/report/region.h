#ifndef CLI_CHECK_REPORT_REGION_H
#define CLI_CHECK_REPORT_REGION_H

#include "cli/io/lineindex.h"
#include "common/base/strbuf.h"
#include "common/source/source.h"

/* Where a piece of a file begins, and where the text after it begins. */
struct cli_region {
	struct ha_place start, end;
	struct ha_span line;     /* the physical line of start, whole */
	struct ha_span end_line; /* and that of end */
};

/* where.source must not be NULL. */
void cli_region_find(struct cli_line_index *lines, struct ha_location where,
    struct cli_region *region);

/* The columns in characters; a byte that belongs to none counts as one. */
size_t cli_region_character(const struct cli_region *region);
size_t cli_region_end_character(const struct cli_region *region);

/* The text there, its continued lines joined; without memory the program
 * ends. */
void cli_region_join(struct ha_strbuf *out, struct ha_location where);

#endif
