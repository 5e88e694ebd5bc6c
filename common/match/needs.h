#ifndef HA_MATCH_NEEDS_H
#define HA_MATCH_NEEDS_H

#include "common/language/pattern.h"
#include "common/request/request.h"
#include "common/request/resolver.h"

/*
 * Is there a fact of the host that the pattern needs, that is not known yet and
 * that the resolver can be asked for?  Membership of a netgroup always is one.
 */
bool ha_pattern_needs_look_up(const struct ha_pattern *pattern,
    const struct ha_host *host, const struct ha_resolver *resolver);

/*
 * Looks up name and address, as far as the pattern needs them.  Netgroups are
 * asked for when the pattern is matched.
 */
void ha_pattern_look_up(const struct ha_pattern *pattern,
    struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver);

#endif
