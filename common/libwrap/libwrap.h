#ifndef HA_LIBWRAP_LIBWRAP_H
#define HA_LIBWRAP_LIBWRAP_H

#include "common/request/request.h"
#include "common/request/resolver.h"

/*
 * What libwrap makes of a host pattern that only it reads so: net/mask, or a
 * plain match of the text on the address and then on the name.  Facts that
 * are not known are its "unknown".  P2, P7, P12 and P13 hold unless the
 * dialect has them off.
 */
bool ha_libwrap_matches(struct ha_span word, const struct ha_host *host,
    const struct ha_resolver *resolver, struct ha_dialect dialect);

/* Would the name be tried, too? */
bool ha_libwrap_tries_name(struct ha_span word);

#endif
