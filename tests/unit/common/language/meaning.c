#include "common/language/meaning.h"

#include "tests/unit/support.h"

/* A rule of each table with these options; what of it is true. */
static const struct {
	const char *options;
	struct {
		bool admits, refuses;
	} allow, deny;
} rules[] = {
	{ "", { true, false }, { false, true } },
	{ "allow", { true, false }, { true, false } },
	{ "deny", { false, true }, { false, true } },
	{ "twist x", { false, true }, { false, true } },
	{ "spawn x", { true, false }, { false, true } },
	{ "spawn x: allow", { true, false }, { true, false } },
	{ "aclexec x", { true, true }, { false, true } },
	{ "aclexec x: allow", { true, true }, { true, true } },
	{ "aclexec x: deny", { false, true }, { false, true } },
	{ "nonsense", { false, true }, { false, true } },
	{ "allow: deny", { false, true }, { false, true } },
};

START_TEST(a_rule_admits_and_refuses_by_table_and_options)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_options_summary options = { 0 };

	if (rules[_i].options[0] != '\0')
		ck_assert_int_eq(
		    ha_options_summarize(ha_span_of(rules[_i].options), &arena,
			NULL, &options),
		    HA_OK);
	ck_assert(ha_rule_admits(HA_TABLE_ALLOW, &options) ==
	    rules[_i].allow.admits);
	ck_assert(ha_rule_refuses(HA_TABLE_ALLOW, &options) ==
	    rules[_i].allow.refuses);
	ck_assert(ha_rule_admits(HA_TABLE_DENY, &options) ==
	    rules[_i].deny.admits);
	ck_assert(ha_rule_refuses(HA_TABLE_DENY, &options) ==
	    rules[_i].deny.refuses);
	ha_arena_free(&arena);
}
END_TEST

/* By group: before EXCEPT, after it, after two, after three. */
static const struct {
	bool refuses;
	enum ha_effect effects[4];
} malformed[] = {
	{ true,
	    { HA_EFFECT_AS_LIBWRAP, HA_EFFECT_SKIPPED, HA_EFFECT_AS_LIBWRAP,
		HA_EFFECT_SKIPPED } },
	{ false,
	    { HA_EFFECT_SKIPPED, HA_EFFECT_RULE_FAILS, HA_EFFECT_RULE_FAILS,
		HA_EFFECT_RULE_FAILS } },
};

START_TEST(a_malformed_pattern_never_helps_a_client)
{
	for (size_t group = 0; group < 4; group++)
		ck_assert_int_eq(
		    ha_effect_of_malformed(malformed[_i].refuses, group),
		    malformed[_i].effects[group]);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests,
	    a_rule_admits_and_refuses_by_table_and_options, 0, COUNT(rules));
	tcase_add_loop_test(tests, a_malformed_pattern_never_helps_a_client, 0,
	    COUNT(malformed));
}

int
main(void)
{
	return unit_run("meaning", add_tests);
}
