#include "cli/io/excerpt.h"

#include "cli/io/escape.h"
#include "tests/unit/support.h"

static struct ha_strbuf out;

static void
begin(void)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	cli_escape_init();
	out = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&out);
}

/* A line, the piece of it that is marked, and what is shown after "1: ". */
static const struct {
	const char *line, *piece;
	size_t columns;
	const char *shown, *mark;
} rows[] = {
	{ "ALL: ALL", "ALL", 0, "ALL: ALL", "^~~" },
	{ "a b", "b", 0, "a b", "  ^" },
	{ "\ta\tb", "b", 0, "    a    b", "         ^" },
	{ "a\tb c", "\tb", 0, "a    b c", " ^~~~~" },
	{ "\303\244 b", "b", 0, "\303\244 b", "  ^" },
	{ "\346\227\245\346\234\254 b", "b", 0, "\346\227\245\346\234\254 b",
	    "     ^" },
	{ "b \346\227\245\346\234\254", "\346\227\245\346\234\254", 0,
	    "b \346\227\245\346\234\254", "  ^~~~" },
	{ "\377 b", "b", 0, "\\xff b", "     ^" },
	{ "\033[2J b", "b", 0, "\\x1b[2J b", "        ^" },
	{ "a\342\200\256b", "b", 0, "a\\xe2\\x80\\xaeb", "             ^" },
	/* A piece of a character is shown as its bytes. */
	{ "\303\244b", "\244b", 0, "\\xc3\\xa4b", "    ^~~~~" },
	/* 30 columns are legible, less is not asked for. */
	{ "0123456789012345678901234567890123456789X", "X", 10,
	    "...12345678901234567890123456789X",
	    "                                ^" },
	{ "X0123456789012345678901234567890123456789", "X", 43,
	    "X012345678901234567890123456789012...", "^" },
	{ "X012345678901234567890123456789012345678", "X", 43,
	    "X012345678901234567890123456789012345678", "^" },
	{ "01234567890123456789X01234567890123456789", "X", 43,
	    "...34567890123456789X0123456789012345...",
	    "                    ^" },
};

START_TEST(the_line_is_shown_and_its_piece_is_marked)
{
	struct ha_span line = ha_span_of(rows[_i].line);
	size_t start =
	    (size_t)(strstr(rows[_i].line, rows[_i].piece) - rows[_i].line);
	struct cli_excerpt excerpt = { .line = line,
		.start = start,
		.end = start + strlen(rows[_i].piece),
		.is_marked = true,
		.columns = rows[_i].columns };
	struct ha_strbuf want = HA_STRBUF_INIT;

	ha_strbuf_add_text(&want, "1: ");
	ha_strbuf_add_text(&want, rows[_i].shown);
	ha_strbuf_add_text(&want, "\n   ");
	ha_strbuf_add_text(&want, rows[_i].mark);
	ha_strbuf_add_text(&want, "\n");
	cli_excerpt(&out, &excerpt, HA_SPAN("1: "), HA_SPAN_EMPTY);
	ck_assert_str_eq(ha_strbuf_text(&out), ha_strbuf_text(&want));
	ha_strbuf_free(&want);
}
END_TEST

/* Lines of all kinds of characters, at any width. */
START_TEST(nothing_is_wider_than_the_terminal)
{
	static const char *const letters[] = { "a", "\t", "\303\244",
		"\346\227\245", "\377", "\001", "\342\200\256" };
	char text[400];
	unsigned seed = 1;

	for (int round = 0; round < 20000; round++) {
		struct cli_excerpt excerpt = { .is_marked = true };
		size_t len = 0;

		for (seed = seed * 1103515245u + 12345u;
		     len < (seed >> 8) % 390;) {
			const char *letter;

			seed = seed * 1103515245u + 12345u;
			letter = letters[(seed >> 16) % 7];
			memcpy(text + len, letter, strlen(letter));
			len += strlen(letter);
			if ((seed >> 20) % 64 == 0)
				break;
		}
		excerpt.line = (struct ha_span){ text, len };
		excerpt.start = len == 0 ? 0 : (seed >> 4) % (len + 1);
		excerpt.end =
		    excerpt.start + (seed >> 12) % (len - excerpt.start + 1);
		excerpt.columns = 40 + (seed >> 24) % 80;
		ha_strbuf_clear(&out);
		cli_excerpt(&out, &excerpt, HA_SPAN("1 | "), HA_SPAN("  | "));
		for (struct ha_span rest = ha_strbuf_span(&out);
		     rest.len > 0;) {
			size_t newline = ha_span_find(rest, '\n');

			expect(newline < rest.len, "no newline at the end");
			expect(cli_columns(ha_span_before(rest, newline)) <=
				excerpt.columns,
			    "round %d: %s", round, ha_strbuf_text(&out));
			rest = ha_span_from(rest, newline + 1);
		}
	}
}
END_TEST

START_TEST(an_empty_piece_is_marked_only_if_wanted)
{
	struct cli_excerpt excerpt = {
		.line = HA_SPAN("ab"), .start = 2, .end = 2, .color = "\033[1m"
	};

	cli_excerpt(&out, &excerpt, HA_SPAN("1 | "), HA_SPAN("  | "));
	ck_assert_str_eq(ha_strbuf_text(&out), "1 | ab\n");
	excerpt.is_marked = true;
	ha_strbuf_clear(&out);
	cli_excerpt(&out, &excerpt, HA_SPAN("1 | "), HA_SPAN("  | "));
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "1 | ab\n  |   \033[1m^\033[0m\n");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_line_is_shown_and_its_piece_is_marked, 0,
	    COUNT(rows));
	tcase_add_test(tests, nothing_is_wider_than_the_terminal);
	tcase_add_test(tests, an_empty_piece_is_marked_only_if_wanted);
}

int
main(void)
{
	return unit_run("excerpt", add_tests);
}
