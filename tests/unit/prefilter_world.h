#ifndef UNIT_PREFILTER_WORLD_H
#define UNIT_PREFILTER_WORLD_H

#include "tests/unit/prefilter.h"

/* What the tests of single lines and words work with. */
static struct edge edge;
static struct ha_prefilter prefilter;
static struct ha_request request;
static struct ha_resolver resolver;
static struct script script;

static inline void
begin(void)
{
	edge_begin(&edge, HA_LINE_MAX + 3 * HA_SOURCE_SLACK);
	prefilter = (struct ha_prefilter){ .start = 0 };
}

static inline void
end(void)
{
	edge_end(&edge);
}

static inline void
set(enum client client, bool doubt_is_no)
{
	prefilter = (struct ha_prefilter){ .start = 0 };
	client_set(client, &request, &resolver, &script);
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, doubt_is_no });
}

static inline bool
passes_rules(struct ha_span text)
{
	return prefilter_passes(&edge, ha_prefilter_rules, &prefilter, text);
}

static inline bool
passes_words(struct ha_span text)
{
	return prefilter_passes(&edge, ha_prefilter_words, &prefilter, text);
}

#endif
