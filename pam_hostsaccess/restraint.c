#include "pam_hostsaccess/restraint.h"

#include "common/source/trust.h"

enum mod_restraint
mod_restraint_of(const struct ha_source *table, const struct ha_plan *plan)
{
	if (table != NULL && !ha_source_is_trusted(table))
		return MOD_UNTRUSTED;
	return plan->may_be_cut ? MOD_CUT : MOD_FREE;
}
