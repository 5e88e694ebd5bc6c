#include "common/source/patience.h"

#include "common/base/bounds.h"

int64_t
ha_patience_left(const struct ha_patience *patience)
{
	int64_t left = HA_PATIENCE_NS - patience->spent;

	if (patience->since != 0)
		left -= ha_clock_ns(CLOCK_MONOTONIC) - patience->since;
	return left > 0 ? left : 0;
}

bool
ha_patience_nap(struct ha_patience *patience)
{
	struct timespec nap = { 0, HA_NAP_NS };
	int64_t left;

	if (patience->since == 0)
		patience->since = ha_clock_ns(CLOCK_MONOTONIC);
	left = ha_patience_left(patience);
	if (left == 0)
		return false;
	if (left < HA_NAP_NS)
		nap.tv_nsec = left;
	/* A signal cuts it short: then one nap more is taken. */
	nanosleep(&nap, NULL);
	return true;
}

void
ha_patience_rest(struct ha_patience *patience)
{
	patience->spent = HA_PATIENCE_NS - ha_patience_left(patience);
	patience->since = 0;
}
