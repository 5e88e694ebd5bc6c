#ifndef HA_MATCH_TABLE_H
#define HA_MATCH_TABLE_H

#include "common/match/rule.h"

/*
 * Does a rule of that table, with these options, admit whom it matches when its
 * commands exit with 0?  A wrong option refuses; those that only a request
 * shows to be wrong are not known here.
 */
bool ha_rule_admits(enum ha_table_kind table,
    const struct ha_options_summary *options);

/*
 * Tries the rule.  HA_OK, and is_decided says whether it decides; the same
 * with HA_UNREADABLE, where an error decides; HA_NOMEM.
 */
enum ha_status ha_decide_rule(struct ha_attempt *attempt);

/* libwrap reads no further here: in the deny table that denies (L1, L2, L6). */
void ha_decide_unread(struct ha_attempt *attempt);

#endif
