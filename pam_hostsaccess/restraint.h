#ifndef MOD_RESTRAINT_H
#define MOD_RESTRAINT_H

#include "common/match/plan.h"
#include "common/source/source.h"

/* What keeps the options of a rule that decides from being carried out. */
enum mod_restraint {
	MOD_FREE,
	MOD_UNTRUSTED, /* others than root can write the table */
	MOD_CUT        /* the last option may be half of another one */
};

/* table: of that rule; NULL when none decided. */
enum mod_restraint mod_restraint_of(const struct ha_source *table,
    const struct ha_plan *plan);

#endif
