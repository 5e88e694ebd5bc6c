#include "common/match/table.h"

void
ha_attempt_record_rule(struct ha_attempt *attempt, enum ha_verdict verdict,
    enum ha_reason reason)
{
	struct ha_decision *decision = attempt->matcher->decision;

	decision->verdict = verdict;
	decision->reason = reason;
	decision->table = attempt->matcher->table;
	decision->rule = attempt->rule->where;
	decision->rule_text = attempt->rule->text;
	attempt->is_decided = true;
}

static void
record_hit(struct ha_attempt *attempt)
{
	struct ha_decision *decision = attempt->matcher->decision;
	const struct ha_list_hit *hit = &attempt->hit;

	decision->token = ha_rule_locate(attempt->rule, hit->token);
	decision->token_text = hit->token;
	decision->pattern = hit->pattern;
	decision->word = hit->word;
	decision->exception = hit->exception;
}

/* The error's own place is a diagnostic; the decision names the rule. */
static void
record_error(struct ha_attempt *attempt)
{
	ha_attempt_record_rule(attempt, HA_DENY, HA_REASON_ERROR);
	attempt->matcher->decision->token =
	    attempt->matcher->decision->error.where;
}

static struct ha_location
fault_location(struct ha_rule *rule)
{
	struct ha_span piece = ha_span_from(rule->text, rule->fault_at);

	/* One byte is enough to point at; it may be the end of the line. */
	if (piece.len > 1)
		piece.len = 1;
	return ha_rule_locate(rule, piece);
}

/*
 * A malformed rule whose daemons match or could not be read (M1): it refuses
 * everybody when it stands among the rules that refuse, else it is nothing.
 */
static void
decide_malformed(struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;
	const struct ha_dialect *dialect = matcher->policy->dialect;
	bool refuses = !matcher->policy->skip_malformed &&
	    (dialect == NULL || !dialect->skips_malformed) &&
	    ha_rule_fault_refuses(attempt->rule, matcher->table);
	struct ha_diag diag = { .code = attempt->rule->fault,
		.effect = refuses ? HA_EFFECT_REFUSES : HA_EFFECT_SKIPPED,
		.where = fault_location(attempt->rule) };

	ha_diags_add(&matcher->decision->diags, diag);
	if (!refuses)
		return;
	attempt->may_rest_on_doubt = true;
	matcher->decision->error = diag;
	record_error(attempt);
}

static bool
admits_in_the_end(const struct ha_attempt *attempt)
{
	return ha_rule_admits(attempt->matcher->table, &attempt->options);
}

/*
 * No command of a rule that may be cut short is run: another one may have
 * stood there (L1, L6).
 */
static bool
cannot_ask(const struct ha_attempt *attempt)
{
	return attempt->matcher->policy->aclexec == HA_ACLEXEC_FAIL ||
	    attempt->rule->line_end != HA_LINE_ENDED;
}

/* As far as its text alone says: a command may refuse. */
static bool
rule_refuses(const struct ha_attempt *attempt)
{
	const struct ha_matcher *matcher = attempt->matcher;

	if (matcher->policy->aclexec == HA_ACLEXEC_PASS && !cannot_ask(attempt))
		return !admits_in_the_end(attempt);
	return ha_rule_refuses(matcher->table, &attempt->options);
}

static void
record_option(struct ha_attempt *attempt, struct ha_span option)
{
	attempt->matcher->decision->option =
	    ha_rule_locate(attempt->rule, option);
}

static const struct ha_option_dialect *
option_dialect(const struct ha_matcher *matcher)
{
	const struct ha_dialect *dialect = matcher->policy->dialect;

	return dialect != NULL ? &dialect->options : NULL;
}

/* A wrong option in a rule that matches denies, in either table. */
static void
deny_by_fault(struct ha_attempt *attempt, enum ha_code fault,
    struct ha_span bad)
{
	struct ha_decision *decision = attempt->matcher->decision;

	ha_attempt_record_rule(attempt, HA_DENY, HA_REASON_RULE);
	record_hit(attempt);
	record_option(attempt, bad);
	decision->error = (struct ha_diag){ .code = fault,
		.effect = HA_EFFECT_DENIED,
		.where = decision->option };
	ha_diags_add(&decision->diags, decision->error);
}

static void
report_unset(struct ha_attempt *attempt)
{
	struct ha_decision *decision = attempt->matcher->decision;

	for (size_t i = 0; i < decision->plan.nunset; i++)
		ha_diags_add(&decision->diags,
		    (struct ha_diag){ .code = HA_CODE_VARIABLE_OBEYED,
			.where = ha_rule_locate(attempt->rule,
			    decision->plan.unset[i]) });
}

