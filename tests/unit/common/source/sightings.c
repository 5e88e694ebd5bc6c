#include "common/source/sightings.h"

#include "tests/unit/support.h"

/* What a file holds at each glance, in ms, and whether that then counts. */
struct glance {
	int at;
	struct ha_span text;
	bool counts;
};

/* It was empty, or written while it was read. */
#define TORN BYTES("")

static const struct story {
	const char *name;
	struct glance glances[16];
} stories[] = {
	{ "a text that stays counts after a while",
	    { { 1, BYTES("a\n"), false }, { 26, BYTES("a\n"), false },
		{ 51, BYTES("a\n"), true } } },
	{ "not before, however often it is seen",
	    { { 1, BYTES("a\n"), false }, { 5, BYTES("a\n"), false },
		{ 9, BYTES("a\n"), false }, { 50, BYTES("a\n"), false },
		{ 51, BYTES("a\n"), true } } },
	{ "not seldom, however long ago it was seen",
	    { { 1, BYTES("a\n"), false }, { 90, BYTES("a\n"), false },
		{ 95, BYTES("a\n"), true } } },
	{ "of two versions the one that is seen often enough counts",
	    { { 1, BYTES("a\n"), false }, { 6, BYTES("b\n"), false },
		{ 11, BYTES("a\n"), false }, { 16, BYTES("b\n"), false },
		{ 56, BYTES("b\n"), true } } },
	{ "not when it is seldom seen among others",
	    { { 1, BYTES("a\n"), false }, { 2, TORN, false },
		{ 3, TORN, false }, { 4, TORN, false }, { 5, TORN, false },
		{ 6, BYTES("a\n"), false }, { 7, TORN, false },
		{ 8, TORN, false }, { 9, TORN, false }, { 10, TORN, false },
		{ 11, TORN, false }, { 12, TORN, false },
		{ 60, BYTES("a\n"), false }, { 65, BYTES("a\n"), true } } },
	{ "a text that keeps changing never counts",
	    { { 1, BYTES("a\n"), false }, { 31, BYTES("b\n"), false },
		{ 61, BYTES("c\n"), false }, { 91, BYTES("d\n"), false } } },
	{ "one that only gains whole lines is the same",
	    { { 1, BYTES("a\n"), false }, { 26, BYTES("a\nb\n"), false },
		{ 51, BYTES("a\nb\nc\n"), true } } },
	{ "half a line more is another text",
	    { { 1, BYTES("a\n"), false }, { 26, BYTES("a\n"), false },
		{ 51, BYTES("a\nb"), false } } },
	{ "so is the rest of a line",
	    { { 1, BYTES("a"), false }, { 26, BYTES("a"), false },
		{ 51, BYTES("ab\n"), false } } },
	{ "so is one that has lost a line",
	    { { 1, BYTES("a\nb\n"), false }, { 26, BYTES("a\nb\n"), false },
		{ 51, BYTES("a\n"), false } } },
	{ "zeros at the end make it another",
	    { { 1, BYTES("a\n\0\0"), false }, { 26, BYTES("a\n\0\0"), false },
		{ 51, BYTES("a\n\0"), false },
		{ 61, BYTES("a\n\0\0\0"), false } } },
};

START_TEST(a_text_counts_when_it_has_stayed)
{
	struct ha_sightings sightings = { .count = 0 };

	for (const struct glance *glance = stories[_i].glances; glance->at != 0;
	     glance++) {
		if (glance->text.len == 0) {
			ha_sightings_miss(&sightings);
			continue;
		}
		expect(ha_sightings_confirm(&sightings, glance->text,
			   (int64_t)glance->at * 1000000) == glance->counts,
		    "%s: at %d ms", stories[_i].name, glance->at);
	}
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
