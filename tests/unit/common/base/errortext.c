#include "common/base/errortext.h"

#include <errno.h>
#include <locale.h>

#include "tests/unit/support.h"

START_TEST(known_errors_are_told_in_english)
{
	setlocale(LC_ALL, "de_DE.UTF-8");
	ck_assert_str_eq(ha_error_text(EACCES), "Permission denied");
	ck_assert_str_eq(ha_error_text(EISDIR), "Is a directory");
}
END_TEST

START_TEST(other_numbers_have_a_text_too)
{
	ck_assert_str_eq(ha_error_text(-1), "unknown error");
	ck_assert_str_eq(ha_error_text(99999), "unknown error");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, known_errors_are_told_in_english);
	tcase_add_test(tests, other_numbers_have_a_text_too);
}

int
main(void)
{
	return unit_run("errortext", add_tests);
}
