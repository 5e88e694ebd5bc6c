#include "cli/pam/version.h"

#include <signal.h>

#include "tests/unit/support.h"

static const struct {
	const char *text;
	enum cli_pam_version version; /* CLI_PAM_INSTALLED: it is refused */
} rows[] = {
	{ "1.5", CLI_PAM_1_5 },
	{ "1.5.3", CLI_PAM_1_5 },
	{ "1.0", CLI_PAM_1_5 },
	{ "0.99.10", CLI_PAM_1_5 },
	{ "1.6", CLI_PAM_1_6 },
	{ "1.6.0", CLI_PAM_1_6 },
	{ "1.7.2", CLI_PAM_1_6 },
	{ "1.10", CLI_PAM_1_6 },
	{ "2.0", CLI_PAM_1_6 },
	{ "", CLI_PAM_INSTALLED },
	{ "1", CLI_PAM_INSTALLED },
	{ "1.", CLI_PAM_INSTALLED },
	{ ".5", CLI_PAM_INSTALLED },
	{ "1..5", CLI_PAM_INSTALLED },
	{ "1.5.2.1", CLI_PAM_INSTALLED },
	{ "1.5.2-6", CLI_PAM_INSTALLED },
	{ "v1.5", CLI_PAM_INSTALLED },
	{ "1.5 ", CLI_PAM_INSTALLED },
	{ "1.-5", CLI_PAM_INSTALLED },
	{ "1.99999", CLI_PAM_INSTALLED },
	{ "installed", CLI_PAM_INSTALLED },
};

START_TEST(a_version_is_read)
{
	enum cli_pam_version version = CLI_PAM_INSTALLED;
	bool is_read = cli_pam_version_read(rows[_i].text, &version);

	ck_assert_int_eq(is_read, rows[_i].version != CLI_PAM_INSTALLED);
	ck_assert_int_eq(version, rows[_i].version);
}
END_TEST

/* Whether it is right tests/pam/dispatch shows. */
START_TEST(the_installed_one_is_told)
{
	enum cli_pam_version version = cli_pam_version_installed();

	ck_assert(version == CLI_PAM_1_5 || version == CLI_PAM_1_6);
	ck_assert_int_eq(version, cli_pam_version_installed());
}
END_TEST

/* Whoever starts the command may have it so: no status is waited for. */
START_TEST(it_is_told_where_nobody_waits_for_children)
{
	enum cli_pam_version version = cli_pam_version_installed();

	signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(version, cli_pam_version_installed());
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_version_is_read, 0, COUNT(rows));
	tcase_add_test(tests, the_installed_one_is_told);
	tcase_add_test(tests, it_is_told_where_nobody_waits_for_children);
}

int
main(void)
{
	return unit_run("pam_version", add_tests);
}
