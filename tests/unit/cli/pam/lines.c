#include "cli/pam/lines.h"

#include "common/base/strbuf.h"
#include "tests/unit/support.h"

/*
 * A file, and its lines as each libpam has them: words with one blank between
 * them, "|" after a line, "!" where the file is given up.
 */
static const struct {
	struct ha_span text;
	const char *as_1_5, *as_1_6;
} rows[] = {
	{ BYTES(""), "", "" },
	{ BYTES("# nothing\n\n \t\n  # here\n"), "", "" },
	{ BYTES("a b\nc\td # e\n"), "a b|c d|", "a b|c d|" },
	{ BYTES("a\\\nb\n"), "a b|", "a b|" },
	{ BYTES("a \\ \t\n  b \\\nc\nd"), "a b c|d|", "a b c|d|" },
	{ BYTES("a \\\\\nb\n"), "a \\ b|", "a \\ b|" },
	{ BYTES("a \\ b\nc\n"), "a \\ b|c|", "a \\ b|c|" },
	{ BYTES("a \\\r\nb\n"), "a \\\r|b|", "a \\\r|b|" },
	/* A comment or a blank line where the line was to go on. */
	{ BYTES("a \\\n# c\nb\n"), "a b|", "a|b|" },
	{ BYTES("a \\\n  # c\n\n \t\nb\n"), "a b|", "a|b|" },
	{ BYTES("a \\\n\nb\n"), "a b|", "a|b|" },
	{ BYTES("a \\\nb # c\nd\n"), "a b|d|", "a b|d|" },
	{ BYTES("a \\\n# c\n"), "!", "a|" },
	{ BYTES("a \\\n\n"), "!", "a|" },
	{ BYTES("a \\\n# c"), "!", "a|" },
	/* A comment does not go on. */
	{ BYTES("a # b \\\nc\n"), "a|c|", "a|c|" },
	{ BYTES("# b \\\nc\n"), "c|", "c|" },
	{ BYTES("a \\\n# b \\\nc\n"), "a c|", "a|c|" },
	{ BYTES("a#b\\\nc\n"), "a|c|", "a|c|" },
	/* The end of the file. */
	{ BYTES("a \\\n"), "!", "!" },
	{ BYTES("a \\"), "!", "!" },
	{ BYTES("a\nb \\\n"), "a|!", "a|!" },
	/* Nothing but a backslash. */
	{ BYTES("\\\na\n"), "a|", "a|" },
	{ BYTES("\\\n\\\n"), "!", "!" },
	{ BYTES("\\"), "!", "!" },
	{ BYTES("\\\n# c\n"), "!", "" },
	{ BYTES("\\\n\n"), "!", "" },
	{ BYTES("\\\n# c\na\n"), "a|", "a|" },
	{ BYTES("a \\\n\\\nb\n"), "a b|", "a b|" },
	/* A NUL ends the text, and since 1.6 does not hide the backslash. */
	{ BYTES("a\0b\nc\n"), "a|c|", "a|c|" },
	{ BYTES("\0a\nb\n"), "b|", "b|" },
	{ BYTES("a \\\n\0b\nc\n"), "a c|", "a|c|" },
	{ BYTES("a\0b \\\nc\nd\n"), "a|c|d|", "a|d|" },
	{ BYTES("a \\\0 b\nc\n"), "a c|", "a \\|c|" },
	{ BYTES("a # \0 \\\nb\n"), "a|b|", "a|b|" },
	{ BYTES("a\0# \\\nb\nc\n"), "a|b|c|", "a|c|" },
	{ BYTES("\0a \\\nb\nc\n"), "b|c|", "c|" },
	{ BYTES("a \\\nb\0 \\\nc \\\nd\ne\n"), "a b|c d|e|", "a b|e|" },
	{ BYTES("a\0b \\\n"), "a|", "!" },
	/* Brackets. */
	{ BYTES("a [b c\\] d] e\n"), "a b c] d e|", "a b c] d e|" },
	{ BYTES("a [b \\\nc] d\n"), "a b  c d|", "a b  c d|" },
	{ BYTES("a [b # c] d\n"), "a b |", "a b |" },
	{ BYTES("a [b\0c] d\n"), "a b|", "a b|" },
	{ BYTES("a [b c\n"), "a b c\n|", "a b c\n|" },
	{ BYTES("a [b\0c \\\nd\n"), "a b|d|", "a b|" },
	{ BYTES("a [b c"), "a b c|", "a b c|" },
};

static void
add_line(struct ha_strbuf *out, struct cli_pam_text *text,
    struct ha_arena *arena)
{
	struct ha_span word;
	const char *before = "";

	while (cli_pam_text_word(text, arena, &word, NULL)) {
		ha_strbuf_add_text(out, before);
		ha_strbuf_add(out, word);
		before = " ";
	}
	ha_strbuf_add_text(out, "|");
}

static void
read_all(struct ha_span bytes, enum cli_pam_version version,
    struct ha_strbuf *out)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_source *source;
	struct cli_pam_lines lines = { .arena = &arena, .version = version };
	struct cli_pam_text text;
	enum ha_status status;

	ck_assert_int_eq(ha_source_from_memory("sshd", bytes, &source), HA_OK);
	lines.source = source;
	while ((status = cli_pam_lines_next(&lines, &text)) == HA_OK)
		add_line(out, &text, &arena);
	if (status == HA_GIVEN_UP)
		ha_strbuf_add_text(out, "!");
	ha_source_free(source);
	ha_arena_free(&arena);
}

