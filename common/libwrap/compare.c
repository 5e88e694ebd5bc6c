#include "common/libwrap/compare.h"

#include "common/libwrap/dialect.h"
#include "common/libwrap/facts.h"

/* What every decision of a comparison is made with. */
struct trial {
	const struct ha_tables *tables;
	struct ha_request request; /* the facts; never decided itself */
	const struct ha_resolver *resolver;
	const struct ha_policy *policy;
	const struct ha_decision *libwrap;
};

static bool
is_same_answer(const struct ha_decision *a, const struct ha_decision *b)
{
	if (a->ending != HA_ENDING_NONE || b->ending != HA_ENDING_NONE)
		return a->ending == b->ending;
	return a->verdict == b->verdict;
}

/*
 * Decides in libwrap's language, but for the differences that are on.  There a
 * table that is missing is always an empty one (E1).
 */
static enum ha_status
decide(const struct trial *trial, struct ha_differences differences,
    struct ha_request *facts, struct ha_decision *decision)
{
	struct ha_libwrap libwrap;
	struct ha_policy policy = *trial->policy;
	struct ha_tables tables = *trial->tables;

	ha_libwrap_init(&libwrap, differences);
	policy.dialect = &libwrap.dialect;
	if (!ha_differs(differences, HA_E1))
		tables.allow.if_missing = tables.deny.if_missing =
		    HA_IF_MISSING_EMPTY;
	*facts = ha_libwrap_facts(&trial->request, differences);
	return ha_decide(&tables, facts, trial->resolver, &policy, NULL,
	    decision);
}

/* Do these differences give libwrap's answer? */
static enum ha_status
explains(const struct trial *trial, struct ha_differences differences,
    bool *does)
{
	struct ha_request facts;
	struct ha_decision decision;
	enum ha_status status = decide(trial, differences, &facts, &decision);

	*does = status == HA_OK && is_same_answer(&decision, trial->libwrap);
	if (status == HA_OK)
		ha_decision_free(&decision);
	ha_request_free(&facts);
	return status;
}

/* The first difference that explains all by itself. */
static enum ha_status
find_one(const struct trial *trial, struct ha_differences *found,
    bool *is_found)
{
	enum ha_status status = HA_OK;

	*is_found = false;
	for (int i = 0; i < HA_NDIFFERENCES && !*is_found; i++) {
		*found = ha_differences_without(HA_DIFFERENCES_ON,
		    (enum ha_difference)i);
		status = explains(trial, *found, is_found);
		if (status != HA_OK)
			return status;
	}
	return HA_OK;
}

/*
 * Of all differences, those that cannot be done without.  M2 is tried first,
 * for it takes in what others say more exactly.
 */
static enum ha_status
find_several(const struct trial *trial, struct ha_differences *found)
{
	*found = HA_DIFFERENCES_OFF;
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		struct ha_differences fewer = ha_differences_with(*found,
		    (enum ha_difference)((i + HA_M2) % HA_NDIFFERENCES));
		bool does;
		enum ha_status status = explains(trial, fewer, &does);

		if (status != HA_OK)
			return status;
		if (does)
			*found = fewer;
	}
	return HA_OK;
}

/* What libwrap's decision has looked up need not be asked for again. */
static void
keep_answers(struct ha_host *host, const struct ha_host *asked)
{
	if (host->name_fact == HA_FACT_UNASKED) {
		host->name_fact = asked->name_fact;
		host->name = asked->name;
		host->is_suspect = asked->is_suspect;
	}
	if (host->addr_fact == HA_FACT_UNASKED) {
		host->addr_fact = asked->addr_fact;
		host->claimed_addrs = asked->claimed_addrs;
		host->nclaimed_addrs = asked->nclaimed_addrs;
	}
}

static enum ha_status
find_differences(struct trial *trial, struct ha_differences *found)
{
	bool is_found;
	enum ha_status status = find_one(trial, found, &is_found);

	if (status != HA_OK || is_found)
		return status;
	return find_several(trial, found);
}

enum ha_status
ha_compare(const struct ha_tables *tables, const struct ha_request *request,
    const struct ha_resolver *resolver, const struct ha_policy *policy,
    const struct ha_decision *ours, struct ha_comparison *comparison)
{
	struct trial trial = { tables, *request, resolver, policy,
		&comparison->libwrap };
	enum ha_status status;

	*comparison = (struct ha_comparison){ 0 };
	status = decide(&trial, HA_DIFFERENCES_OFF, &comparison->facts,
	    &comparison->libwrap);
	if (status == HA_OK) {
		comparison->is_same =
		    is_same_answer(ours, &comparison->libwrap);
		keep_answers(&trial.request.client, &comparison->facts.client);
		keep_answers(&trial.request.server, &comparison->facts.server);
	}
	if (status == HA_OK && !comparison->is_same)
		status = find_differences(&trial, &comparison->differences);
	if (status != HA_OK)
		ha_comparison_free(comparison);
	return status;
}

void
ha_comparison_free(struct ha_comparison *comparison)
{
	ha_decision_free(&comparison->libwrap);
	ha_request_free(&comparison->facts);
}
