#include "common/lookup/deadline.h"

#define NS_PER_MS INT64_C(1000000)

struct ha_deadline
ha_deadline_in(unsigned long seconds)
{
	return (struct ha_deadline){ ha_clock_ns(CLOCK_MONOTONIC) +
		(int64_t)seconds * HA_NS_PER_SECOND };
}

struct ha_deadline
ha_deadline_in_ms(int ms)
{
	return (struct ha_deadline){ ha_clock_ns(CLOCK_MONOTONIC) +
		ms * NS_PER_MS };
}

int
ha_deadline_left(const struct ha_deadline *deadline)
{
	int64_t left = deadline->at - ha_clock_ns(CLOCK_MONOTONIC);

	return left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}
