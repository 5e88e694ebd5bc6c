#include "cli/install/merge.h"

#include "tests/unit/support.h"

/* What programs and people do to a table, and what becomes of another text. */
static const struct {
	const char *before, *after, *onto;
	const char *want; /* NULL: it is no program's doing */
	size_t added, removed;
} rows[] = {
	{ "a\n", "a\n", "b\n", "b\n", 0, 0 },
	{ "a\n", "a\nb\n", "c\n", "c\nb\n", 1, 0 },
	{ "", "ALL: 192.0.2.1\n", "", "ALL: 192.0.2.1\n", 1, 0 },
	{ "a\n", "a\nb\nc\n", "", "b\nc\n", 2, 0 },
	/* What is added is not glued to a line that has no end. */
	{ "a\n", "a\nb\n", "c", "c\nb\n", 1, 0 },
	{ "a", "a\nb\n", "c\n", NULL, 0, 0 },
	{ "a\n", "a\nb", "c\n", NULL, 0, 0 },
	{ "a", "a", "c", "c", 0, 0 },
	/* A ban is lifted, where it is and where it is not. */
	{ "a\nALL: 192.0.2.1\nb\n", "a\nb\n", "c\nALL: 192.0.2.1\n", "c\n", 0,
	    1 },
	{ "ALL: 192.0.2.1\n", "", "c\n", "c\n", 0, 1 },
	{ "ALL: [2001:db8::1] : deny\nb\n", "b\nsshd: 192.0.2.2\n",
	    "ALL: [2001:db8::1] : deny\n", "sshd: 192.0.2.2\n", 1, 1 },
	/* One of two that are the same. */
	{ "ALL: 192.0.2.1\nALL: 192.0.2.1\n", "ALL: 192.0.2.1\n",
	    "ALL: 192.0.2.1\nALL: 192.0.2.1\n", "ALL: 192.0.2.1\n", 0, 1 },
	/* No bans. */
	{ "a\nb\n", "a\n", "a\nb\n", NULL, 0, 0 },
	{ "ALL: 192.0.2.0/24\n", "", "", NULL, 0, 0 },
	{ "ALL: ALL\n", "", "", NULL, 0, 0 },
	{ "ALL: 192.0.2.1: spawn x\n", "", "", NULL, 0, 0 },
	{ "ALL: 192.0.2.1 192.0.2.2\n", "", "", NULL, 0, 0 },
	{ "192.0.2.1\n", "", "", NULL, 0, 0 },
	/* A ban that is lifted, beside a rule that somebody wrote. */
	{ "ALL: 192.0.2.1\n", "sshd: ALL\n", "c\n", NULL, 0, 0 },
	/* A line that was moved, or changed in the middle. */
	{ "a\nb\n", "b\na\n", "c\n", NULL, 0, 0 },
	{ "ALL: 192.0.2.1\nALL: 192.0.2.2\n",
	    "ALL: 192.0.2.2\nALL: 192.0.2.1\n", "c\n", NULL, 0, 0 },
	{ "a\nb\nc\n", "a\nB\nc\n", "c\n", NULL, 0, 0 },
	{ "a\n", "b\na\n", "c\n", NULL, 0, 0 },
};

START_TEST(does_what_programs_did)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct cli_merge merge;
	bool is_done = cli_merge(&out, ha_span_of(rows[_i].before),
	    ha_span_of(rows[_i].after), ha_span_of(rows[_i].onto), &merge);

	ck_assert_int_eq(is_done, rows[_i].want != NULL);
	if (rows[_i].want != NULL) {
		ck_assert_str_eq(ha_strbuf_text(&out), rows[_i].want);
		ck_assert_uint_eq(merge.added, rows[_i].added);
		ck_assert_uint_eq(merge.removed, rows[_i].removed);
	} else {
		ck_assert_uint_eq(out.len, 0);
	}
	ha_strbuf_free(&out);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, does_what_programs_did, 0, COUNT(rows));
}

int
main(void)
{
	return unit_run("merge", add_tests);
}
