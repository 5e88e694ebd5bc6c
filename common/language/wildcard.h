#ifndef HA_LANGUAGE_WILDCARD_H
#define HA_LANGUAGE_WILDCARD_H

#include <stdbool.h>

#include "common/base/span.h"

/* Does text hold '*' or '?'? */
bool ha_is_wildcard(struct ha_span text);

/*
 * '*' stands for any run of bytes, also none; '?' for one byte; there are no
 * classes and no escape.  Letter case is folded (ASCII).  Difference P12: in
 * libwrap "**" and "*?" want one byte more, and the time is exponential.
 */
bool ha_wildcard_match(struct ha_span pattern, struct ha_span text);

#endif
