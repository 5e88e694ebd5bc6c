#include "common/libwrap/dialect.h"

#include "tests/unit/support.h"

/* libwrap's own way, which tries every place after a star. */
static bool
libwrap(const char *pattern, const char *text)
{
	for (; *pattern != '\0' && *pattern != '*'; pattern++, text++) {
		if (*text == '\0' || (*pattern != '?' && *pattern != *text))
			return false;
	}
	if (*pattern == '\0' || pattern[1] == '\0')
		return *pattern == '*' || *text == '\0';
	for (; *text != '\0'; text++) {
		if (libwrap(pattern + 1, text))
			return true;
	}
	return false;
}

START_TEST(stars_agree_with_libwrap_s_way_without_the_difference)
{
	struct ha_libwrap trial;
	char pattern[8] = "", text[8];

	ha_libwrap_init(&trial,
	    ha_differences_without(HA_DIFFERENCES_ON, HA_P12));
	do {
		text[0] = '\0';
		do {
			expect(trial.dialect.match_text(&trial.dialect,
				   ha_span_of(pattern),
				   ha_span_of(text)) == libwrap(pattern, text),
			    "\"%s\" and \"%s\"", pattern, text);
		} while (unit_next_text("ab", 5, text));
	} while (unit_next_text("ab*?", 6, pattern));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests,
	    stars_agree_with_libwrap_s_way_without_the_difference);
}

int
main(void)
{
	return unit_run("dialect", add_tests);
}
