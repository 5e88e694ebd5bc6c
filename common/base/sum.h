#ifndef HA_BASE_SUM_H
#define HA_BASE_SUM_H

#include <stddef.h>
#include <stdint.h>

/*
 * A checksum of words of 8 bytes: it tells damage, not an attack.  Each step
 * is a bijection of the state and one of the word, so that a change within a
 * single word never goes unnoticed; any other does once in 2^64 times.  Less
 * than a nanosecond a word.
 */
uint64_t ha_sum(const unsigned char *bytes, size_t nwords, uint64_t seed);

#endif
