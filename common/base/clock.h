#ifndef HA_BASE_CLOCK_H
#define HA_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define HA_NS_PER_SECOND INT64_C(1000000000)

/* That clock's time in ns. */
int64_t ha_clock_ns(clockid_t clock);

#endif
