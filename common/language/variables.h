#ifndef HA_LANGUAGE_VARIABLES_H
#define HA_LANGUAGE_VARIABLES_H

#include <stdbool.h>

#include "common/base/span.h"

/*
 * Is it a name that setenv does not set, as loaders, shells or services obey
 * such a variable?  Names are compared with their case.
 */
bool ha_variable_is_obeyed(struct ha_span name);

#endif
