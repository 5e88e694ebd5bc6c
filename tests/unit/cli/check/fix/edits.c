#include "cli/check/fix/edits.h"

#include "tests/unit/support.h"

static const char text[] = "ALL: 10.1.2.3/8 # x\nALL: 192.0.2.9\n";

static struct ha_source *source;
static struct cli_check_options options;
static struct cli_findings findings;
static struct cli_edits edits;
static struct ha_strbuf out;

static void
begin(void)
{
	ck_assert_int_eq(ha_source_from_memory("hosts.deny",
			     (struct ha_span){ text, sizeof(text) - 1 },
			     &source),
	    HA_OK);
	options = (struct cli_check_options){ .level = HA_LEVEL_WARNING };
	cli_findings_init(&findings, &options);
	edits = (struct cli_edits){ .nmade = 0 };
	out = HA_STRBUF_INIT;
}

static void
end(void)
{
	cli_edits_free(&edits);
	cli_findings_free(&findings);
	ha_source_free(source);
	ha_strbuf_free(&out);
}

static struct ha_location
piece(const char *words)
{
	const char *at = strstr(text, words);

	ck_assert_ptr_nonnull(at);
	return (struct ha_location){ source, (size_t)(at - text),
		strlen(words) };
}

static void
edit(struct ha_location where, const char *with)
{
	cli_finding_edit(&findings, &findings.list[findings.count - 1], where,
	    ha_span_of(with));
}

static void
find(struct ha_location where, const char *with)
{
	cli_find(&findings, HA_CODE_HOST_BITS, where);
	edit(where, with);
}

/* The first line as the repairs that can be made leave it. */
static void
become(const char *line, size_t nmade)
{
	struct ha_span got;

	cli_edits_choose(&edits, &findings, source);
	cli_replace(&out, source, &edits.replacements);
	got = ha_strbuf_span(&out);
	got = ha_span_before(got, ha_span_find(got, '\n'));
	ck_assert_msg(ha_span_equal(got, ha_span_of(line)), "'%s'",
	    ha_strbuf_text(&out));
	ck_assert_uint_eq(edits.nmade, nmade);
}

START_TEST(of_two_that_overlap_the_first_is_made)
{
	find(piece("2.3/8"), "0.0/8");
	find(piece("10.1.2"), "10.0.0");
	become("ALL: 10.1.0.0/8 # x", 1);
	ck_assert(edits.is_made[0]);
	ck_assert(!edits.is_made[1]);
}
END_TEST

START_TEST(of_two_over_one_place_the_first_is_made)
{
	find(piece("10.1.2.3/8"), "first");
	find(piece("10.1.2.3/8"), "second");
	become("ALL: first # x", 1);
}
END_TEST

START_TEST(of_two_insertions_in_one_place_the_first_is_made)
{
	struct ha_location place = piece("10.1.2.3/8");

	place.len = 0;
	find(place, "first ");
	find(place, "second ");
	become("ALL: first 10.1.2.3/8 # x", 1);
}
END_TEST

START_TEST(neighbours_are_both_made)
{
	struct ha_location place = piece("10.1.2.3/8");

	find(piece("10.1."), "10.0.");
	find(piece("2.3/8"), "0.0/8");
	place.len = 0;
	find(place, "x ");
	become("ALL: x 10.0.0.0/8 # x", 3);
}
END_TEST

START_TEST(a_repair_is_made_whole_or_not_at_all)
{
	find(piece("# x"), "# y");
	find(piece("10.1.2.3/8"), "10.0.0.0/8");
	edit(piece(" # x"), "");
	become("ALL: 10.1.2.3/8 # y", 1);
}
END_TEST

/* What is given up is in nobody's way. */
START_TEST(what_is_not_made_gives_its_place_back)
{
	find(piece("10.1.2.3/8"), "first");
	find(piece("3/8"), "second");
	edit(piece(" # x"), "");
	find(piece("# x"), "# third");
	become("ALL: first # third", 2);
}
END_TEST

START_TEST(what_is_ignored_is_not_made)
{
	find(piece("10.1.2.3/8"), "10.0.0.0/8");
	findings.list[0].is_suppressed = true;
	become("ALL: 10.1.2.3/8 # x", 0);
}
END_TEST

START_TEST(other_programs_lines_are_not_changed)
{
	find(piece("192.0.2.9"), "192.0.2.0/24");
	become("ALL: 10.1.2.3/8 # x", 0);
	ck_assert_str_eq(ha_strbuf_text(&out), text);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, of_two_that_overlap_the_first_is_made);
	tcase_add_test(tests, of_two_over_one_place_the_first_is_made);
	tcase_add_test(tests, of_two_insertions_in_one_place_the_first_is_made);
	tcase_add_test(tests, neighbours_are_both_made);
	tcase_add_test(tests, a_repair_is_made_whole_or_not_at_all);
	tcase_add_test(tests, what_is_not_made_gives_its_place_back);
	tcase_add_test(tests, what_is_ignored_is_not_made);
	tcase_add_test(tests, other_programs_lines_are_not_changed);
}

int
main(void)
{
	return unit_run("edits", add_tests);
}