static void
check_lines(struct ha_span bytes, enum cli_pam_version version,
    const char *want)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	read_all(bytes, version, &out);
	ck_assert_str_eq(ha_strbuf_text(&out), want);
	ha_strbuf_free(&out);
}

START_TEST(lines_are_those_of_each_version)
{
	check_lines(rows[_i].text, CLI_PAM_1_5, rows[_i].as_1_5);
	check_lines(rows[_i].text, CLI_PAM_1_6, rows[_i].as_1_6);
}
END_TEST

static bool
differ(struct ha_span bytes)
{
	struct ha_source *source;
	bool result;

	ck_assert_int_eq(ha_source_from_memory("sshd", bytes, &source), HA_OK);
	result = cli_pam_lines_differ(source);
	ha_source_free(source);
	return result;
}

START_TEST(where_versions_differ_it_is_known)
{
	if (strcmp(rows[_i].as_1_5, rows[_i].as_1_6) != 0)
		ck_assert(differ(rows[_i].text));
}
END_TEST

/* "1" and blanks up to the length, then the rest, and a newline. */
static struct ha_span
long_line(char *bytes, size_t len, const char *rest)
{
	memset(bytes, ' ', len);
	bytes[0] = '1';
	strcpy(bytes + len, rest);
	return ha_span_of(bytes);
}

/* How libpam 1.5 reads a line of which len bytes stand before the rest. */
static const struct {
	size_t len;
	const char *rest, *as_1_5, *as_1_6;
} longs[] = {
	{ 1021, "2 3\n", "1 2|3|", "1 2 3|" },
	{ 1020, "2 3\n4\n", "1 2 3|4|", "1 2 3|4|" },
	{ 1022, "23\n", "1 2|3|", "1 23|" },
	{ 1023, "# 2\n", "1|", "1|" },
	/* What a comment hides, and what no longer. */
	{ 1000, "# aaaaaaaaaaaaaaaaaaaaa 2\n3\n", "1|2|3|", "1|3|" },
	{ 1000, "# aaaaaaaaaaaaaaaaaaaa\n3\n", "1|3|", "1|3|" },
	/* Parts of a line that goes on share the room, blanks and all. */
	{ 1000, "\\\n      2 aaaaaaaaaaaaaaaaaaaaa 3\n",
	    "1 2 aaaaaaaaaaaaaa|aaaaaaa 3|", "1 2 aaaaaaaaaaaaaaaaaaaaa 3|" },
	{ 1000, "\\\n# aaaaaaaaaaaaaaaaaaaaaaaa\n2\n", "1 aaaa|2|", "1|2|" },
	/* The backslash takes the last byte of it: libpam 1.5 never ends. */
	{ 1022, "\\\n2\n", "!", "1 2|" },
	{ 1021, "\\\n23\n", "1 2|3|", "1 23|" },
};

START_TEST(up_to_1_5_a_line_has_1023_bytes)
{
	char bytes[2048];
	struct ha_span text = long_line(bytes, longs[_i].len, longs[_i].rest);

	check_lines(text, CLI_PAM_1_5, longs[_i].as_1_5);
	check_lines(text, CLI_PAM_1_6, longs[_i].as_1_6);
	ck_assert(differ(text) ||
	    strcmp(longs[_i].as_1_5, longs[_i].as_1_6) == 0);
}
END_TEST

START_TEST(versions_do_not_differ_in_plain_files)
{
	char bytes[2048];

	ck_assert(!differ(HA_SPAN("auth required pam_unix.so # ok\n\n#\n")));
	ck_assert(!differ(long_line(bytes, 1022, "2\n")));
	ck_assert(differ(long_line(bytes, 1023, "2\n")));
}
END_TEST

/* The line in which the gap is, counted from 1; 0: there is none. */
static const struct {
	struct ha_span text;
	size_t as_1_5, as_1_6;
} gaps[] = {
	{ BYTES("a \\\nb\n"), 0, 0 },
	{ BYTES("a \\\n# c\nb\n"), 2, 2 },
	{ BYTES("a \\\nb \\\n\n\nc\n"), 3, 3 },
	{ BYTES("# c\na # c\n"), 0, 0 },
	{ BYTES("\\\n# c\na\n"), 0, 0 },
	{ BYTES("a\0 \\\nb\n"), 0, 0 },
};

static size_t
gap_in(struct ha_span bytes, enum cli_pam_version version)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_source *source;
	struct cli_pam_lines lines = { .arena = &arena, .version = version };
	struct cli_pam_text text;
	size_t line = 0;

	ck_assert_int_eq(ha_source_from_memory("sshd", bytes, &source), HA_OK);
	lines.source = source;
	ck_assert_int_eq(cli_pam_lines_next(&lines, &text), HA_OK);
	if (text.gap.source != NULL)
		line = ha_source_place(source, text.gap.offset).line;
	ha_source_free(source);
	ha_arena_free(&arena);
	return line;
}

START_TEST(a_gap_in_a_line_that_goes_on_is_found)
{
	ck_assert_uint_eq(gap_in(gaps[_i].text, CLI_PAM_1_5), gaps[_i].as_1_5);
	ck_assert_uint_eq(gap_in(gaps[_i].text, CLI_PAM_1_6), gaps[_i].as_1_6);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, lines_are_those_of_each_version, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, where_versions_differ_it_is_known, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, up_to_1_5_a_line_has_1023_bytes, 0,
	    COUNT(longs));
	tcase_add_test(tests, versions_do_not_differ_in_plain_files);
	tcase_add_loop_test(tests, a_gap_in_a_line_that_goes_on_is_found, 0,
	    COUNT(gaps));
}

int
main(void)
{
	return unit_run("pam_lines", add_tests);
}
