#ifndef HA_LIBWRAP_COMPARE_H
#define HA_LIBWRAP_COMPARE_H

#include "common/libwrap/differences.h"
#include "common/match/decide.h"

/* What libwrap would say of a request, and why it says something else. */
struct ha_comparison {
	struct ha_decision libwrap; /* its verdict, or its ending */
	bool is_same;
	/*
	 * The fewest differences, or nearly so, that give libwrap's answer
	 * when they are switched off; none when it is the same.
	 */
	struct ha_differences differences;
	struct ha_request facts; /* as libwrap has them */
};

/*
 * Decides once more with all differences off, and then, when that gives
 * another verdict than ours, looks for those that matter.  request is what
 * ours was made for, with what was looked up then; a name that libwrap needs
 * beyond that is looked up now.
 *
 * HA_OK, then end with ha_comparison_free; or HA_NOMEM.
 */
enum ha_status ha_compare(const struct ha_tables *tables,
    const struct ha_request *request, const struct ha_resolver *resolver,
    const struct ha_policy *policy, const struct ha_decision *ours,
    struct ha_comparison *comparison);

void ha_comparison_free(struct ha_comparison *comparison);

#endif
