#ifndef FUZZ_H
#define FUZZ_H

/* What the fuzzers share: libFuzzer calls LLVMFuzzerTestOneInput. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property of the engine that must hold for every input. */
#define hold(claim) \
	do { \
		if (!(claim)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
			    #claim); \
			abort(); \
		} \
	} while (0)

static inline struct ha_span
fuzz_span(const uint8_t *data, size_t size)
{
	return (struct ha_span){ (const char *)data, size };
}

/* Does the span lie within the other? */
static inline bool
fuzz_within(struct ha_span part, struct ha_span whole)
{
	return part.len == 0 ||
	    (part.at >= whole.at && part.len <= whole.len &&
		(size_t)(part.at - whole.at) <= whole.len - part.len);
}

/* Takes what stands before the first such byte off the text. */
static inline struct ha_span
fuzz_take(struct ha_span *text, char end)
{
	size_t len = ha_span_find(*text, end);
	struct ha_span taken = ha_span_before(*text, len);

	*text = ha_span_from(*text, len < text->len ? len + 1 : len);
	return taken;
}

#endif
