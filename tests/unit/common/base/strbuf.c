#include "common/base/strbuf.h"

#include <stdio.h>

#include "tests/unit/support.h"

static struct ha_strbuf buf;

static void
begin(void)
{
	buf = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&buf);
}

START_TEST(an_empty_buffer_is_an_empty_text)
{
	ck_assert_str_eq(ha_strbuf_text(&buf), "");
	assert_span(ha_strbuf_span(&buf), HA_SPAN_EMPTY);
	ha_strbuf_clear(&buf);
	ck_assert_str_eq(ha_strbuf_text(&buf), "");
}
END_TEST

START_TEST(what_is_added_stands_in_order)
{
	ha_strbuf_add_text(&buf, "ab");
	ha_strbuf_add_byte(&buf, ':');
	ha_strbuf_add(&buf, HA_SPAN("c\0d"));
	ha_strbuf_add_text(&buf, NULL);
	ha_strbuf_add(&buf, (struct ha_span){ NULL, 0 });
	ha_strbuf_add_number(&buf, 7);
	assert_span(ha_strbuf_span(&buf), HA_SPAN("ab:c\0d7"));
	ck_assert_mem_eq(ha_strbuf_text(&buf), "ab:c\0d7", 8);
}
END_TEST

START_TEST(it_grows_byte_by_byte_and_stays_terminated)
{
	for (size_t i = 0; i < 5000; i++) {
		ha_strbuf_add_byte(&buf, (char)('a' + i % 26));
		ck_assert_uint_eq(strlen(ha_strbuf_text(&buf)), i + 1);
	}
	for (size_t i = 0; i < 5000; i++)
		ck_assert_int_eq(ha_strbuf_text(&buf)[i], (char)('a' + i % 26));
}
END_TEST

static const unsigned long numbers[] = { 0, 1, 9, 10, 99, 100, 4294967296,
	~0UL - 1, ~0UL };

START_TEST(a_number_is_written_as_printf_does)
{
	char want[32];

	snprintf(want, sizeof(want), "%lu", numbers[_i]);
	ha_strbuf_add_number(&buf, numbers[_i]);
	ck_assert_str_eq(ha_strbuf_text(&buf), want);
}
END_TEST

START_TEST(escaping_leaves_printable_ascii_alone)
{
	for (int i = 0; i < 256; i++) {
		char byte = (char)(unsigned char)i, want[8];

		if (i >= ' ' && i <= '~')
			snprintf(want, sizeof(want), "%c", i);
		else
			snprintf(want, sizeof(want), "\\x%02x", (unsigned)i);
		ha_strbuf_clear(&buf);
		ha_strbuf_add_escaped(&buf, (struct ha_span){ &byte, 1 });
		ck_assert_str_eq(ha_strbuf_text(&buf), want);
	}
}
END_TEST

/* Nothing is read of a text that is too long to be added. */
START_TEST(a_failure_sticks_and_empties_the_text)
{
	ha_strbuf_add_text(&buf, "before");
	ha_strbuf_add(&buf, (struct ha_span){ "", SIZE_MAX / 2 });
	ck_assert(buf.failed);
	ha_strbuf_add_text(&buf, "behind");
	ck_assert_str_eq(ha_strbuf_text(&buf), "");
	assert_span(ha_strbuf_span(&buf), HA_SPAN_EMPTY);
}
END_TEST

START_TEST(clear_forgets_text_and_failure)
{
	ha_strbuf_add_text(&buf, "before");
	ha_strbuf_add(&buf, (struct ha_span){ "", SIZE_MAX });
	ha_strbuf_clear(&buf);
	ck_assert(!buf.failed);
	ck_assert_str_eq(ha_strbuf_text(&buf), "");
	ha_strbuf_add_text(&buf, "x");
	ck_assert_str_eq(ha_strbuf_text(&buf), "x");
}
END_TEST

START_TEST(free_makes_it_new)
{
	ha_strbuf_add_text(&buf, "x");
	ha_strbuf_free(&buf);
	ha_strbuf_free(&buf);
	ha_strbuf_add_text(&buf, "y");
	ck_assert_str_eq(ha_strbuf_text(&buf), "y");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, an_empty_buffer_is_an_empty_text);
	tcase_add_test(tests, what_is_added_stands_in_order);
	tcase_add_test(tests, it_grows_byte_by_byte_and_stays_terminated);
	tcase_add_loop_test(tests, a_number_is_written_as_printf_does, 0,
	    COUNT(numbers));
	tcase_add_test(tests, escaping_leaves_printable_ascii_alone);
	tcase_add_test(tests, a_failure_sticks_and_empties_the_text);
	tcase_add_test(tests, clear_forgets_text_and_failure);
	tcase_add_test(tests, free_makes_it_new);
}

int
main(void)
{
	return unit_run("strbuf", add_tests);
}
