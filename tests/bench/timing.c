#include "tests/bench/timing.h"

#include <stdlib.h>
#include <time.h>

#include "tests/bench/scratch.h"

/*
 * What is over sooner is run again: else its only run would find the caches
 * full of what a longer one left there, and that would be what is measured.
 */
#define TURN_SECONDS 0.001

double
timing_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double
timing_median(double *values, size_t count)
{
	qsort(values, count, sizeof(values[0]), compare);
	return count % 2 == 1 ? values[count / 2]
			      : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The seconds of one run, on average over a turn. */
static double
time_turn(timing_run *run, void *context, size_t which)
{
	double start = timing_now(), spent;
	size_t runs = 0;

	do {
		run(context, which);
		runs++;
		spent = timing_now() - start;
	} while (spent < TURN_SECONDS);
	return spent / (double)runs;
}

void
timing_race(const struct effort *effort, timing_run *run, void *context,
    size_t count, double *medians)
{
	double *seconds = calloc(count * effort->max, sizeof(*seconds));
	double spent = 0, enough = effort->seconds * (double)count;
	size_t turns = 0;

	if (seconds == NULL)
		fail("calloc");
	for (size_t which = 0; which < count; which++)
		run(context, which);
	while (turns < effort->max && (turns < effort->min || spent < enough)) {
		double start = timing_now();

		for (size_t which = 0; which < count; which++)
			seconds[which * effort->max + turns] =
			    time_turn(run, context, which);
		spent += timing_now() - start;
		turns++;
	}
	for (size_t which = 0; which < count; which++)
		medians[which] =
		    timing_median(&seconds[which * effort->max], turns);
	free(seconds);
}
