#ifndef HA_MATCH_TABLE_H
#define HA_MATCH_TABLE_H

#include "common/match/rule.h"

/*
 * Tries the rule.  HA_OK, and is_decided says whether it decides; the same
 * with HA_DECIDED, where an error decides; HA_END: the rules after it are not
 * looked at; HA_NOMEM.
 */
enum ha_status ha_decide_rule(struct ha_attempt *attempt);

/* ---- for a dialect ---- */

/* The rule matched: its options decide.  As ha_decide_rule. */
enum ha_status ha_attempt_conclude(struct ha_attempt *attempt,
    enum ha_code fault, struct ha_span bad);

/* The rule decides so; or as its options say, where has_failed says whether an
 * aclexec of it did. */
void ha_attempt_record_rule(struct ha_attempt *attempt, enum ha_verdict verdict,
    enum ha_reason reason);
void ha_attempt_record_verdict(struct ha_attempt *attempt, bool has_failed);

#endif
