#ifndef TESTS_MODES_H
#define TESTS_MODES_H

#include <stdbool.h>
#include <stdint.h>

/* Where tests write: a folder of their own, removed at the end. */
struct bench {
	const char *dir;
};

/*
 * Each mode prints what it found and a line with its counts, and says whether
 * all is well.
 */
bool mode_rows(const struct bench *bench, const char *auxdir);
bool mode_wild(const struct bench *bench, uint64_t seed, uint64_t tables);
bool mode_random(const struct bench *bench, uint64_t seed, uint64_t rules);

#endif
