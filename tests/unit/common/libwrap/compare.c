/*
 * What the recorded rows, which know no look-ups, cannot show; they are
 * compared by tests/verdicts/compare.
 */
#include "common/libwrap/compare.h"

#include "tests/unit/world.h"

static struct world world;
static struct ha_comparison comparison;

static const struct script_row answers[] = {
	{ SCRIPT_NAME, "192.0.2.33", "gate.example.com" },
	{ SCRIPT_ADDRESS, "gate.example.com", "192.0.2.33" },
	{ 0 },
};

static const struct script_row liar[] = {
	{ SCRIPT_NAME, "192.0.2.33", "gate.example.com" },
	{ SCRIPT_ADDRESS, "gate.example.com", "198.51.100.1" },
	{ 0 },
};

static const struct script_row unverified[] = {
	{ SCRIPT_NAME, "192.0.2.33", "gate.example.com" },
	{ SCRIPT_ADDRESS, "gate.example.com", NULL },
	{ 0 },
};

static const struct script_row silent[] = {
	{ SCRIPT_NAME, "192.0.2.33", NULL },
	{ 0 },
};

static void
begin(void)
{
	world_begin(&world, answers);
	world.request.client.name_fact = HA_FACT_UNASKED;
}

static void
end(void)
{
	world_end(&world);
}

static void
compare(const char *allow, const char *deny)
{
	world_verdict_cut(&world, allow, deny);
	ck_assert_int_eq(ha_compare(&world.tables, &world.request,
			     &world.resolver, &world.policy, &world.decision,
			     &comparison),
	    HA_OK);
}

/* codes: those that are found, separated by blanks. */
static const struct {
	const struct script_row *answers;
	const char *allow, *deny;
	enum ha_verdict ours, libwrap;
	const char *codes;
} rows[] = {
	{ answers, "ALL: gate.example.com\n", "ALL: ALL\n", HA_ALLOW, HA_ALLOW,
	    "" },
	/* Only libwrap comes to the rule that needs the name. */
	{ answers, "ALL: 192.0.2.1/24\n", "ALL: gate.example.com\n", HA_ALLOW,
	    HA_DENY, "P1" },
	{ answers, "ALL: 192.0.2.1/24\n", "ALL: other.example.com\n", HA_ALLOW,
	    HA_ALLOW, "" },
	{ answers, "ALL: gate.\n", "ALL: ALL\n", HA_DENY, HA_ALLOW, "P9" },
	{ liar, "ALL: KNOWN\n", "ALL: PARANOID\n", HA_DENY, HA_DENY, "" },
	{ unverified, "ALL: PARANOID\n", "ALL: ALL\n", HA_DENY, HA_ALLOW,
	    "P14" },
	{ silent, "ALL: ALL EXCEPT .example.com\n", "ALL: ALL\n", HA_DENY,
	    HA_ALLOW, "P14" },
	{ silent, "", "ALL: .example.com\n", HA_ALLOW, HA_ALLOW, "" },
	{ answers, "ALL: 192.0.2.33", "ALL: ALL\n", HA_DENY, HA_DENY, "" },
	{ answers, "ALL: ALL : deny", "", HA_DENY, HA_ALLOW, "L1" },
	{ answers, "", "ftpd: ALL", HA_ALLOW, HA_DENY, "L1" },
	{ answers, "", "ALL: ALL EXCEPT 192.0.2.33", HA_DENY, HA_DENY, "" },
	{ answers, "", "ALL: ALL EXCEPT 192.0.2.33\\\n", HA_ALLOW, HA_DENY,
	    "L6" },
	{ answers, "ALL: 192.0.2.0/24] : deny\n", "ALL: ALL\n", HA_DENY,
	    HA_ALLOW, "F1 P3" },
};

static void
list_codes(struct ha_differences found, char *text)
{
	*text = '\0';
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		if (ha_differs(found, (enum ha_difference)i))
			continue;
		if (*text != '\0')
			strcat(text, " ");
		strcat(text, ha_difference_code((enum ha_difference)i));
	}
}

START_TEST(libwrap_says_and_differs_as_listed)
{
	char codes[8 * HA_NDIFFERENCES];

	world.script.rows = rows[_i].answers;
	compare(rows[_i].allow, rows[_i].deny);
	ck_assert_int_eq(world.decision.verdict, rows[_i].ours);
	ck_assert_int_eq(comparison.libwrap.verdict, rows[_i].libwrap);
	ck_assert(comparison.is_same == (rows[_i].ours == rows[_i].libwrap));
	list_codes(comparison.differences, codes);
	ck_assert_str_eq(codes, rows[_i].codes);
	ha_comparison_free(&comparison);
}
END_TEST

START_TEST(a_name_is_asked_for_once_more_at_most)
{
	compare("ALL: 192.0.2.1/24\n", "ALL: gate.example.com\n");
	ck_assert_uint_eq(world.script.asked[SCRIPT_NAME], 1);
	ck_assert_int_eq(world.request.client.name_fact, HA_FACT_UNASKED);
	ha_comparison_free(&comparison);
}
END_TEST

START_TEST(a_name_that_was_asked_for_is_not_asked_again)
{
	compare("ALL: gate.\n", "ALL: ALL\n");
	ck_assert_uint_eq(world.script.asked[SCRIPT_NAME], 1);
	ha_comparison_free(&comparison);
}
END_TEST

START_TEST(the_request_stays_as_it_was)
{
	world.request.user = HA_SPAN("a$b");
	world.policy.aclexec = HA_ACLEXEC_FAIL;
	compare("ALL: ALL: aclexec test %u\n", "ALL: a_b@ALL\n");
	ck_assert_int_eq(comparison.libwrap.verdict, HA_DENY);
	assert_span(world.request.user, HA_SPAN("a$b"));
	assert_span(comparison.facts.user, HA_SPAN("a_b"));
	ha_comparison_free(&comparison);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, libwrap_says_and_differs_as_listed, 0,
	    COUNT(rows));
	tcase_add_test(tests, a_name_is_asked_for_once_more_at_most);
	tcase_add_test(tests, a_name_that_was_asked_for_is_not_asked_again);
	tcase_add_test(tests, the_request_stays_as_it_was);
}

int
main(void)
{
	return unit_run("compare", add_tests);
}
