#include "common/libwrap/differences.h"

#include "tests/unit/support.h"

START_TEST(ours_differs_in_all_and_libwrap_s_in_nothing)
{
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		ck_assert(ha_differs(HA_DIFFERENCES_ON, (enum ha_difference)i));
		ck_assert(
		    !ha_differs(HA_DIFFERENCES_OFF, (enum ha_difference)i));
	}
}
END_TEST

START_TEST(a_difference_goes_and_comes_alone)
{
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		struct ha_differences without = ha_differences_without(
		    HA_DIFFERENCES_ON, (enum ha_difference)i);

		for (int k = 0; k < HA_NDIFFERENCES; k++)
			ck_assert(ha_differs(without, (enum ha_difference)k) ==
			    (k != i));
		ck_assert(
		    ha_differences_with(without, (enum ha_difference)i).off ==
		    0);
	}
}
END_TEST

START_TEST(each_has_a_code_of_its_own_and_says_both_sides)
{
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		const char *code = ha_difference_code((enum ha_difference)i);
		const char *text = ha_difference_text((enum ha_difference)i);

		ck_assert_ptr_nonnull(strstr(text, "libwrap"));
		ck_assert_ptr_nonnull(strstr(text, "here "));
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(code,
			    ha_difference_code((enum ha_difference)k));
	}
	ck_assert_str_eq(ha_difference_code(HA_P1), "P1");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, ours_differs_in_all_and_libwrap_s_in_nothing);
	tcase_add_test(tests, a_difference_goes_and_comes_alone);
	tcase_add_test(tests, each_has_a_code_of_its_own_and_says_both_sides);
}

int
main(void)
{
	return unit_run("differences", add_tests);
}
