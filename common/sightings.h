#ifndef HA_SIGHTINGS_H
#define HA_SIGHTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "bounds.h"
#include "span.h"

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
};

/*
 * True: the text counts.  It has been there HA_SIGHTINGS_WANTED times, now
 * included, and first HA_GRAIN_NS ago or earlier; a text that has only gained
 * whole lines since is the same.  Else the text is remembered.  An empty one
 * never counts, and is not remembered.
 */
bool ha_sightings_confirm(struct ha_sightings *sightings, struct ha_span text,
    int64_t now);

#endif
