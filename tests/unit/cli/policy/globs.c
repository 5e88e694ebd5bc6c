#include "cli/policy/globs.h"

#include <stdlib.h>

#include "cli/policy/scattered.h"
#include "common/language/wildcard.h"
#include "tests/support/chance.h"
#include "tests/unit/support.h"

#define MOST 4
#define BUDGET ((size_t)10000000)

static struct ha_arena arena;
static struct cli_fits fits;

static void
begin(void)
{
	arena = HA_ARENA_INIT;
	fits = (struct cli_fits){ NULL, 0, 0 };
}

static void
end(void)
{
	free(fits.list);
	ha_arena_free(&arena);
}

static uint64_t
globs_of(const struct ha_span *globs, size_t count, struct ha_span text)
{
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all |= (uint64_t)ha_wildcard_match(globs[i], text) << i;
	return all;
}

static bool
has(uint64_t globs)
{
	for (size_t i = 0; i < fits.count; i++) {
		if (fits.list[i].globs == globs)
			return true;
	}
	return false;
}

/* Up to that many of these bytes, each in turn; false: all have been. */
static bool
count_up(char *text, size_t *len, const char *bytes, size_t most)
{
	for (size_t i = 0; i < *len; i++) {
		const char *next = strchr(bytes, text[i]) + 1;

		if (*next != '\0') {
			text[i] = *next;
			return true;
		}
		text[i] = bytes[0];
	}
	if (*len == most)
		return false;
	text[(*len)++] = bytes[0];
	return true;
}

static bool
is_host(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' &&
		    (i == 0 || i + 1 == len || text[i - 1] == '.'))
			return false;
	}
	return true;
}

static void
expect_all(const struct ha_span *globs, size_t count, bool are_hosts)
{
	char text[7];
	size_t len = 0, budget = BUDGET;

	expect(cli_globs_tell_apart(globs, count, are_hosts, &arena, &budget,
		   &fits),
	    "too much");
	for (size_t i = 0; i < fits.count; i++)
		expect(globs_of(globs, count, fits.list[i].text) ==
			fits.list[i].globs,
		    "'%.*s' fits others", (int)fits.list[i].text.len,
		    fits.list[i].text.at);
	while (count_up(text, &len, "abx.", 6)) {
		struct ha_span one = { text, len };

		if (!are_hosts || is_host(text, len))
			expect(has(globs_of(globs, count, one)),
			    "what '%.*s' fits was not found", (int)len, text);
	}
}

START_TEST(what_short_texts_fit_is_found)
{
	static const char bytes[] = "ab.**?";
	struct chance chance = chance_of(7, 0);

	for (int round = 0; round < 150; round++) {
		char texts[MOST][6];
		struct ha_span globs[MOST];
		size_t count = 1 + chance_below(&chance, MOST);

		for (size_t i = 0; i < count; i++) {
			size_t len = 1 + chance_below(&chance, 5);

			for (size_t k = 0; k < len; k++)
				texts[i][k] = bytes[chance_below(&chance, 6)];
			globs[i] = (struct ha_span){ texts[i], len };
		}
		expect_all(globs, count, round % 2 == 0);
		ha_arena_reset(&arena);
	}
}
END_TEST

START_TEST(what_no_text_can_fit_is_not_found)
{
	const struct ha_span globs[] = { HA_SPAN("al*"), HA_SPAN("alice?"),
		HA_SPAN("*bob") };
	size_t budget = BUDGET;

	ck_assert(
	    cli_globs_tell_apart(globs, 3, false, &arena, &budget, &fits));
	expect(!has(2), "alice? without al*");
	expect(!has(6), "alice? and *bob without al*");
	expect(has(0) && has(1) && has(3) && has(4) && has(5),
	    "one is missing");
	expect(!has(7), "alice? is six letters, and ends in no bob");
}
END_TEST

START_TEST(too_many_ways_are_said_to_be_too_many)
{
	struct ha_span globs[26];
	char texts[26][4];
	size_t budget = BUDGET;

	for (size_t i = 0; i < 26; i++) {
		snprintf(texts[i], sizeof(texts[i]), "*%c*", (char)('a' + i));
		globs[i] = ha_span_of(texts[i]);
	}
	expect(!cli_globs_tell_apart(globs, 26, true, &arena, &budget, &fits),
	    "all of them");
	budget = 10;
	expect(!cli_globs_tell_apart(globs, 2, true, &arena, &budget, &fits),
	    "with few steps");
}
END_TEST

/* ---- addresses that are no network ---- */

static const struct {
	const char *pattern;
	bool is_taken_apart;
	size_t count; /* of stretches */
	uint32_t first, last;
} stretches[] = {
	{ "192.168.*.1", true, 256, 0xc0a80001, 0xc0a8ff01 },
	{ "192.0.2.1?", true, 1, 0xc000020a, 0xc0000213 },
	{ "10.1.2?.0", true, 10, 0x0a011400, 0x0a011d00 },
	{ "10.1.2.*", true, 1, 0x0a010200, 0x0a0102ff },
	{ "255.255.255.25?", true, 1, 0xfffffffa, 0xffffffff },
	{ "10.?.0.300", true, 0, 0, 0 },
	{ "10.0.0.1/255.0.255.255", true, 256, 0x0a000001, 0x0aff0001 },
	{ "10.0.0.0/255.0.255.0", true, 256, 0x0a000000, 0x0aff00ff },
	{ "10.*.*.1", false, 0, 0, 0 }, /* too many */
	{ "0.0.0.1/0.0.0.255", false, 0, 0, 0 },
	{ "10.0.0.1/255.0.255.0", false, 0, 0, 0 }, /* matches nobody */
	{ "1*.5", false, 0, 0, 0 },                 /* it may be one of IPv6 */
	{ "*.1", false, 0, 0, 0 },
	{ "*.example.org", false, 0, 0, 0 },
};

START_TEST(patterns_of_few_networks_are_taken_apart)
{
	struct ha_pattern pattern;
	struct cli_stretches found;

	ha_pattern_parse(ha_span_of(stretches[_i].pattern), &pattern);
	expect(cli_scattered(&pattern, &found) == stretches[_i].is_taken_apart,
	    "%s", stretches[_i].pattern);
	if (stretches[_i].is_taken_apart)
		expect(found.count == stretches[_i].count, "%s: %zu",
		    stretches[_i].pattern, found.count);
	if (stretches[_i].count > 0) {
		ck_assert_uint_eq(found.list[0].first, stretches[_i].first);
		ck_assert_uint_eq(found.list[found.count - 1].last,
		    stretches[_i].last);
	}
	free(found.list);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, what_short_texts_fit_is_found);
	tcase_add_test(tests, what_no_text_can_fit_is_not_found);
	tcase_add_test(tests, too_many_ways_are_said_to_be_too_many);
	tcase_add_loop_test(tests, patterns_of_few_networks_are_taken_apart, 0,
	    COUNT(stretches));
}

int
main(void)
{
	return unit_run("globs", add_tests);
}
