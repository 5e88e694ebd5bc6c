#include "common/sightings.h"

#include "support.h"

/* What a file holds at each glance, in ms, and whether that then counts. */
struct glance {
	int at;
	struct ha_span text;
	bool counts;
};

static const struct story {
	const char *name;
	struct glance glances[8];
} stories[] = {
	{ "a text that stays counts after a grain",
	    { { 1, BYTES("a\n"), false }, { 11, BYTES("a\n"), false },
		{ 21, BYTES("a\n"), true } } },
	{ "not before, however often it is seen",
	    { { 1, BYTES("a\n"), false }, { 5, BYTES("a\n"), false },
		{ 9, BYTES("a\n"), false }, { 20, BYTES("a\n"), false },
		{ 21, BYTES("a\n"), true } } },
	{ "not seldom, however long ago it was seen",
	    { { 1, BYTES("a\n"), false }, { 90, BYTES("a\n"), false },
		{ 95, BYTES("a\n"), true } } },
	{ "of two versions the one that is seen often enough counts",
	    { { 1, BYTES("a\n"), false }, { 6, BYTES("b\n"), false },
		{ 11, BYTES("a\n"), false }, { 16, BYTES("b\n"), false },
		{ 26, BYTES("b\n"), true } } },
	{ "a text that keeps changing never counts",
	    { { 1, BYTES("a\n"), false }, { 21, BYTES("b\n"), false },
		{ 41, BYTES("c\n"), false }, { 61, BYTES("d\n"), false } } },
	{ "one that only gains whole lines is the same",
	    { { 1, BYTES("a\n"), false }, { 11, BYTES("a\nb\n"), false },
		{ 21, BYTES("a\nb\nc\n"), true } } },
	{ "half a line more is another text",
	    { { 1, BYTES("a\n"), false }, { 11, BYTES("a\n"), false },
		{ 21, BYTES("a\nb"), false } } },
	{ "so is the rest of a line",
	    { { 1, BYTES("a"), false }, { 11, BYTES("a"), false },
		{ 21, BYTES("ab\n"), false } } },
	{ "so is one that has lost a line",
	    { { 1, BYTES("a\nb\n"), false }, { 11, BYTES("a\nb\n"), false },
		{ 21, BYTES("a\n"), false } } },
	{ "an empty one never counts, nor is it the start of another",
	    { { 1, BYTES(""), false }, { 31, BYTES(""), false },
		{ 61, BYTES(""), false }, { 81, BYTES("a\n"), false },
		{ 91, BYTES("a\n"), false } } },
	{ "zeros at the end make it another",
	    { { 1, BYTES("a\n\0\0"), false }, { 11, BYTES("a\n\0\0"), false },
		{ 21, BYTES("a\n\0"), false },
		{ 31, BYTES("a\n\0\0\0"), false } } },
};

START_TEST(a_text_counts_when_it_has_stayed)
{
	struct ha_sightings sightings = { .count = 0 };

	for (const struct glance *glance = stories[_i].glances; glance->at != 0;
	     glance++)
		expect(ha_sightings_confirm(&sightings, glance->text,
			   (int64_t)glance->at * 1000000) == glance->counts,
		    "%s: at %d ms", stories[_i].name, glance->at);
}
END_TEST

/* More than can be remembered: it must not be written beyond the list. */
START_TEST(no_number_of_texts_is_too_large)
{
	struct ha_sightings sightings = { .count = 0 };
	char text[] = "??\n";

	for (int i = 0; i < 1000; i++) {
		text[0] = (char)('a' + i % 26);
		text[1] = (char)('a' + i / 26);
		expect(!ha_sightings_confirm(&sightings, ha_span_of(text),
			   i * HA_GRAIN_NS),
		    "text %d counts", i);
	}
	ck_assert_uint_eq(sightings.count, HA_SIGHTINGS_MAX);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_text_counts_when_it_has_stayed, 0,
	    COUNT(stories));
	tcase_add_test(tests, no_number_of_texts_is_too_large);
}

int
main(void)
{
	return unit_run("sightings", add_tests);
}
