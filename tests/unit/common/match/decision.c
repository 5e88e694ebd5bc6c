#include "common/match/decision.h"

#include "tests/unit/support.h"

static struct ha_source *
new_source(void)
{
	struct ha_source *source;

	ck_assert_int_eq(ha_source_from_memory("list", HA_SPAN("x"), &source),
	    HA_OK);
	return source;
}

START_TEST(it_begins_as_an_empty_denial)
{
	struct ha_decision decision;

	memset(&decision, 0xff, sizeof(decision));
	ha_decision_init(&decision);
	ck_assert_int_eq(decision.verdict, HA_DENY);
	ck_assert_int_eq(decision.reason, HA_REASON_ERROR);
	ck_assert_uint_eq(decision.plan.count, 0);
	ck_assert_uint_eq(decision.diags.count, 0);
	ck_assert_ptr_null(decision.rule.source);
	ck_assert_ptr_null(decision.error.where.source);
	ha_decision_free(&decision);
}
END_TEST

START_TEST(zero_is_a_denial)
{
	ck_assert_int_eq(HA_DENY, 0);
}
END_TEST

START_TEST(kept_sources_stay_until_it_is_freed)
{
	struct ha_decision decision;
	struct ha_source *sources[300];

	ha_decision_init(&decision);
	for (int i = 0; i < COUNT(sources); i++) {
		sources[i] = new_source();
		ck_assert_int_eq(ha_decision_keep(&decision, sources[i]),
		    HA_OK);
	}
	for (int i = 0; i < COUNT(sources); i++)
		ck_assert_int_eq(sources[i]->bytes[0], 'x');
	ha_decision_free(&decision);
}
END_TEST

START_TEST(a_freed_decision_is_a_denial_again)
{
	struct ha_decision decision;

	ha_decision_init(&decision);
	decision.verdict = HA_ALLOW;
	decision.reason = HA_REASON_DEFAULT;
	ck_assert_int_eq(ha_decision_keep(&decision, new_source()), HA_OK);
	ha_decision_free(&decision);
	ck_assert_int_eq(decision.verdict, HA_DENY);
	ck_assert_int_eq(decision.reason, HA_REASON_ERROR);
	ha_decision_free(&decision);
}
END_TEST

START_TEST(the_first_index_that_is_not_used_is_noted)
{
	struct ha_decision decision;
	char path[] = "first";

	ha_decision_init(&decision);
	ha_decision_note_index(&decision, "none", HA_INDEX_FAULT_NONE);
	ck_assert_int_eq(decision.index_fault, HA_INDEX_FAULT_NONE);
	ck_assert_ptr_null(decision.index_fault_path);
	ha_decision_note_index(&decision, path, HA_INDEX_FAULT_STALE);
	path[0] = 'x';
	ha_decision_note_index(&decision, "second", HA_INDEX_FAULT_OWNER);
	ha_decision_note_index(&decision, "third", HA_INDEX_FAULT_NONE);
	ck_assert_int_eq(decision.index_fault, HA_INDEX_FAULT_STALE);
	ck_assert_str_eq(decision.index_fault_path, "first");
	ha_decision_free(&decision);
	ck_assert_int_eq(decision.index_fault, HA_INDEX_FAULT_NONE);
	ck_assert_ptr_null(decision.index_fault_path);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, it_begins_as_an_empty_denial);
	tcase_add_test(tests, zero_is_a_denial);
	tcase_add_test(tests, kept_sources_stay_until_it_is_freed);
	tcase_add_test(tests, a_freed_decision_is_a_denial_again);
	tcase_add_test(tests, the_first_index_that_is_not_used_is_noted);
}

int
main(void)
{
	return unit_run("decision", add_tests);
}
