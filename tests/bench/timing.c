#include "timing.h"

#include <stdlib.h>
#include <time.h>

#include "scratch.h"

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

static double
time_once(timing_run *run, void *context, size_t which)
{
	double start = timing_now();

	run(context, which);
	return timing_now() - start;
}

void
timing_race(const struct effort *effort, timing_run *run, void *context,
    size_t count, double *medians)
{
	double *seconds = calloc(count * effort->max, sizeof(*seconds));
	double spent = 0, enough = effort->seconds * (double)count;
	size_t runs = 0;

	if (seconds == NULL)
		fail("calloc");
	for (size_t which = 0; which < count; which++)
		run(context, which);
	while (runs < effort->max && (runs < effort->min || spent < enough)) {
		for (size_t which = 0; which < count; which++) {
			double *one = &seconds[which * effort->max + runs];

			*one = time_once(run, context, which);
			spent += *one;
		}
		runs++;
	}
	for (size_t which = 0; which < count; which++)
		medians[which] =
		    timing_median(&seconds[which * effort->max], runs);
	free(seconds);
}
