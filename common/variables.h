#ifndef HA_VARIABLES_H
#define HA_VARIABLES_H

#include <stdbool.h>

#include "span.h"

/*
 * Is it a name that setenv does not set, as loaders, shells or services obey
 * such a variable?  Names are compared with their case.
 */
bool ha_variable_is_obeyed(struct ha_span name);

#endif
