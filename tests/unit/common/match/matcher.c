#include "common/match/matcher.h"

#include <errno.h>

#include "tests/unit/support.h"

static struct ha_request request;
static struct ha_policy policy;
static struct ha_decision decision;
static struct ha_matcher matcher;
static struct ha_source *source;

static void
begin(void)
{
	request = HA_REQUEST_INIT;
	policy = (struct ha_policy){ .refuse_on_unknown = false };
	decision = (struct ha_decision){ .verdict = HA_DENY };
	matcher = (struct ha_matcher){
		.request = &request, .policy = &policy, .decision = &decision
	};
	ck_assert_int_eq(
	    ha_source_from_memory("table", HA_SPAN("ALL: x/y"), &source),
	    HA_OK);
}

static void
end(void)
{
	ha_source_free(source);
}

enum {
	N = HA_MATCH_NO,
	U = HA_MATCH_UNKNOWN,
	Y = HA_MATCH_YES
};

/*
 * By the number of EXCEPTs before the pattern.  In a rule that admits, doubt
 * is "cannot tell"; in one that refuses, doubt never spares anybody, and
 * refuses by a claimed name, by libwrap's reading, or by policy.
 */
static const struct {
	enum ha_found found;
	int admitting[4], refusing[4], strict[4];
	bool spoils;
} rows[] = {
	{ HA_FOUND_NO, { N, N, N, N }, { N, N, N, N }, { N, N, N, N }, false },
	{ HA_FOUND_YES, { Y, Y, Y, Y }, { Y, Y, Y, Y }, { Y, Y, Y, Y }, false },
	{ HA_FOUND_UNKNOWN, { U, U, U, U }, { N, N, N, N }, { Y, N, Y, N },
	    false },
	{ HA_FOUND_CLAIMED_NO, { U, U, U, U }, { N, N, N, N }, { N, N, N, N },
	    false },
	{ HA_FOUND_CLAIMED_YES, { U, U, U, U }, { Y, N, Y, N }, { Y, N, Y, N },
	    false },
	{ HA_FOUND_BAD_NO, { N, N, N, N }, { N, N, N, N }, { N, N, N, N },
	    true },
	{ HA_FOUND_BAD_YES, { N, N, N, N }, { Y, N, Y, N }, { Y, N, Y, N },
	    true },
};

START_TEST(doubt_in_a_rule_that_admits_never_admits)
{
	for (size_t group = 0; group < 4; group++) {
		matcher.group = group;
		matcher.is_spoilt = false;
		ck_assert_int_eq(ha_matcher_settle(&matcher, rows[_i].found),
		    rows[_i].admitting[group]);
		ck_assert(matcher.is_spoilt == (rows[_i].spoils && group > 0));
	}
}
END_TEST

START_TEST(doubt_in_a_rule_that_refuses_never_spares)
{
	matcher.refuses = true;
	for (size_t group = 0; group < 4; group++) {
		matcher.group = group;
		policy.refuse_on_unknown = false;
		ck_assert_int_eq(ha_matcher_settle(&matcher, rows[_i].found),
		    rows[_i].refusing[group]);
		policy.refuse_on_unknown = true;
		ck_assert_int_eq(ha_matcher_settle(&matcher, rows[_i].found),
		    rows[_i].strict[group]);
	}
	ck_assert(!matcher.is_spoilt);
}
END_TEST

static const struct {
	bool refuses;
	size_t group;
	enum ha_effect effect;
} effects[] = {
	{ false, 0, HA_EFFECT_SKIPPED },
	{ false, 1, HA_EFFECT_RULE_FAILS },
	{ false, 2, HA_EFFECT_RULE_FAILS },
	{ true, 0, HA_EFFECT_AS_LIBWRAP },
	{ true, 1, HA_EFFECT_SKIPPED },
	{ true, 2, HA_EFFECT_AS_LIBWRAP },
};

START_TEST(a_malformed_pattern_is_noted_with_what_it_does)
{
	matcher.refuses = effects[_i].refuses;
	matcher.group = effects[_i].group;
	ha_matcher_note_malformed(&matcher, HA_CODE_BAD_NET,
	    (struct ha_location){ source, 5, 3 });
	ck_assert_uint_eq(decision.diags.count, 1);
	ck_assert_int_eq(decision.diags.list[0].code, HA_CODE_BAD_NET);
	ck_assert_int_eq(decision.diags.list[0].effect, effects[_i].effect);
	ck_assert_uint_eq(decision.diags.list[0].where.offset, 5);
}
END_TEST

