#ifndef HA_MATCH_PLAN_H
#define HA_MATCH_PLAN_H

#include <stddef.h>

#include "common/base/strbuf.h"
#include "common/language/option.h"
#include "common/request/request.h"
#include "common/request/resolver.h"

/* One thing to do, expanded and ready. */
struct ha_step {
	enum ha_option_kind kind;
	const char *text;  /* command, folder, user, group, variable's name */
	const char *value; /* setenv: its value; user: a group, or NULL */
	long number;       /* nice, umask, severity */
};

/*
 * What the options of the deciding rule want done, in the rule's order; the
 * engine itself does nothing.  allow and deny are not in it: they are in the
 * verdict.  keepalive, linger and rfc931 are not: they do nothing (O5).
 */
struct ha_plan {
	struct ha_step *steps;
	size_t count;
	/* Options of setenv that set nothing (variables.h), as in the rule. */
	struct ha_span *unset;
	size_t nunset;
	bool may_be_cut; /* nobody knows whether the rule ends there (L1, L6) */
	struct ha_arena arena;
};

/*
 * Expands the options of a rule that matched.  When one of them is wrong,
 * seen alone or with the facts of this request, *fault and *bad say which,
 * and the plan is empty.  HA_OK or HA_NOMEM; the caller frees the plan.
 */
enum ha_status ha_plan_make(struct ha_span options, struct ha_request *request,
    const struct ha_resolver *resolver, const struct ha_option_dialect *dialect,
    struct ha_plan *plan, enum ha_code *fault, struct ha_span *bad);

void ha_plan_free(struct ha_plan *plan);

/*
 * Expands one text as an option's value is, for messages and banners.  As
 * ha_percent_expand; names may be looked up.
 */
enum ha_status ha_plan_expand(struct ha_span text, struct ha_request *request,
    const struct ha_resolver *resolver, struct ha_strbuf *out);

#endif
