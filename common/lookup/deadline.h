#ifndef HA_LOOKUP_DEADLINE_H
#define HA_LOOKUP_DEADLINE_H

#include "common/base/clock.h"

/* A moment of CLOCK_MONOTONIC, in ns: nobody can set that clock. */
struct ha_deadline {
	int64_t at;
};

struct ha_deadline ha_deadline_in(unsigned long seconds);
struct ha_deadline ha_deadline_in_ms(int ms);

/* Milliseconds until then, rounded up; 0: it has passed. */
int ha_deadline_left(const struct ha_deadline *deadline);

#endif
