#ifndef HA_MATCH_TABLE_H
#define HA_MATCH_TABLE_H

#include "common/match/rule.h"

/*
 * Tries the rule.  HA_OK, and is_decided says whether it decides; the same
 * with HA_UNREADABLE, where an error decides; HA_NOMEM.
 */
enum ha_status ha_decide_rule(struct ha_attempt *attempt);

/* libwrap reads no further here: in the deny table that denies (L1, L2, L6). */
void ha_decide_unread(struct ha_attempt *attempt);

#endif
