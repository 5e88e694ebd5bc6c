#include "cli/sys/askers.h"

#include "tests/unit/support.h"

START_TEST(a_program_is_known_by_its_file_and_by_its_name_in_rules)
{
	ck_assert_str_eq(cli_asker_of("rpc.mountd")->daemon, "mountd");
	ck_assert(!cli_asker_named(HA_SPAN("MOUNTD"))->knows_names);
	ck_assert_ptr_null(cli_asker_named(HA_SPAN("rpc.mountd")));
	ck_assert_ptr_null(cli_asker_of("mount"));
}
END_TEST

START_TEST(each_row_is_whole)
{
	const struct cli_asker *asker;
	size_t count = 0;

	for (; (asker = cli_asker_at(count)) != NULL; count++) {
		bool is_set = asker->asks == CLI_ASKS_IF_SET ||
		    asker->asks == CLI_ASKS_IF_EACH;

		/* No program stands there twice. */
		ck_assert_ptr_eq(cli_asker_of(asker->program), asker);
		ck_assert_ptr_nonnull(
		    cli_asker_named(ha_span_of(asker->daemon)));
		expect((asker->files != NULL) == is_set, "%s", asker->program);
		expect((asker->setting != NULL) ==
			(is_set || asker->asks == CLI_ASKS_MAYBE),
		    "%s", asker->program);
	}
	ck_assert(count > 10);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests,
	    a_program_is_known_by_its_file_and_by_its_name_in_rules);
	tcase_add_test(tests, each_row_is_whole);
}

int
main(void)
{
	return unit_run("askers", add_tests);
}
