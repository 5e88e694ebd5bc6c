#ifndef CLI_CHECK_FIX_EDITS_H
#define CLI_CHECK_FIX_EDITS_H

#include "cli/check/base/finding.h"
#include "cli/io/diff.h"

/*
 * The repairs of one table that can be made together.  Each is made with all
 * of its edits or not at all: of two over the same place the first one that
 * was found is, and none that other programs would mind, see writers.h.
 */
struct cli_edits {
	struct cli_replacements replacements;
	bool *is_made; /* of each finding, in the order of the list */
	size_t nmade;
};

void cli_edits_choose(struct cli_edits *edits,
    const struct cli_findings *findings, const struct ha_source *source);
void cli_edits_free(struct cli_edits *edits);

#endif
