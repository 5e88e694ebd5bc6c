#include "common/base/span.h"

#include <ctype.h>
#include <errno.h>

#include "tests/unit/support.h"

START_TEST(null_is_an_empty_span)
{
	assert_span(ha_span_of(NULL), HA_SPAN_EMPTY);
}
END_TEST

START_TEST(a_span_ends_at_the_terminator)
{
	assert_span(ha_span_of("sshd"), HA_SPAN("sshd"));
}
END_TEST

START_TEST(from_and_before_cut_at_the_offset)
{
	struct ha_span text = HA_SPAN("abc");

	assert_span(ha_span_from(text, 1), HA_SPAN("bc"));
	assert_span(ha_span_from(text, 3), HA_SPAN_EMPTY);
	assert_span(ha_span_before(text, 1), HA_SPAN("a"));
	assert_span(ha_span_before(text, 0), HA_SPAN_EMPTY);
}
END_TEST

static const struct {
	struct ha_span a, b;
	bool equal, fold, starts, ends;
} comparisons[] = {
	{ BYTES(""), BYTES(""), true, true, true, true },
	{ BYTES("a"), BYTES(""), false, false, true, true },
	{ BYTES(""), BYTES("a"), false, false, false, false },
	{ BYTES("abc"), BYTES("abc"), true, true, true, true },
	{ BYTES("aBc"), BYTES("AbC"), false, true, true, true },
	{ BYTES("abc"), BYTES("AB"), false, false, true, false },
	{ BYTES("abc"), BYTES("BC"), false, false, false, true },
	{ BYTES("abc"), BYTES("abcd"), false, false, false, false },
	{ BYTES("a\0b"), BYTES("a\0b"), true, true, true, true },
	{ BYTES("a\0b"), BYTES("a\0c"), false, false, false, false },
	{ BYTES("\xc4"), BYTES("\xe4"), false, false, false, false },
	{ BYTES("["), BYTES("{"), false, false, false, false },
	{ BYTES("@"), BYTES("`"), false, false, false, false },
};

START_TEST(comparisons_see_every_byte_and_fold_ascii_alone)
{
	struct ha_span a = comparisons[_i].a, b = comparisons[_i].b;

	ck_assert(ha_span_equal(a, b) == comparisons[_i].equal);
	ck_assert(ha_span_equal_fold(a, b) == comparisons[_i].fold);
	ck_assert(ha_span_starts_fold(a, b) == comparisons[_i].starts);
	ck_assert(ha_span_ends_fold(a, b) == comparisons[_i].ends);
}
END_TEST

START_TEST(find_gives_the_first_such_byte_or_the_length)
{
	ck_assert_uint_eq(ha_span_find(HA_SPAN("a:b:c"), ':'), 1);
	ck_assert_uint_eq(ha_span_find(HA_SPAN("abc"), ':'), 3);
	ck_assert_uint_eq(ha_span_find(HA_SPAN("a\0b"), 'b'), 2);
	ck_assert_uint_eq(ha_span_find((struct ha_span){ NULL, 0 }, ':'), 0);
	ck_assert(ha_span_holds(HA_SPAN("a\0b"), '\0'));
	ck_assert(!ha_span_holds(HA_SPAN("ab"), '\0'));
}
END_TEST

START_TEST(trim_takes_white_space_off_both_ends)
{
	assert_span(ha_span_trim(HA_SPAN(" \t\r\n\v\fa b\f\v\n\r\t ")),
	    HA_SPAN("a b"));
	assert_span(ha_span_trim(HA_SPAN(" \t")), HA_SPAN_EMPTY);
	assert_span(ha_span_trim(HA_SPAN("\0 ")), HA_SPAN("\0"));
}
END_TEST

START_TEST(byte_classes_agree_with_the_c_locale)
{
	for (int i = 0; i < 256; i++) {
		char byte = (char)(unsigned char)i;
		bool is_blank = i != '\0' && strchr(" \t\r\n", i) != NULL;

		ck_assert(ha_is_digit(byte) == (isdigit(i) != 0));
		ck_assert(ha_is_letter(byte) == (isalpha(i) != 0));
		ck_assert(ha_is_space(byte) == (isspace(i) != 0));
		ck_assert_int_eq((unsigned char)ha_fold(byte), tolower(i));
		ck_assert(ha_is_blank(byte) == is_blank);
		ck_assert(ha_is_separator(byte) == (is_blank || i == ','));
	}
}
END_TEST

static const struct {
	struct ha_span text;
	unsigned long max;
	bool is_number;
	unsigned long value;
} numbers[] = {
	{ BYTES("0"), 0, true, 0 },
	{ BYTES("000"), 0, true, 0 },
	{ BYTES("007"), 7, true, 7 },
	{ BYTES("1"), 0, false, 0 },
	{ BYTES("32"), 32, true, 32 },
	{ BYTES("33"), 32, false, 0 },
	{ BYTES("9"), 5, false, 0 },
	{ BYTES("320"), 32, false, 0 },
	{ BYTES(""), 32, false, 0 },
	{ BYTES("+1"), 32, false, 0 },
	{ BYTES("-1"), 32, false, 0 },
	{ BYTES(" 1"), 32, false, 0 },
	{ BYTES("1 "), 32, false, 0 },
	{ BYTES("1\0"), 32, false, 0 },
	{ BYTES("0x1"), 32, false, 0 },
	{ BYTES("18446744073709551615"), ~0UL, true, ~0UL },
	{ BYTES("18446744073709551616"), ~0UL, false, 0 },
	{ BYTES("99999999999999999999999"), ~0UL, false, 0 },
};

START_TEST(a_number_is_digits_within_the_range)
{
	unsigned long value = 4711;

	ck_assert(ha_span_number(numbers[_i].text, numbers[_i].max, &value) ==
	    numbers[_i].is_number);
	ck_assert_uint_eq(value,
	    numbers[_i].is_number ? numbers[_i].value : 4711);
}
END_TEST

START_TEST(numbers_agree_with_strtoul_on_random_digits)
{
	uint32_t state = 1;
	char text[24];

	for (int n = 0; n < 100000; n++) {
		size_t len = 1 +
		    unit_random_text(&state, HA_SPAN("0123456789"), 21,
			text + 1);
		unsigned long max = unit_below(&state, 2) == 0
		    ? ~0UL
		    : unit_below(&state, 1000);
		unsigned long want, got;
		bool is_number;

		text[0] = (char)('0' + unit_below(&state, 10));
		errno = 0;
		want = strtoul(text, NULL, 10);
		is_number = errno == 0 && want <= max;
		expect(ha_span_number((struct ha_span){ text, len }, max,
			   &got) == is_number,
		    "%s up to %lu", text, max);
		ck_assert(!is_number || got == want);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, null_is_an_empty_span);
	tcase_add_test(tests, a_span_ends_at_the_terminator);
	tcase_add_test(tests, from_and_before_cut_at_the_offset);
	tcase_add_loop_test(tests,
	    comparisons_see_every_byte_and_fold_ascii_alone, 0,
	    COUNT(comparisons));
	tcase_add_test(tests, find_gives_the_first_such_byte_or_the_length);
	tcase_add_test(tests, trim_takes_white_space_off_both_ends);
	tcase_add_test(tests, byte_classes_agree_with_the_c_locale);
	tcase_add_loop_test(tests, a_number_is_digits_within_the_range, 0,
	    COUNT(numbers));
	tcase_add_test(tests, numbers_agree_with_strtoul_on_random_digits);
}

int
main(void)
{
	return unit_run("span", add_tests);
}
