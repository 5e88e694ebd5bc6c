#include "common/base/sum.h"

#include <string.h>

/* Odd, so that the product can be undone; the golden ratio's digits. */
#define FACTOR UINT64_C(0x9e3779b97f4a7c15)

static uint64_t
step(uint64_t state, uint64_t word)
{
	uint64_t product = (state ^ word) * FACTOR;

	/* A product carries nothing down: what is above goes below. */
	return product << 29 | product >> 35;
}

static uint64_t
load(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/*
 * A step waits for the one before it, so four chains go side by side; each
 * word is in one of them.  Then they are the words of a last one.
 */
uint64_t
ha_sum(const unsigned char *bytes, size_t nwords, uint64_t seed)
{
	uint64_t a = step(seed, 0), b = step(seed, 1);
	uint64_t c = step(seed, 2), d = step(seed, 3);
	uint64_t sum;

	for (; nwords >= 4; nwords -= 4) {
		a = step(a, load(bytes));
		b = step(b, load(bytes + 8));
		c = step(c, load(bytes + 16));
		d = step(d, load(bytes + 24));
		bytes += 32;
	}
	for (; nwords > 0; nwords--) {
		a = step(a, load(bytes));
		bytes += 8;
	}
	sum = step(step(step(step(seed, a), b), c), d);
	return sum ^ sum >> 32;
}
