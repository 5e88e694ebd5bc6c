#include "common/match/rule.h"

enum ha_status
ha_match_rule_daemons(struct ha_attempt *attempt, enum ha_match *match)
{
	struct ha_matcher *matcher = attempt->matcher;
	struct ha_span daemons = attempt->rule->daemons;

	/* What the rule is, only what follows its clients will show. */
	matcher->refuses = true;
	/* Only a server after '@' can be malformed. */
	matcher->may_admit = ha_span_holds(daemons, '@') &&
	    !ha_rule_fault_refuses(attempt->rule, matcher->table);
	return ha_match_list(matcher, daemons, HA_LIST_DAEMONS, match, NULL);
}

/*
 * Can the daemons match otherwise in a rule that admits?  "daemon@server" can,
 * and so can a port while it is not known which server it is.
 */
static bool
daemons_can_differ(const struct ha_attempt *attempt)
{
	return ha_span_holds(attempt->rule->daemons, '@') ||
	    attempt->matcher->request->server.addr_fact == HA_FACT_UNTOLD;
}

/* Now as those of such a rule.  The trace has them from the first time. */
static enum ha_status
match_daemons_again(struct ha_attempt *attempt, bool refuses,
    enum ha_match *match)
{
	struct ha_matcher *matcher = attempt->matcher;
	const struct ha_trace *trace = matcher->trace;
	enum ha_status status;

	*match = HA_MATCH_YES;
	matcher->refuses = refuses;
	matcher->may_admit = false;
	matcher->is_spoilt = false;
	if (attempt->rule->daemons_readable &&
	    (refuses || !daemons_can_differ(attempt)))
		return HA_OK;
	matcher->trace = NULL;
	status = ha_match_list(matcher, attempt->rule->daemons, HA_LIST_DAEMONS,
	    match, NULL);
	matcher->trace = trace;
	return status;
}

/* What a rule admits that may have been cut short is not certain (L1, L6). */
static bool
admits_nobody(struct ha_attempt *attempt, bool refuses)
{
	if (refuses || attempt->rule->line_end == HA_LINE_ENDED)
		return false;
	ha_matcher_note_cut(attempt->matcher, HA_EFFECT_RULE_FAILS);
	return true;
}

enum ha_status
ha_match_rule(struct ha_attempt *attempt, bool refuses, enum ha_match *match)
{
	struct ha_matcher *matcher = attempt->matcher;
	enum ha_match clients;
	enum ha_status status;

	*match = HA_MATCH_NO;
	if (admits_nobody(attempt, refuses))
		return HA_OK;
	status = match_daemons_again(attempt, refuses, match);
	if (status != HA_OK || *match == HA_MATCH_NO)
		return status;
	status = ha_match_list(matcher, attempt->rule->clients, HA_LIST_CLIENTS,
	    &clients, &attempt->hit);
	if (clients < *match)
		*match = clients;
	if (matcher->is_spoilt)
		*match = HA_MATCH_NO;
	/* Otherwise the verdict would be the same without any doubt. */
	if (*match == (refuses ? HA_MATCH_YES : HA_MATCH_UNKNOWN))
		attempt->may_rest_on_doubt = true;
	return status;
}
