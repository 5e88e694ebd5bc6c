#ifndef UNIT_PREFILTER_H
#define UNIT_PREFILTER_H

/* Texts that are passed where nothing but the promised zeros follows. */

#include "common/base/bounds.h"
#include "common/cursor/prefilter.h"
#include "tests/unit/clients.h"
#include "tests/unit/edge.h"

typedef struct ha_passed prefilter_pass(struct ha_prefilter *prefilter,
    struct ha_span text);

static inline struct ha_passed
prefilter_text(const struct edge *edge, prefilter_pass *pass,
    struct ha_prefilter *prefilter, struct ha_span text)
{
	struct ha_span copy = edge_put(edge, text, HA_SOURCE_SLACK);
	struct ha_passed passed = pass(prefilter, copy);
	size_t newlines = 0;

	expect(passed.at >= copy.at && passed.at <= copy.at + copy.len,
	    "passed the end");
	for (const char *at = copy.at; at < passed.at; at++)
		newlines += *at == '\n';
	expect(passed.lines == newlines, "%zu lines, not %zu", passed.lines,
	    newlines);
	passed.at = text.at + (passed.at - copy.at);
	return passed;
}

/* Is all of it passed over? */
static inline bool
prefilter_passes(const struct edge *edge, prefilter_pass *pass,
    struct ha_prefilter *prefilter, struct ha_span text)
{
	return prefilter_text(edge, pass, prefilter, text).at ==
	    text.at + text.len;
}

#endif
