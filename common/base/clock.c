#include "common/base/clock.h"

int64_t
ha_clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (int64_t)time.tv_sec * HA_NS_PER_SECOND + time.tv_nsec;
}
