#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stddef.h>

/* Seconds of a clock that only goes forward. */
double timing_now(void);

/* Sorts the values; there is at least one. */
double timing_median(double *values, size_t count);

/* How long it is tried: until both min and seconds are reached, or max. */
struct effort {
	size_t min, max; /* turns of each; max is not 0 */
	double seconds;  /* for each, on average */
};

/* Does one run of what has that number, from 0. */
typedef void timing_run(void *context, size_t which);

/*
 * Times count things that take turns, so that whatever else the machine does
 * meets all of them; each was run once before.  A turn is one run, or as many
 * as a millisecond takes.  Sets the median seconds of a run of each.
 */
void timing_race(const struct effort *effort, timing_run *run, void *context,
    size_t count, double *medians);

#endif
