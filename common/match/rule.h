#ifndef HA_MATCH_RULE_H
#define HA_MATCH_RULE_H

#include "common/language/option.h"
#include "common/match/list.h"
#include "common/match/matcher.h"

/* One rule under decision. */
struct ha_attempt {
	struct ha_matcher *matcher;
	struct ha_rule *rule;
	struct ha_options_summary options;
	struct ha_arena arena; /* unescaped option values */
	struct ha_list_hit hit;
	bool is_decided;        /* the decision is made, by this rule */
	bool may_rest_on_doubt; /* doubt, if there was any, mattered */
};

/*
 * Do the rule's daemons match?  They are tried as those of a rule that refuses,
 * which match whenever those of one that admits would.
 */
enum ha_status ha_match_rule_daemons(struct ha_attempt *attempt,
    enum ha_match *match);

/*
 * Does the whole rule match, as one that refuses or that admits, when its
 * daemons match or could not be read?  Sets hit and may_rest_on_doubt.
 *
 * Both: HA_OK with *match; HA_DECIDED when an error did;
 * HA_NOMEM.
 */
enum ha_status ha_match_rule(struct ha_attempt *attempt, bool refuses,
    enum ha_match *match);

#endif
