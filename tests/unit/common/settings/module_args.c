#include "common/settings/module_args.h"

#include "tests/unit/support.h"

static struct ha_strbuf described;

static void
begin(void)
{
	described = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&described);
}

static const char *
describe(int argc, const char **argv)
{
	struct ha_module_args args;
	const char *bad;

	ck_assert(ha_module_args_read(argc, argv, &args, &bad));
	ha_strbuf_clear(&described);
	ha_module_args_describe(&args, &described);
	return ha_strbuf_text(&described);
}

/* Each argument, with a value that is not the default. */
static const char *const others[] = {
	"allow=/x",
	"deny=/x",
	"daemon=x",
	"no_rhost=deny",
	"names=trust",
	"rhost=claim",
	"user=login",
	"lookup=no",
	"timeout=4",
	"onlookup=deny",
	"onerror=skip",
	"commands=no",
	"command_timeout=11",
	"command_rate=31/60",
	"allow_is=success",
	"enforce=no",
	"index=no",
	"message=x",
	"log=all",
	"debug",
};

START_TEST(no_argument_is_left_out)
{
	char plain[1000];

	strcpy(plain, describe(0, NULL));
	for (int i = 0; i < COUNT(others); i++) {
		const char *argv[] = { others[i] };

		expect(strcmp(describe(1, argv), plain) != 0, "%s", others[i]);
	}
}
END_TEST

/* A new one is a new row above. */
START_TEST(every_argument_is_tried_here)
{
	int lines = 0;

	for (const char *text = describe(0, NULL); *text != '\0'; text++)
		lines += *text == '\n';
	ck_assert_int_eq(lines, COUNT(others));
}
END_TEST

static const struct {
	const char *a, *b;
	bool is_same;
} pairs[] = {
	{ "timeout=3", "allow=/etc/hosts.allow", true },
	{ "timeout=3", "deny=/etc/hosts.deny", false },
	{ "debug", "debug", true },
	{ "command_rate=030/60", "command_rate=30/060", true },
	{ "command_rate=30/6", "command_rate=30/60", false },
	{ "command_rate=3/60", "command_rate=36/0060", false },
	{ "daemon=x", "message=x", false },
	{ "daemon=x", "daemon=X", false },
	{ "allow=/x", "deny=/x", false },
	{ "message=a\nlog=1", "message=a", false },
	{ "message=x", "message=xx", false },
};

START_TEST(the_same_arguments_are_described_alike)
{
	const char *a[] = { pairs[_i].a }, *b[] = { pairs[_i].b };
	char first[1000];

	strcpy(first, describe(1, a));
	ck_assert((strcmp(first, describe(1, b)) == 0) == pairs[_i].is_same);
}
END_TEST

START_TEST(their_order_does_not_count_and_the_last_does)
{
	const char *a[] = { "log=all", "timeout=5", "deny=/x" };
	const char *b[] = { "deny=/y", "deny=/x", "timeout=5", "log=all" };
	char first[1000];

	strcpy(first, describe(3, a));
	ck_assert_str_eq(describe(4, b), first);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, no_argument_is_left_out);
	tcase_add_test(tests, every_argument_is_tried_here);
	tcase_add_loop_test(tests, the_same_arguments_are_described_alike, 0,
	    COUNT(pairs));
	tcase_add_test(tests, their_order_does_not_count_and_the_last_does);
}

int
main(void)
{
	return unit_run("module_args", add_tests);
}