void
ha_attempt_record_verdict(struct ha_attempt *attempt, bool has_failed)
{
	const struct ha_options_summary *options = &attempt->options;
	const struct ha_policy *policy = attempt->matcher->policy;
	enum ha_verdict verdict =
	    attempt->matcher->table == HA_TABLE_ALLOW ? HA_ALLOW : HA_DENY;
	enum ha_reason reason = HA_REASON_RULE;

	if (options->allows)
		verdict = HA_ALLOW;
	if (options->denies)
		verdict = HA_DENY;
	/* Where it would refuse anyhow, the command's answer matters not. */
	if (options->asks && policy->aclexec == HA_ACLEXEC_ASK &&
	    admits_in_the_end(attempt))
		verdict = HA_ASK;
	if (options->asks && has_failed)
		verdict = HA_DENY;
	if (verdict == HA_ASK || (options->asks && has_failed))
		reason = HA_REASON_ACLEXEC;
	ha_attempt_record_rule(attempt, verdict, reason);
	record_hit(attempt);
	if (options->last.len > 0)
		record_option(attempt, options->last);
}

/*
 * The commands decide.  Until they have, the rule is one that refuses; when
 * it turns out to admit, it must match as such a rule does.
 */
static enum ha_status
decide_by_command(struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;
	const struct ha_policy *policy = matcher->policy;
	enum ha_match match = HA_MATCH_YES;
	enum ha_status status = HA_OK;

	if (!policy->run(policy->context, &matcher->decision->plan,
		attempt->rule->where)) {
		ha_attempt_record_verdict(attempt, true);
		return HA_OK;
	}
	if (admits_in_the_end(attempt))
		status = ha_match_rule(attempt, false, &match);
	if (status == HA_OK && match == HA_MATCH_YES)
		ha_attempt_record_verdict(attempt, false);
	else
		ha_plan_free(&matcher->decision->plan);
	return status;
}

enum ha_status
ha_attempt_conclude(struct ha_attempt *attempt, enum ha_code fault,
    struct ha_span bad)
{
	if (fault != HA_CODE_NONE)
		deny_by_fault(attempt, fault, bad);
	else if (attempt->options.asks &&
	    attempt->matcher->policy->aclexec == HA_ACLEXEC_RUN &&
	    !cannot_ask(attempt))
		return decide_by_command(attempt);
	else
		ha_attempt_record_verdict(attempt, cannot_ask(attempt));
	return HA_OK;
}

/* It matched without its exceptions (L1), or its command is not asked. */
static void
note_what_is_cut(struct ha_attempt *attempt)
{
	const struct ha_rule *rule = attempt->rule;

	if (rule->line_end != HA_LINE_ENDED && attempt->options.asks)
		ha_matcher_note_cut(attempt->matcher, HA_EFFECT_DENIED);
	if (rule->line_end == HA_LINE_CUT &&
	    (ha_list_has_exceptions(rule->daemons) ||
		ha_list_has_exceptions(rule->clients)))
		ha_matcher_note_cut(attempt->matcher, HA_EFFECT_UNSPARING);
}

/* The rule matches: expand its options, which may still show a fault. */
static enum ha_status
decide_matched(struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;
	struct ha_plan *plan = &matcher->decision->plan;
	enum ha_code fault = HA_CODE_NONE;
	struct ha_span bad = HA_SPAN_EMPTY;
	enum ha_status status;

	note_what_is_cut(attempt);
	if (attempt->options.fault != HA_CODE_NONE) {
		deny_by_fault(attempt, attempt->options.fault,
		    attempt->options.bad);
		return HA_OK;
	}
	if (attempt->rule->has_options) {
		status = ha_plan_make(attempt->rule->options, matcher->request,
		    matcher->resolver, option_dialect(matcher), plan, &fault,
		    &bad);
		if (status != HA_OK)
			return status;
		plan->may_be_cut = attempt->rule->line_end != HA_LINE_ENDED;
	}
	/* One user's fault is not another's: the next rule may help more. */
	if (fault != HA_CODE_NONE &&
	    matcher->request->user_state == HA_USER_FAVOURED) {
		ha_plan_free(plan);
		return HA_OK;
	}
	report_unset(attempt);
	if (matcher->policy->dialect != NULL)
		return matcher->policy->dialect->conclude(
		    matcher->policy->dialect, attempt, fault, bad);
	return ha_attempt_conclude(attempt, fault, bad);
}

/*
 * An admitting rule that does not match would refuse if one of its options
 * proved wrong for this request; then its malformed patterns count as in a
 * rule that refuses.
 */
