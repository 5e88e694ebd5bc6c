#include "cli/io/diff.h"

#include "tests/unit/support.h"

/* One replacement in a table, and the diff without its two names. */
static const struct {
	const char *old;
	size_t offset, len;
	const char *with, *diff;
} rows[] = {
	{ "a\nb\nc\n", 2, 1, "x", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
	/* What is the same at its end or beginning is no change. */
	{ "a\nb\n", 0, 2, "x\n", "@@ -1,2 +1,2 @@\n-a\n+x\n b\n" },
	{ "a\nb\nc\n", 0, 4, "a\nx\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
	{ "a\nb\n", 0, 4, "a\nb\n", "" },
	{ "a\nb\n", 2, 0, "x\n", "@@ -1,2 +1,3 @@\n a\n+x\n b\n" },
	{ "a\nb\n", 2, 2, "", "@@ -1,2 +1 @@\n a\n-b\n" },
	/* Where there is no line, the one before it is named. */
	{ "a\n", 0, 2, "", "@@ -1 +0,0 @@\n-a\n" },
	{ "", 0, 0, "a\n", "@@ -0,0 +1 @@\n+a\n" },
	{ "a", 1, 0, "\n",
	    "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n" },
	{ "1\n2\n3\n4\n5\n6\n7\n8\n9\n", 8, 1, "x",
	    "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n" },
};

START_TEST(a_replacement_is_shown_with_its_lines)
{
	struct cli_replacement one = { rows[_i].offset, rows[_i].len,
		ha_span_of(rows[_i].with) };
	struct cli_replacements replacements = { &one, 1 };
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct ha_source *source;
	const char *diff;

	ck_assert_int_eq(ha_source_from_memory("hosts.deny",
			     ha_span_of(rows[_i].old), &source),
	    HA_OK);
	cli_diff(&out, source, &replacements, false);
	diff = strstr(ha_strbuf_text(&out), "@@");
	ck_assert_str_eq(diff == NULL ? "" : diff, rows[_i].diff);
	ha_strbuf_free(&out);
	ha_source_free(source);
}
END_TEST

START_TEST(lines_that_are_far_apart_are_two_pieces)
{
	static const char old[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
	struct cli_replacement two[] = { { 0, 1, HA_SPAN("x\ny") },
		{ 16, 1, HA_SPAN("z") } };
	struct cli_replacements replacements = { two, 2 };
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct ha_source *source;

	ck_assert_int_eq(
	    ha_source_from_memory("hosts.deny", HA_SPAN(old), &source), HA_OK);
	cli_diff(&out, source, &replacements, false);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "--- hosts.deny\n+++ hosts.deny\n"
	    "@@ -1,4 +1,5 @@\n-1\n+x\n+y\n 2\n 3\n 4\n"
	    "@@ -6,4 +7,4 @@\n 6\n 7\n 8\n-9\n+z\n");
	ha_strbuf_free(&out);
	ha_source_free(source);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_replacement_is_shown_with_its_lines, 0,
	    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tests, lines_that_are_far_apart_are_two_pieces);
}

int
main(void)
{
	return unit_run("diff", add_tests);
}