START_TEST(an_error_is_the_decision_s_and_denies)
{
	ck_assert_int_eq(ha_matcher_fail(&matcher, HA_CODE_TABLE_UNREADABLE,
			     EIO, (struct ha_location){ NULL, 0, 0 },
			     "/etc/hosts.deny"),
	    HA_DECIDED);
	ck_assert_int_eq(decision.error.code, HA_CODE_TABLE_UNREADABLE);
	ck_assert_int_eq(decision.error.effect, HA_EFFECT_DENIED);
	ck_assert_int_eq(decision.error.error, EIO);
	ck_assert_str_eq(decision.error.path, "/etc/hosts.deny");
	ck_assert_uint_eq(decision.diags.count, 1);
}
END_TEST

static struct ha_resolver resolver;

static enum ha_status
check_look_ups(size_t offset)
{
	matcher.request = &request;
	matcher.resolver = &resolver;
	return ha_matcher_check_look_ups(&matcher,
	    (struct ha_location){ source, offset, 3 });
}

START_TEST(without_a_failure_nothing_is_noted)
{
	request = (struct ha_request){ .has_failed = false };
	ck_assert_int_eq(check_look_ups(0), HA_OK);
	ck_assert_uint_eq(decision.diags.count, 0);
}
END_TEST

START_TEST(a_failure_is_noted_once_where_it_was)
{
	request = (struct ha_request){ .has_failed = true };
	ck_assert_int_eq(check_look_ups(5), HA_OK);
	ck_assert_int_eq(check_look_ups(0), HA_OK);
	ck_assert_uint_eq(decision.diags.count, 1);
	ck_assert_int_eq(decision.diags.list[0].code, HA_CODE_LOOKUP_FAILED);
	ck_assert_uint_eq(decision.diags.list[0].where.offset, 5);
	ck_assert_int_eq(decision.error.code, HA_CODE_NONE);
}
END_TEST

/* Each time: no rule may be tried any more. */
START_TEST(a_look_up_that_cannot_be_made_is_an_error)
{
	int error = EMFILE;

	request = (struct ha_request){ .is_broken = true, .has_failed = true };
	resolver = (struct ha_resolver){ .error = _i == 0 ? NULL : &error };
	ck_assert_int_eq(check_look_ups(5), HA_DECIDED);
	ck_assert_int_eq(check_look_ups(5), HA_DECIDED);
	ck_assert_int_eq(decision.error.code, HA_CODE_LOOKUP_BROKEN);
	ck_assert_int_eq(decision.error.effect, HA_EFFECT_DENIED);
	ck_assert_int_eq(decision.error.error, _i == 0 ? 0 : EMFILE);
	ck_assert_uint_eq(decision.diags.count, 1);
}
END_TEST

static void
count_event(void *context, const struct ha_event *event)
{
	int *count = context;

	ck_assert_int_eq(event->kind, HA_EVENT_RULE);
	++*count;
}

START_TEST(events_are_told_to_whoever_listens)
{
	int count = 0;
	struct ha_trace trace = { &count, count_event };
	struct ha_event event = { .kind = HA_EVENT_RULE };

	ha_matcher_tell(&matcher, &event);
	matcher.trace = &trace;
	ha_matcher_tell(&matcher, &event);
	ck_assert_int_eq(count, 1);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, doubt_in_a_rule_that_admits_never_admits, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, doubt_in_a_rule_that_refuses_never_spares, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests,
	    a_malformed_pattern_is_noted_with_what_it_does, 0, COUNT(effects));
	tcase_add_test(tests, an_error_is_the_decision_s_and_denies);
	tcase_add_test(tests, without_a_failure_nothing_is_noted);
	tcase_add_test(tests, a_failure_is_noted_once_where_it_was);
	tcase_add_loop_test(tests, a_look_up_that_cannot_be_made_is_an_error, 0,
	    2);
	tcase_add_test(tests, events_are_told_to_whoever_listens);
}

int
main(void)
{
	return unit_run("matcher", add_tests);
}