static enum ha_status
decide_if_options_fail(struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;
	enum ha_code fault;
	enum ha_match match;
	struct ha_span bad = HA_SPAN_EMPTY;
	enum ha_status status;

	status = ha_match_rule(attempt, true, &match);
	if (status != HA_OK || match != HA_MATCH_YES)
		return status;
	status = ha_plan_make(attempt->rule->options, matcher->request,
	    matcher->resolver, option_dialect(matcher),
	    &matcher->decision->plan, &fault, &bad);
	if (status != HA_OK)
		return status;
	if (fault != HA_CODE_NONE)
		deny_by_fault(attempt, fault, bad);
	else
		ha_plan_free(&matcher->decision->plan);
	return HA_OK;
}

static void
tell_rule(struct ha_attempt *attempt, enum ha_event_kind kind,
    enum ha_match match)
{
	ha_matcher_tell(attempt->matcher,
	    &(struct ha_event){ .kind = kind,
		.table = attempt->matcher->table,
		.rule = attempt->rule,
		.match = match,
		.where = attempt->rule->where });
}

static enum ha_status
decide_sound(struct ha_attempt *attempt)
{
	bool refuses = rule_refuses(attempt);
	enum ha_match match;
	enum ha_status status = ha_match_rule(attempt, refuses, &match);

	if (status != HA_OK)
		return status;
	tell_rule(attempt, HA_EVENT_RESULT, match);
	if (match == HA_MATCH_YES)
		return decide_matched(attempt);
	if (!refuses && attempt->options.may_fail)
		return decide_if_options_fail(attempt);
	return HA_OK;
}

/*
 * In hosts.allow, where only an EXCEPT is misplaced, libwrap matches the
 * rule, sees its wrong option and denies; so the option decides here, too.
 */
static bool
is_only_wrong_option(const struct ha_attempt *attempt)
{
	return attempt->rule->fault == HA_CODE_EXCEPT_ALONE &&
	    attempt->options.fault != HA_CODE_NONE &&
	    !attempt->matcher->policy->skip_malformed &&
	    !ha_rule_fault_refuses(attempt->rule, attempt->matcher->table);
}

static bool
is_sound(const struct ha_attempt *attempt)
{
	return attempt->rule->fault == HA_CODE_NONE ||
	    is_only_wrong_option(attempt);
}

/* Do the daemons match?  Then the rest of the rule is read, too. */
static enum ha_status
read_rule(struct ha_attempt *attempt, bool *is_named)
{
	struct ha_matcher *matcher = attempt->matcher;
	struct ha_rule *rule = attempt->rule;
	enum ha_match match = HA_MATCH_YES;
	enum ha_status status = HA_OK;

	*is_named = true;
	matcher->rule = rule;
	if (rule->daemons_readable)
		status = ha_match_rule_daemons(attempt, &match);
	if (status != HA_OK)
		return status;
	tell_rule(attempt, HA_EVENT_RULE, match);
	*is_named = match != HA_MATCH_NO;
	if (!*is_named)
		return HA_OK;
	if (rule->daemons_readable)
		matcher->decision->reports[matcher->table].named++;
	ha_rule_split(rule);
	if (!rule->has_options)
		return HA_OK;
	return ha_options_summarize(rule->options, &attempt->arena,
	    option_dialect(matcher), &attempt->options);
}

/*
 * A rule's options ask, too.  What they asked in vain is reported here, and
 * does not change what is decided; but the next rules must not go on without.
 */
static enum ha_status
check_look_ups(struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;

	if (attempt->is_decided && matcher->request->is_broken)
		return HA_OK;
	return ha_matcher_check_look_ups(matcher, attempt->rule->where);
}

static enum ha_status
finish_rule(struct ha_attempt *attempt, enum ha_status status)
{
	if (status == HA_OK || status == HA_END) {
		enum ha_status checked = check_look_ups(attempt);

		if (checked != HA_OK)
			status = checked;
	}
	if (status == HA_DECIDED) {
		attempt->may_rest_on_doubt = true;
		record_error(attempt);
	}
	return status;
}

/* What a rule has missed is forgotten where that made no difference. */
enum ha_status
ha_decide_rule(struct ha_attempt *attempt)
{
	struct ha_request *request = attempt->matcher->request;
	bool had_missed_user = request->has_missed_user;
	bool had_missed_server = request->has_missed_server;
	bool is_named;
	enum ha_status status;

	attempt->may_rest_on_doubt = false;
	status = read_rule(attempt, &is_named);
	if (status == HA_OK && is_named && is_sound(attempt))
		status = decide_sound(attempt);
	else if (status == HA_OK && is_named)
		decide_malformed(attempt);
	if (is_named)
		status = finish_rule(attempt, status);
	if (!attempt->may_rest_on_doubt) {
		request->has_missed_user = had_missed_user;
		request->has_missed_server = had_missed_server;
	}
	return status;
}
