#include "common/match/matcher.h"

#include "common/base/bounds.h"

/*
 * The one place that says how a text is read.  All of it when a trace is to be
 * told of all; in libwrap's dialect; where a look-up has already failed, for
 * whatever is looked at first then says so; and when it is about servers, whose
 * patterns are few.
 */
static enum ha_reading
reading_for(const struct ha_matcher *matcher, const struct ha_host *host)
{
	const struct ha_request *request = matcher->request;

	if (matcher->trace != NULL || matcher->policy->dialect != NULL ||
	    request->is_broken || request->has_failed ||
	    host != &request->client)
		return HA_READ_ALL;
	return HA_READ_BY_INDEX;
}

/*
 * Is it no matter when nobody can tell whether a pattern matches?  A rule that
 * is passed over has no exceptions, and so does nothing then.  A word may stand
 * in one: in a rule that admits, doubt is more than a no.
 */
static bool
doubt_is_no(const struct ha_matcher *matcher, enum ha_index_kind kind)
{
	return !matcher->policy->refuse_on_unknown &&
	    (kind == HA_INDEX_RULES || matcher->refuses);
}

enum ha_status
ha_matcher_open(struct ha_matcher *matcher, struct ha_wanted wanted,
    const struct ha_host *host, struct ha_cursor *cursor, int *error)
{
	struct ha_inquiry inquiry = { .request = matcher->request,
		.resolver = matcher->resolver,
		.doubt_is_no = doubt_is_no(matcher, wanted.kind) };
	enum ha_status status;

	wanted.lines = ha_matcher_lines(matcher);
	wanted.reading = reading_for(matcher, host);
	wanted.patience = &matcher->patience;
	status =
	    ha_cursor_open(cursor, matcher->loader, &wanted, &inquiry, error);
	if (status == HA_OK)
		ha_decision_note_index(matcher->decision,
		    cursor->text.source->path, cursor->text.fault);
	return status;
}

enum ha_status
ha_matcher_keep(struct ha_matcher *matcher, struct ha_cursor *cursor)
{
	struct ha_source **source = &cursor->text.own_source;

	if (*source == NULL)
		return HA_OK;
	if (ha_decision_keep(matcher->decision, *source) != HA_OK)
		return HA_NOMEM;
	*source = NULL;
	return HA_OK;
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
