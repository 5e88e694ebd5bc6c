#ifndef HA_MATCH_HOST_H
#define HA_MATCH_HOST_H

#include "common/language/pattern.h"
#include "common/request/request.h"
#include "common/request/resolver.h"

/* What one pattern says of a host, whatever the rule makes of it. */
enum ha_found {
	HA_FOUND_NO,
	HA_FOUND_YES,
	HA_FOUND_UNKNOWN,     /* cannot tell */
	HA_FOUND_LATER,       /* needs a look-up, and may_ask is false */
	HA_FOUND_CLAIMED_NO,  /* no, if what is only claimed is believed */
	HA_FOUND_CLAIMED_YES, /* yes, likewise */
	HA_FOUND_BAD_NO,      /* malformed; libwrap would not match it */
	HA_FOUND_BAD_YES      /* malformed; libwrap would match it */
};

/*
 * Any pattern but HA_PATTERN_FILE.  With may_ask, what the pattern needs is
 * looked up, and kept in the request.
 */
enum ha_found ha_match_host(const struct ha_pattern *pattern,
    struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver, bool may_ask);

#endif
