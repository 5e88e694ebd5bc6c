#ifndef HA_LIBWRAP_FACTS_H
#define HA_LIBWRAP_FACTS_H

#include "common/libwrap/differences.h"
#include "common/request/request.h"

/*
 * A copy of the same facts as libwrap has them, with those of the differences
 * P7, P10 and P11 in force that are on.  The copy borrows from the original
 * and has an arena of its own.
 */
struct ha_request ha_libwrap_facts(const struct ha_request *request,
    struct ha_differences differences);

#endif
