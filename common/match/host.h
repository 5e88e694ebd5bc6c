#ifndef HA_MATCH_HOST_H
#define HA_MATCH_HOST_H

#include "common/match/dialect.h"

/* How a host is matched. */
struct ha_asking {
	const struct ha_resolver *resolver;
	const struct ha_dialect *dialect; /* NULL: our own language */
	bool may_ask; /* what a pattern needs is looked up, and kept in the
		       * request */
};

/* Any pattern but HA_PATTERN_FILE. */
enum ha_found ha_match_host(const struct ha_pattern *pattern,
    struct ha_request *request, struct ha_host *host,
    const struct ha_asking *asking);

/*
 * The same without a look-up and without a dialect: what is known by now
 * decides.  A malformed pattern is compared as libwrap would.
 */
enum ha_found ha_match_facts(const struct ha_pattern *pattern,
    struct ha_request *request, const struct ha_host *host,
    const struct ha_resolver *resolver);

#endif
