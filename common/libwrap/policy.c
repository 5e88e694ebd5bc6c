#include <errno.h>

#include "common/base/bounds.h"
#include "common/libwrap/parts.h"
#include "common/match/table.h"

static bool
differs(const struct ha_dialect *dialect, enum ha_difference difference)
{
	return ha_differs(((const struct ha_libwrap *)dialect)->differences,
	    difference);
}

/*
 * libwrap takes a folder, and an unreadable hosts.allow or pattern file, for
 * empty (E1, I2), and waits for what a FIFO may bring.
 */
static bool
takes_for_empty(struct ha_dialect *dialect, struct ha_matcher *matcher,
    bool is_table, int error)
{
	if (differs(dialect, is_table ? HA_E1 : HA_I2))
		return false;
	if (error == EINVAL)
		ha_matcher_end(matcher, HA_ENDING_HANG);
	if (is_table && error != EISDIR && matcher->table == HA_TABLE_DENY)
		return false;
	return error != EINVAL;
}

/* In the deny table that denies (L1, L2, L6). */
static void
give_up(struct ha_dialect *dialect, struct ha_attempt *attempt)
{
	(void)dialect;
	if (attempt->matcher->table == HA_TABLE_DENY)
		ha_attempt_record_rule(attempt, HA_DENY, HA_REASON_ERROR);
}

/* In libwrap the last command of a rule counts, not the first that fails. */
static bool
last_command_passes(const struct ha_attempt *attempt)
{
	const struct ha_policy *policy = attempt->matcher->policy;
	const struct ha_plan *plan = &attempt->matcher->decision->plan;
	size_t last = 0;

	if (policy->aclexec != HA_ACLEXEC_RUN)
		return policy->aclexec == HA_ACLEXEC_PASS;
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->steps[i].kind == HA_OPTION_ACLEXEC)
			last = i;
	}
	return policy->run(policy->context,
	    &(struct ha_plan){ .steps = plan->steps + last, .count = 1 },
	    attempt->rule->where);
}

/*
 * The aclexec of libwrap (O2): once one has failed, a rule with options that
 * does not end in allow or deny ends its table without a match.
 */
static enum ha_status
ask_commands(struct ha_libwrap *libwrap, struct ha_attempt *attempt)
{
	struct ha_matcher *matcher = attempt->matcher;
	const struct ha_options_summary *options = &attempt->options;
	bool is_open = !options->allows && !options->denies;

	if (options->asks && matcher->policy->aclexec != HA_ACLEXEC_ASK)
		libwrap->has_failed_command = !last_command_passes(attempt);
	if (options->asks && matcher->policy->aclexec == HA_ACLEXEC_ASK &&
	    is_open) {
		ha_attempt_record_rule(attempt, HA_ASK, HA_REASON_ACLEXEC);
	} else if (attempt->rule->has_options && is_open &&
	    libwrap->has_failed_command) {
		ha_plan_free(&matcher->decision->plan);
		return HA_END;
	} else {
		attempt->options.asks = false;
		ha_attempt_record_verdict(attempt, false);
	}
	return HA_OK;
}

/* libwrap does at twist (O8), and when an expansion is too long (O9). */
static bool
ends_process(const struct ha_dialect *dialect, const struct ha_attempt *attempt,
    enum ha_code fault)
{
	if (fault == HA_CODE_OPTION_TOO_LONG)
		return !differs(dialect, HA_O9);
	return fault == HA_CODE_NONE && attempt->options.twists &&
	    !differs(dialect, HA_O8);
}

static enum ha_status
conclude(struct ha_dialect *dialect, struct ha_attempt *attempt,
    enum ha_code fault, struct ha_span bad)
{
	if (ends_process(dialect, attempt, fault))
		attempt->matcher->decision->ending = HA_ENDING_EXIT;
	if (fault != HA_CODE_NONE || differs(dialect, HA_O2))
		return ha_attempt_conclude(attempt, fault, bad);
	return ask_commands((struct ha_libwrap *)dialect, attempt);
}

static struct ha_lines
lines_of(struct ha_differences differences)
{
	return (struct ha_lines){
		.gives_up_cut = !ha_differs(differences, HA_L1),
		.gives_up_long = !ha_differs(differences, HA_L2),
		.has_no_comments = !ha_differs(differences, HA_L3),
		.ends_at_nul = !ha_differs(differences, HA_L4),
		.reads_mark = !ha_differs(differences, HA_L5),
		.gives_up_continued = !ha_differs(differences, HA_L6),
		.reads_over_faults = !ha_differs(differences, HA_F1),
		.splits_ipv6 = !ha_differs(differences, HA_F2),
		.reads_over_except = !ha_differs(differences, HA_F3),
		.has_plain_words = !ha_differs(differences, HA_I1),
	};
}

void
ha_libwrap_set_policy(struct ha_libwrap *libwrap)
{
	struct ha_dialect *dialect = &libwrap->dialect;

	dialect->lines = lines_of(libwrap->differences);
	dialect->skips_malformed = !differs(dialect, HA_M1);
	dialect->goes_on = !differs(dialect, HA_P14);
	if (!differs(dialect, HA_I3))
		dialect->file_depth_max = HA_LIBWRAP_FILE_DEPTH_MAX;
	dialect->takes_for_empty = takes_for_empty;
	dialect->give_up = give_up;
	dialect->conclude = conclude;
}
