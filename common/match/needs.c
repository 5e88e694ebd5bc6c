#include "common/match/needs.h"

#include "common/libwrap/libwrap.h"

static bool
needs_name(const struct ha_pattern *pattern)
{
	switch (pattern->kind) {
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
		return true;
	case HA_PATTERN_LIBWRAP:
		return ha_libwrap_tries_name(pattern->text);
	case HA_PATTERN_ALL:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

static bool
needs_addr(const struct ha_pattern *pattern)
{
	switch (pattern->kind) {
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_WILDCARD:
	case HA_PATTERN_LIBWRAP:
		return true;
	case HA_PATTERN_ALL:
	case HA_PATTERN_FILE:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_NAME:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

bool
ha_pattern_needs_look_up(const struct ha_pattern *pattern,
    const struct ha_host *host, const struct ha_resolver *resolver)
{
	return (needs_name(pattern) && ha_host_may_ask_name(host, resolver)) ||
	    (needs_addr(pattern) && ha_host_may_ask_addr(host, resolver)) ||
	    (pattern->kind == HA_PATTERN_NETGROUP &&
		resolver->netgroup != NULL);
}

void
ha_pattern_look_up(const struct ha_pattern *pattern, struct ha_request *request,
    struct ha_host *host, const struct ha_resolver *resolver)
{
	if (needs_name(pattern))
		ha_request_ask_name(request, host, resolver);
	if (needs_addr(pattern))
		ha_request_ask_addr(request, host, resolver);
}
