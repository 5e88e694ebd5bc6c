#include "common/match/matcher.h"

#include "common/base/bounds.h"

/*
 * Where a look-up has already failed, the first rule that is looked at says
 * so, whatever it is.
 */
struct ha_skim *
ha_matcher_skim(struct ha_matcher *matcher, bool doubt_is_no)
{
	const struct ha_request *request = matcher->request;

	if (matcher->trace != NULL || matcher->policy->dialect != NULL ||
	    request->is_broken || request->has_failed)
		return NULL;
	ha_skim_set(&matcher->skim, request, matcher->resolver,
	    doubt_is_no && !matcher->policy->refuse_on_unknown);
	return &matcher->skim;
}

enum ha_status
ha_matcher_use_index(struct ha_matcher *matcher, struct ha_finder *finder,
    const struct ha_text *text)
{
	const struct ha_host *client = &matcher->request->client;
	enum ha_index_fault fault = text->fault;
	enum ha_status status = HA_OK;

	if (text->index != NULL && client->addr_fact == HA_FACT_KNOWN)
		status =
		    ha_finder_use_index(finder, text->index, &client->addr);
	if (status == HA_INVALID)
		fault = HA_INDEX_FAULT_DAMAGED;
	ha_decision_note_index(matcher->decision, text->source->path, fault);
	return status == HA_NOMEM ? HA_NOMEM : HA_OK;
}

bool
ha_matcher_tries_again(struct ha_matcher *matcher, int tries)
{
	bool may =
	    tries < HA_SOURCE_TRIES && ha_patience_nap(&matcher->patience);

	ha_patience_rest(&matcher->patience);
	return may;
}

static bool
is_in_exception(const struct ha_matcher *matcher)
{
	return matcher->group > 0;
}

bool
ha_matcher_helps(const struct ha_matcher *matcher)
{
	return matcher->refuses == ha_group_spares(matcher->group);
}

static bool
settle_refusing(const struct ha_matcher *matcher, enum ha_found found)
{
	switch (found) {
	case HA_FOUND_YES:
		return true;
	case HA_FOUND_CLAIMED_YES:
	case HA_FOUND_BAD_YES:
		return !ha_group_spares(matcher->group);
	case HA_FOUND_UNKNOWN:
	case HA_FOUND_LATER:
		return matcher->policy->refuse_on_unknown &&
		    !ha_group_spares(matcher->group);
	case HA_FOUND_NO:
	case HA_FOUND_CLAIMED_NO:
	case HA_FOUND_BAD_NO:
		return false;
	}
	return false;
}

static enum ha_match
settle_admitting(struct ha_matcher *matcher, enum ha_found found)
{
	switch (found) {
	case HA_FOUND_YES:
		return HA_MATCH_YES;
	case HA_FOUND_UNKNOWN:
	case HA_FOUND_LATER:
	case HA_FOUND_CLAIMED_NO:
	case HA_FOUND_CLAIMED_YES:
		return HA_MATCH_UNKNOWN;
	case HA_FOUND_BAD_NO:
	case HA_FOUND_BAD_YES:
		if (is_in_exception(matcher))
			matcher->is_spoilt = true;
		return HA_MATCH_NO;
	case HA_FOUND_NO:
		return HA_MATCH_NO;
	}
	return HA_MATCH_NO;
}

enum ha_match
ha_matcher_settle(struct ha_matcher *matcher, enum ha_found found)
{
	if (!matcher->refuses)
		return settle_admitting(matcher, found);
	return settle_refusing(matcher, found) ? HA_MATCH_YES : HA_MATCH_NO;
}

void
ha_matcher_note_malformed(struct ha_matcher *matcher, enum ha_code fault,
    struct ha_location where)
{
	bool refuses = matcher->refuses && !matcher->may_admit;

	ha_diags_add(&matcher->decision->diags,
	    (struct ha_diag){ .code = fault,
		.effect = ha_effect_of_malformed(refuses, matcher->group),
		.where = where });
}

void
ha_matcher_note_cut(struct ha_matcher *matcher, enum ha_effect effect)
{
	ha_diags_add(&matcher->decision->diags,
	    (struct ha_diag){ .code = ha_rule_end_code(matcher->rule),
		.effect = effect,
		.where = ha_rule_end(matcher->rule) });
}

enum ha_status
ha_matcher_fail(struct ha_matcher *matcher, enum ha_code code, int error,
    struct ha_location where, const char *path)
{
	struct ha_diag diag = { .code = code,
		.effect = HA_EFFECT_DENIED,
		.error = error,
		.where = where,
		.path = path };

	matcher->decision->error = diag;
	ha_diags_add(&matcher->decision->diags, diag);
	return HA_DECIDED;
}

enum ha_status
ha_matcher_end(struct ha_matcher *matcher, enum ha_ending ending)
{
	matcher->decision->ending = ending;
	return HA_DECIDED;
}

enum ha_status
ha_matcher_check_look_ups(struct ha_matcher *matcher, struct ha_location where)
{
	struct ha_request *request = matcher->request;
	const struct ha_dialect *dialect = matcher->policy->dialect;
	const int *error = matcher->resolver->error;

	if (request->is_broken && (dialect == NULL || !dialect->goes_on))
		return ha_matcher_fail(matcher, HA_CODE_LOOKUP_BROKEN,
		    error != NULL ? *error : 0, where, NULL);
	if (request->has_failed)
		ha_diags_add(&matcher->decision->diags,
		    (struct ha_diag){
			.code = HA_CODE_LOOKUP_FAILED, .where = where });
	request->has_failed = false;
	return HA_OK;
}

void
ha_matcher_tell(const struct ha_matcher *matcher, const struct ha_event *event)
{
	if (matcher->trace != NULL)
		matcher->trace->tell(matcher->trace->context, event);
}
