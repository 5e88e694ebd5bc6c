#include "common/language/wildcard.h"

#include "tests/unit/support.h"

static const struct {
	struct ha_span pattern, text;
	bool want;
} rows[] = {
	{ BYTES(""), BYTES(""), true },
	{ BYTES(""), BYTES("a"), false },
	{ BYTES("*"), BYTES(""), true },
	{ BYTES("**"), BYTES(""), true },
	{ BYTES("?"), BYTES(""), false },
	{ BYTES("*?"), BYTES("a"), true },
	{ BYTES("?*"), BYTES("a"), true },
	{ BYTES("x**"), BYTES("x"), true },
	{ BYTES("*.example.net"), BYTES("a.example.net"), true },
	{ BYTES("*.example.net"), BYTES("example.net"), false },
	{ BYTES("*.EXAMPLE.net"), BYTES("a.b.Example.NET"), true },
	{ BYTES("10.*.1"), BYTES("10.2.3.1"), true },
	{ BYTES("a?c"), BYTES("a\0c"), true },
	{ BYTES("[ab]"), BYTES("a"), false },
	{ BYTES("\\*"), BYTES("*"), false },
	{ BYTES("a"), BYTES("a\0"), false },
};

START_TEST(matches_the_listed_rows)
{
	ck_assert(ha_wildcard_match(rows[_i].pattern, rows[_i].text) ==
	    rows[_i].want);
}
END_TEST

START_TEST(only_stars_and_question_marks_are_wildcards)
{
	ck_assert(ha_is_wildcard(HA_SPAN("a*")));
	ck_assert(ha_is_wildcard(HA_SPAN("?a")));
	ck_assert(!ha_is_wildcard(HA_SPAN("[a]\\+%")));
	ck_assert(!ha_is_wildcard(HA_SPAN_EMPTY));
}
END_TEST

static bool
oracle(const char *pattern, const char *text)
{
	if (*pattern == '\0')
		return *text == '\0';
	if (*pattern == '*')
		return oracle(pattern + 1, text) ||
		    (*text != '\0' && oracle(pattern, text + 1));
	return *text != '\0' && (*pattern == '?' || *pattern == *text) &&
	    oracle(pattern + 1, text + 1);
}

START_TEST(agrees_with_the_oracle_on_all_short_inputs)
{
	char pattern[8] = "", text[8] = "";

	do {
		text[0] = '\0';
		do {
			expect(ha_wildcard_match(ha_span_of(pattern),
				   ha_span_of(text)) == oracle(pattern, text),
			    "\"%s\" and \"%s\"", pattern, text);
		} while (unit_next_text("ab", 5, text));
	} while (unit_next_text("ab*?", 6, pattern));
}
END_TEST

/* libwrap needs seconds for half of these stars, and doubles with each. */
START_TEST(many_stars_take_no_time)
{
	char pattern[2 * 60 + 2], text[253];

	for (size_t i = 0; i < 120; i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[120] = 'x';
	memset(text, 'a', sizeof(text));
	ck_assert(!ha_wildcard_match((struct ha_span){ pattern, 121 },
	    (struct ha_span){ text, sizeof(text) }));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, matches_the_listed_rows, 0, COUNT(rows));
	tcase_add_test(tests, only_stars_and_question_marks_are_wildcards);
	tcase_add_test(tests, agrees_with_the_oracle_on_all_short_inputs);
	tcase_add_test(tests, many_stars_take_no_time);
}

int
main(void)
{
	return unit_run("wildcard", add_tests);
}
