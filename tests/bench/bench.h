#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

#include "tests/bench/timing.h"

/* What is measured, and how thoroughly. */
struct bench {
	const char *program; /* hostsaccess */
	const char *module;  /* pam_hostsaccess.so, a full path */
	const char *folder;  /* the scratch folder */
	struct effort effort;
	size_t rules_max;     /* of the largest tables */
	double batch_seconds; /* that match --batch is to be busy */
};

/*
 * Each prints one table, and ends the process when what it measures does not
 * give the expected answer.
 */
void bench_decisions(const struct bench *bench);
void bench_memory(const struct bench *bench);
void bench_batch(const struct bench *bench);
void bench_module(const struct bench *bench);

#endif
