#include "common/libwrap/differences.h"

static const struct {
	const char *code, *text;
} rows[] = {
#define HA_DIFFERENCE(code, text) { #code, text },
#include "common/libwrap/differences.def"
#undef HA_DIFFERENCE
};

struct ha_differences
ha_differences_without(struct ha_differences differences,
    enum ha_difference difference)
{
	differences.off |= UINT64_C(1) << difference;
	return differences;
}

struct ha_differences
ha_differences_with(struct ha_differences differences,
    enum ha_difference difference)
{
	differences.off &= ~(UINT64_C(1) << difference);
	return differences;
}

const char *
ha_difference_code(enum ha_difference difference)
{
	return rows[difference].code;
}

const char *
ha_difference_text(enum ha_difference difference)
{
	return rows[difference].text;
}
