#ifndef HA_LANGUAGE_MEANING_H
#define HA_LANGUAGE_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/language/diag.h"
#include "common/language/option.h"

/* What a rule comes to by its table, its options and its EXCEPTs alone. */

enum ha_table_kind {
	HA_TABLE_ALLOW,
	HA_TABLE_DENY
};

/*
 * Does a rule of that table, with these options, admit whom it matches when its
 * commands exit with 0?  A wrong option refuses; those that only a request
 * shows to be wrong are not known here.
 */
bool ha_rule_admits(enum ha_table_kind table,
    const struct ha_options_summary *options);

/*
 * Does it refuse, before any fact of a request is known and before a command
 * is run?  That decides what doubt and malformed patterns come to in it.
 */
bool ha_rule_refuses(enum ha_table_kind table,
    const struct ha_options_summary *options);

/*
 * Does who matches a pattern after so many EXCEPTs escape the rule?  In an
 * exception to an exception he does not.
 */
static inline bool
ha_group_spares(size_t group)
{
	return group % 2 == 1;
}

/*
 * What a malformed pattern after so many EXCEPTs comes to (M2), in a rule that
 * refuses or admits.
 */
enum ha_effect ha_effect_of_malformed(bool refuses, size_t group);

#endif
