#ifndef CLI_IO_DIFF_H
#define CLI_IO_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"
#include "common/base/strbuf.h"
#include "common/source/source.h"

/* What should stand in place of len bytes at an offset of a file. */
struct cli_replacement {
	size_t offset, len;
	struct ha_span with;
};

/* Replacements of one file, in order, none over another. */
struct cli_replacements {
	struct cli_replacement *list;
	size_t count;
};

/* The bytes of the file with all of them made. */
void cli_replace(struct ha_strbuf *out, const struct ha_source *source,
    const struct cli_replacements *replacements);

/*
 * The same as a unified diff, which patch(1) can apply.  is_shown: escaped for
 * a terminal, and for nothing else any more.
 */
void cli_diff(struct ha_strbuf *out, const struct ha_source *source,
    const struct cli_replacements *replacements, bool is_shown);

#endif
