#include "cli/sys/askers.h"

#include <errno.h>

#include "tests/unit/folder.h"
#include "tests/unit/support.h"

static struct folder folder;

static void
begin(void)
{
	folder_begin(&folder);
}

static void
end(void)
{
	folder_end(&folder);
}

static const struct {
	const char *program, *text;
	enum cli_asking asks;
	const char *value; /* NULL: none */
} rows[] = {
	{ "vsftpd", "", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers=YES\n", CLI_ASKS_ALWAYS, "YES" },
	{ "vsftpd", "tcp_wrappers=NO\n", CLI_ASKS_NEVER, "NO" },
	{ "vsftpd", "  tcp_wrappers = yes", CLI_ASKS_ALWAYS, "yes" },
	{ "vsftpd", "#tcp_wrappers=YES\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers_too=YES\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers=YES\ntcp_wrappers=NO\n", CLI_ASKS_NEVER,
	    "NO" },
	{ "vsftpd", "tcp_wrappers=maybe\n", CLI_ASKS_NEVER, "maybe" },
	{ "stunnel4", "; libwrap = yes\n", CLI_ASKS_NEVER, NULL },
	{ "stunnel4", "libwrap = yes\n[imaps]\naccept = 993\n", CLI_ASKS_ALWAYS,
	    "yes" },
	{ "stunnel4", "[imaps]\nlibwrap = yes\n[pop3s]\n", CLI_ASKS_MAYBE,
	    "yes" },
	{ "stunnel4", "libwrap = yes\n[imaps]\nlibwrap = no\n", CLI_ASKS_MAYBE,
	    "no" },
	{ "stunnel", "libwrap = yes\n[a]\nlibwrap = yes\n", CLI_ASKS_ALWAYS,
	    "yes" },
};

START_TEST(the_setting_decides)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_asker_setting setting;

	folder_write(&folder, "settings", ha_span_of(rows[_i].text));
	folder_age(folder_file(&folder, "settings"));
	ck_assert(cli_asker_read_file(cli_asker_of(rows[_i].program),
	    folder_file(&folder, "settings"), &arena, &setting));
	expect(setting.asks == rows[_i].asks, "%s", rows[_i].text);
	if (rows[_i].value == NULL)
		ck_assert_ptr_null(setting.value);
	else
		ck_assert_str_eq(setting.value, rows[_i].value);
	ha_arena_free(&arena);
}
END_TEST

START_TEST(what_cannot_be_read_is_not_known)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_asker_setting setting;

	ck_assert(cli_asker_read_file(cli_asker_of("vsftpd"), folder.path,
	    &arena, &setting));
	ck_assert_int_eq(setting.asks, CLI_ASKS_MAYBE);
	ck_assert_int_eq(setting.error, EISDIR);
	ck_assert(!cli_asker_read_file(cli_asker_of("vsftpd"),
	    "/nonexistent/settings", &arena, &setting));
	ha_arena_free(&arena);
}
END_TEST

START_TEST(a_program_is_known_by_its_file_and_by_its_name_in_rules)
{
	ck_assert_str_eq(cli_asker_of("rpc.mountd")->daemon, "mountd");
	ck_assert(!cli_asker_named(HA_SPAN("MOUNTD"))->knows_names);
	ck_assert_ptr_null(cli_asker_named(HA_SPAN("rpc.mountd")));
	ck_assert_ptr_null(cli_asker_of("mount"));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_setting_decides, 0, COUNT(rows));
	tcase_add_test(tests, what_cannot_be_read_is_not_known);
	tcase_add_test(tests,
	    a_program_is_known_by_its_file_and_by_its_name_in_rules);
}

int
main(void)
{
	return unit_run("askers", add_tests);
}
