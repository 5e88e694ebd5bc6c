#ifndef HA_LIBWRAP_DIFFERENCES_H
#define HA_LIBWRAP_DIFFERENCES_H

#include <stdbool.h>
#include <stdint.h>

/* The deliberate differences from libwrap that may change a verdict. */
enum ha_difference {
#define HA_DIFFERENCE(code, text) HA_##code,
#include "common/libwrap/differences.def"
#undef HA_DIFFERENCE
	HA_NDIFFERENCES
};

/*
 * The language in which rules and facts are read: ours, but for the
 * differences that are switched off.  All zero is ours; with all of them off
 * it is libwrap's.
 */
struct ha_differences {
	uint64_t off; /* bits by enum ha_difference */
};

#define HA_DIFFERENCES_ON ((struct ha_differences){ 0 })
#define HA_DIFFERENCES_OFF \
	((struct ha_differences){ (UINT64_C(1) << HA_NDIFFERENCES) - 1 })

/* Is the difference in force? */
static inline bool
ha_differs(struct ha_differences differences, enum ha_difference difference)
{
	return (differences.off >> difference & 1) == 0;
}

/* The differences with one more difference switched off, or on again. */
struct ha_differences ha_differences_without(struct ha_differences differences,
    enum ha_difference difference);
struct ha_differences ha_differences_with(struct ha_differences differences,
    enum ha_difference difference);

/* "P1", and what libwrap does and what is done here, in one line. */
const char *ha_difference_code(enum ha_difference difference);
const char *ha_difference_text(enum ha_difference difference);

#endif
