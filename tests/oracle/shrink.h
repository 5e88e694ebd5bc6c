#ifndef TESTS_SHRINK_H
#define TESTS_SHRINK_H

#include <stdbool.h>

#include "tests/oracle/sketch.h"

/*
 * Makes a sketch smaller for as long as fails says that it still fails; that
 * is asked of well-formed sketches only.
 */
void shrink(struct sketch *sketch,
    bool (*fails)(void *context, const struct sketch *sketch), void *context);

#endif
