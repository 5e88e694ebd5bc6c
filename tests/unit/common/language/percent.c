#include "common/language/percent.h"

#include "common/base/bounds.h"
#include "tests/unit/support.h"

static const struct ha_percent_value values[] = {
	{ 'a', BYTES("192.0.2.33") },
	{ 'd', BYTES("sshd") },
	{ 'u', BYTES("-rf") },
	{ 'n', BYTES("a%d-b") },
	{ 'h', BYTES("$(id);`x`\n\0'\"") },
	{ 'e', BYTES("") },
	{ 'z', BYTES("--") },
};

static struct ha_strbuf out;

static void
begin(void)
{
	out = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&out);
}

static enum ha_status
expand(struct ha_span text)
{
	return ha_percent_expand(text, values, (size_t)COUNT(values), false,
	    &out);
}

static const struct {
	struct ha_span text, want;
} rows[] = {
	{ BYTES(""), BYTES("") },
	{ BYTES("plain $(text) stays"), BYTES("plain $(text) stays") },
	{ BYTES("from %a to %d"), BYTES("from 192.0.2.33 to sshd") },
	{ BYTES("%a%a"), BYTES("192.0.2.33192.0.2.33") },
	{ BYTES("100%%"), BYTES("100%") },
	{ BYTES("%%a"), BYTES("%a") },
	{ BYTES("%%%a"), BYTES("%192.0.2.33") },
	{ BYTES("%"), BYTES("%") },
	{ BYTES("a%"), BYTES("a%") },
	{ BYTES("%%%"), BYTES("%%") },
	{ BYTES("[%q%A% %\\]"), BYTES("[]") },
	{ BYTES("[%\0]"), BYTES("[]") },
	{ BYTES("%n"), BYTES("a%d-b") },
	{ BYTES("%u"), BYTES("_rf") },
	{ BYTES("x%u"), BYTES("x_rf") },
	{ BYTES("%z"), BYTES("_-") },
	{ BYTES("[%e]"), BYTES("[]") },
	{ BYTES("%h"), BYTES("__id___x_____") },
	{ BYTES("a\0b"), BYTES("a\0b") },
};

START_TEST(expands_the_listed_rows)
{
	ck_assert_int_eq(expand(rows[_i].text), HA_OK);
	assert_span(ha_strbuf_span(&out), rows[_i].want);
}
END_TEST

START_TEST(what_stood_in_the_buffer_stays)
{
	ha_strbuf_add_text(&out, "before ");
	ck_assert_int_eq(expand(HA_SPAN("%d")), HA_OK);
	ck_assert_str_eq(ha_strbuf_text(&out), "before sshd");
}
END_TEST

/* The list of language.md O10 and libwrap's manual, written out once more. */
START_TEST(a_value_keeps_harmless_bytes_alone)
{
	for (int i = 0; i < 256; i++) {
		char byte[2] = { 'x', (char)(unsigned char)i };
		struct ha_percent_value value = { 'v', { byte, 2 } };
		bool stays = i != 0 &&
		    strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "abcdefghijklmnopqrstuvwxyz!@%-_=+:,./",
			i) != NULL;

		ha_strbuf_clear(&out);
		ck_assert_int_eq(
		    ha_percent_expand(HA_SPAN("%v"), &value, 1, false, &out),
		    HA_OK);
		ck_assert_int_eq(ha_strbuf_text(&out)[1],
		    stays ? byte[1] : '_');
	}
}
END_TEST

static enum ha_status
expand_length(size_t len, bool from_value)
{
	static char long_text[HA_EXPANSION_MAX + 2];
	struct ha_percent_value value = { 'v', { long_text, len } };

	memset(long_text, 'x', sizeof(long_text));
	if (from_value)
		return ha_percent_expand(HA_SPAN("%v"), &value, 1, false, &out);
	return ha_percent_expand(value.text, NULL, 0, false, &out);
}

START_TEST(a_result_of_8190_bytes_fits)
{
	ck_assert_int_eq(expand_length(8190, _i), HA_OK);
	ck_assert_uint_eq(out.len, 8190);
}
END_TEST

START_TEST(a_result_of_8191_bytes_is_too_big)
{
	ck_assert_int_eq(expand_length(8191, _i), HA_TOOBIG);
}
END_TEST

START_TEST(the_limit_counts_from_where_the_text_begins)
{
	ha_strbuf_add_text(&out, "before");
	ck_assert_int_eq(expand_length(8190, _i), HA_OK);
}
END_TEST

START_TEST(a_failed_buffer_is_out_of_memory)
{
	ha_strbuf_add(&out, (struct ha_span){ "", SIZE_MAX });
	ck_assert_int_eq(expand(HA_SPAN("x")), HA_NOMEM);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, expands_the_listed_rows, 0, COUNT(rows));
	tcase_add_test(tests, what_stood_in_the_buffer_stays);
	tcase_add_test(tests, a_value_keeps_harmless_bytes_alone);
	tcase_add_loop_test(tests, a_result_of_8190_bytes_fits, 0, 2);
	tcase_add_loop_test(tests, a_result_of_8191_bytes_is_too_big, 0, 2);
	tcase_add_loop_test(tests, the_limit_counts_from_where_the_text_begins,
	    0, 2);
	tcase_add_test(tests, a_failed_buffer_is_out_of_memory);
}

int
main(void)
{
	return unit_run("percent", add_tests);
}
