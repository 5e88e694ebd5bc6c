#ifndef UNIT_SKIM_WORLD_H
#define UNIT_SKIM_WORLD_H

#include "tests/unit/skimming.h"

/* What the tests of single lines and words work with. */
static struct edge edge;
static struct ha_skim skim;
static struct ha_request request;
static struct ha_resolver resolver;
static struct script script;

static inline void
begin(void)
{
	edge_begin(&edge, HA_LINE_MAX + 3 * HA_SOURCE_SLACK);
	skim = (struct ha_skim){ .is_set = false };
}

static inline void
end(void)
{
	edge_end(&edge);
}

static inline void
set(enum client client, bool doubt_is_no)
{
	skim = (struct ha_skim){ .is_set = false };
	client_set(client, &request, &resolver, &script);
	ha_skim_set(&skim, &request, &resolver, doubt_is_no);
}

static inline bool
passes_rules(struct ha_span text)
{
	return skim_passes(&edge, ha_skim_rules, &skim, text);
}

static inline bool
passes_words(struct ha_span text)
{
	return skim_passes(&edge, ha_skim_words, &skim, text);
}

#endif
