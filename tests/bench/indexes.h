#ifndef BENCH_INDEXES_H
#define BENCH_INDEXES_H

#include "tests/bench/generate.h"

/*
 * Writes the indexes of the tables into the scratch folder, in a process of
 * its own.  Waits until they will be trusted.
 */
void indexes_write(const struct tables *tables);

#endif
