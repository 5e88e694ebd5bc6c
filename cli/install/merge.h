#ifndef CLI_INSTALL_MERGE_H
#define CLI_INSTALL_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"
#include "common/base/strbuf.h"

/* What somebody else did to a file: whole lines. */
struct cli_merge {
	size_t added, removed;
};

/*
 * Does to the text "onto" what was done from "before" to "after", if that is
 * what programs that ban clients do: lines added at the end, and bans of single
 * addresses taken out, of which those that "onto" has go, too.  True: out has
 * the result.  False: something else was done, as an editor does, and out is
 * empty.
 */
bool cli_merge(struct ha_strbuf *out, struct ha_span before,
    struct ha_span after, struct ha_span onto, struct cli_merge *merge);

#endif
