#include "common/match/needs.h"

#include "common/match/malformed.h"

static bool
needs_name(const struct ha_pattern *pattern)
{
	if (pattern->kind == HA_PATTERN_FOREIGN)
		return ha_malformed_tries_name(pattern->text);
	return ha_pattern_needs[pattern->kind].names != HA_NAMES_NONE;
}

/* Also where no address fits the text: without one that is doubt. */
static bool
needs_addr(const struct ha_pattern *pattern)
{
	return ha_pattern_needs[pattern->kind].addrs != HA_ADDRS_NONE;
}

bool
ha_pattern_needs_look_up(const struct ha_pattern *pattern,
    const struct ha_host *host, const struct ha_resolver *resolver)
{
	return (needs_name(pattern) && ha_host_may_ask_name(host, resolver)) ||
	    (needs_addr(pattern) && ha_host_may_ask_addr(host, resolver)) ||
	    ha_resolver_answers(resolver, ha_pattern_needs[pattern->kind].asks);
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
