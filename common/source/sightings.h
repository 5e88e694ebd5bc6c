#ifndef HA_SOURCE_SIGHTINGS_H
#define HA_SOURCE_SIGHTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/bounds.h"
#include "common/base/span.h"

/*
 * The texts with which a file was seen while somebody may have been writing
 * it, and which of them is a whole one.  All zero: none was seen.
 */
struct ha_sightings {
	struct ha_sighting {
		int64_t at; /* of CLOCK_MONOTONIC, in ns */
		size_t len;
		uint64_t sum;
	} list[HA_SIGHTINGS_MAX];
	size_t count;
	size_t readings; /* all of them */
};

/* What was read is no text: it was empty, or was written meanwhile. */
void ha_sightings_miss(struct ha_sightings *sightings);

/*
 * True: the text counts.  It has been there HA_SIGHTINGS_WANTED times, now
 * included, in at least one of HA_SIGHTINGS_SHARE readings, and first
 * HA_RACY_NS ago or earlier; a text that has only gained whole lines since is
 * the same.  Else the text, which is not empty, is remembered.
 */
bool ha_sightings_confirm(struct ha_sightings *sightings, struct ha_span text,
    int64_t now);

#endif
