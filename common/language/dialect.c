#include "common/language/dialect.h"

static const struct {
	const char *code, *text;
} differences[] = {
#define HA_DIFFERENCE(code, text) { #code, text },
#include "common/language/differences.def"
#undef HA_DIFFERENCE
};

struct ha_dialect
ha_dialect_without(struct ha_dialect dialect, enum ha_difference difference)
{
	dialect.off |= UINT64_C(1) << difference;
	return dialect;
}

struct ha_dialect
ha_dialect_with(struct ha_dialect dialect, enum ha_difference difference)
{
	dialect.off &= ~(UINT64_C(1) << difference);
	return dialect;
}

const char *
ha_difference_code(enum ha_difference difference)
{
	return differences[difference].code;
}

const char *
ha_difference_text(enum ha_difference difference)
{
	return differences[difference].text;
}
