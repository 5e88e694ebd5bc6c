#include "common/language/variables.h"

static const char *const variables[] = {
#define HA_VARIABLE(name) name,
#include "common/language/variables.def"
#undef HA_VARIABLE
};

/* pattern may end in a '*' for any text. */
static bool
is_named(struct ha_span pattern, struct ha_span name)
{
	size_t fixed = ha_span_find(pattern, '*');

	if (name.len < fixed || (fixed == pattern.len && name.len > fixed))
		return false;
	return ha_span_equal(ha_span_before(pattern, fixed),
	    ha_span_before(name, fixed));
}

bool
ha_variable_is_obeyed(struct ha_span name)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if (is_named(ha_span_of(variables[i]), name))
			return true;
	}
	return false;
}
