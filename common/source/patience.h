#ifndef HA_SOURCE_PATIENCE_H
#define HA_SOURCE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/clock.h"

/*
 * How long a decision may still wait for files that are being written.  All
 * zero: it has not waited yet.
 */
struct ha_patience {
	int64_t spent; /* ns */
	int64_t since; /* of CLOCK_MONOTONIC, in ns; 0: it does not wait now */
};

/* What is left of HA_PATIENCE_NS; not below 0. */
int64_t ha_patience_left(const struct ha_patience *patience);

/*
 * Sleeps for HA_NAP_NS, or for what is left.  From then on time counts, up to
 * ha_patience_rest.  False: nothing is left.
 */
bool ha_patience_nap(struct ha_patience *patience);

/* From here on time does not count, up to the next nap. */
void ha_patience_rest(struct ha_patience *patience);

#endif
