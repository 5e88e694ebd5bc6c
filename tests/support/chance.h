#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A sequence of numbers that its seed determines: splitmix64. */
struct chance {
	uint64_t state;
};

/* The sequence of one of many cases of a seed. */
struct chance chance_of(uint64_t seed, uint64_t number);

uint64_t chance_next(struct chance *chance);

/* From 0 to below limit, which is not 0. */
size_t chance_below(struct chance *chance, size_t limit);

/* True so many times out of a hundred. */
bool chance_percent(struct chance *chance, size_t percent);

#define CHANCE_PICK(chance, list) \
	((list)[chance_below((chance), sizeof(list) / sizeof(*(list)))])

#endif
