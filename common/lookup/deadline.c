#include "deadline.h"

#define NS_PER_SECOND 1000000000LL
#define NS_PER_MS 1000000LL

struct ha_deadline
ha_deadline_in(unsigned long seconds)
{
	struct ha_deadline deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline.at);
	deadline.at.tv_sec += (time_t)seconds;
	return deadline;
}

struct ha_deadline
ha_deadline_in_ms(int ms)
{
	struct ha_deadline deadline = ha_deadline_in((unsigned long)ms / 1000);

	deadline.at.tv_nsec += ms % 1000 * NS_PER_MS;
	if (deadline.at.tv_nsec >= NS_PER_SECOND) {
		deadline.at.tv_nsec -= NS_PER_SECOND;
		deadline.at.tv_sec++;
	}
	return deadline;
}

int
ha_deadline_left(const struct ha_deadline *deadline)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (deadline->at.tv_sec - now.tv_sec) * NS_PER_SECOND +
	    (deadline->at.tv_nsec - now.tv_nsec);
	return left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}
