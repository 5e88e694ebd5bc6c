#ifndef CLI_IO_TYPO_H
#define CLI_IO_TYPO_H

#include <stdbool.h>

#include "common/base/span.h"

/*
 * Does the word differ from the known one by a slip: one letter too many or
 * too few, another one, or two that changed places?  Letter case does not
 * count; a word that is equal is no typo.  Time is bounded by the shorter.
 */
bool cli_is_typo(struct ha_span word, struct ha_span known);

#endif
