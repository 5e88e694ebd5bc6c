#ifndef HA_LIBWRAP_DIALECT_H
#define HA_LIBWRAP_DIALECT_H

#include "common/libwrap/parts.h"

/* All differences that are off are read as libwrap does. */
void ha_libwrap_init(struct ha_libwrap *libwrap,
    struct ha_differences differences);

#endif
