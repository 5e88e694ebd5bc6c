#ifndef HA_MATCH_DECIDE_H
#define HA_MATCH_DECIDE_H

#include "common/match/decision.h"
#include "common/request/request.h"
#include "common/request/resolver.h"

/*
 * Decides whether the request is allowed: hosts.allow, then hosts.deny, the
 * first rule that matches.  Nothing is run but what policy->run runs.  The
 * request's names may be looked up through the resolver; trace may be NULL.
 * Without one, what plainly has no effect is passed over.  Tables and pattern
 * files come from tables->loader.
 *
 * HA_OK     *decision is set, also for every error in the tables.
 * HA_NOMEM  *decision is a denial without details.
 */
enum ha_status ha_decide(const struct ha_tables *tables,
    struct ha_request *request, const struct ha_resolver *resolver,
    const struct ha_policy *policy, const struct ha_trace *trace,
    struct ha_decision *decision);

#endif
