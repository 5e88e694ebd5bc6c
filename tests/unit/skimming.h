#ifndef UNIT_SKIMMING_H
#define UNIT_SKIMMING_H

/* Texts that are skimmed where nothing but the promised zeros follows. */

#include "common/base/bounds.h"
#include "common/cursor/skim.h"
#include "tests/unit/clients.h"
#include "tests/unit/edge.h"

typedef struct ha_skimmed skim_pass(struct ha_skim *skim, struct ha_span text);

static inline struct ha_skimmed
skim_text(const struct edge *edge, skim_pass *pass, struct ha_skim *skim,
    struct ha_span text)
{
	struct ha_span copy = edge_put(edge, text, HA_SOURCE_SLACK);
	struct ha_skimmed skimmed = pass(skim, copy);
	size_t newlines = 0;

	expect(skimmed.at >= copy.at && skimmed.at <= copy.at + copy.len,
	    "passed the end");
	for (const char *at = copy.at; at < skimmed.at; at++)
		newlines += *at == '\n';
	expect(skimmed.lines == newlines, "%zu lines, not %zu", skimmed.lines,
	    newlines);
	skimmed.at = text.at + (skimmed.at - copy.at);
	return skimmed;
}

/* Is all of it passed over? */
static inline bool
skim_passes(const struct edge *edge, skim_pass *pass, struct ha_skim *skim,
    struct ha_span text)
{
	return skim_text(edge, pass, skim, text).at == text.at + text.len;
}

#endif
