#include "cli/sys/asker_setting.h"

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

/* Of the files in a list whose paths begin with '@', which is the folder. */
static void
read_them(const char *program, const char *files, struct ha_arena *arena,
    struct cli_asker_setting *setting)
{
	char list[400] = "";
	size_t len = 0;

	for (; *files != '\0'; files++) {
		if (*files == '@')
			len += (size_t)snprintf(list + len, sizeof(list) - len,
			    "%s", folder.path);
		else
			list[len++] = *files;
		list[len] = '\0';
	}
	cli_asker_read_files(cli_asker_of(program), list, arena, setting);
}

static const struct {
	const char *program, *text;
	enum cli_asking asks;
	const char *value; /* NULL: none */
} rows[] = {
	{ "vsftpd", "", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers=YES\n", CLI_ASKS_ALWAYS, "YES" },
	{ "vsftpd", "tcp_wrappers=True\r\n", CLI_ASKS_ALWAYS, "True" },
	{ "vsftpd", "tcp_wrappers=1", CLI_ASKS_ALWAYS, "1" },
	{ "vsftpd", "tcp_wrappers=NO\n", CLI_ASKS_NEVER, "NO" },
	{ "vsftpd", "  tcp_wrappers = yes", CLI_ASKS_ALWAYS, "yes" },
	{ "vsftpd", "#tcp_wrappers=YES\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers_too=YES\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers\n", CLI_ASKS_NEVER, NULL },
	{ "vsftpd", "tcp_wrappers=YES\ntcp_wrappers=NO\n", CLI_ASKS_NEVER,
	    "NO" },
	{ "vsftpd", "tcp_wrappers=maybe\n", CLI_ASKS_NEVER, "maybe" },
	{ "vsftpd", "tcp_wrappers=on\n", CLI_ASKS_NEVER, "on" },
	{ "vsftpd", "tcp_wrappers=YES # not NO\n", CLI_ASKS_NEVER,
	    "YES # not NO" },
	{ "vsftpd", "tcp_wrappers=0123456789012345678901234567890123456789YES",
	    CLI_ASKS_NEVER, "0123456789012345678901234567890123456789" },
	{ "stunnel4", "; libwrap = yes\n", CLI_ASKS_NEVER, NULL },
	{ "stunnel4", "LibWrap=YES\n[imaps]\naccept = 993\n", CLI_ASKS_ALWAYS,
	    "YES" },
	{ "stunnel4", "libwrap = true\n", CLI_ASKS_NEVER, "true" },
	{ "stunnel4", "[imaps]\nlibwrap = yes\n[pop3s]\n", CLI_ASKS_MAYBE,
	    "yes" },
	{ "stunnel4", "[imaps]\nlibwrap = yes\n[pop3s]\nlibwrap = yes\n",
	    CLI_ASKS_ALWAYS, "yes" },
	{ "stunnel4", "libwrap = yes\n[imaps]\nlibwrap = no\n[pop3s]\n",
	    CLI_ASKS_MAYBE, "no" },
	{ "stunnel4", "libwrap = yes\n[imaps]\nlibwrap = no\n", CLI_ASKS_NEVER,
	    "no" },
	{ "stunnel4", "libwrap = no\n[imaps]\nlibwrap = yes\n", CLI_ASKS_ALWAYS,
	    "yes" },
	{ "stunnel4", "libwrap = yes\ninclude = /etc/more\n", CLI_ASKS_MAYBE,
	    "yes" },
	{ "stunnel", "libwrap = yes\n[a]\nlibwrap = yes\n", CLI_ASKS_ALWAYS,
	    "yes" },
};

START_TEST(the_setting_decides)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_asker_setting setting;

	folder_write(&folder, "settings", ha_span_of(rows[_i].text));
	read_them(rows[_i].program, "@/settings", &arena, &setting);
	expect(setting.asks == rows[_i].asks, "%s", rows[_i].text);
	ck_assert_str_eq(setting.file, folder_file(&folder, "settings"));
	if (rows[_i].value == NULL)
		ck_assert_ptr_null(setting.value);
	else
		ck_assert_str_eq(setting.value, rows[_i].value);
	ck_assert_int_eq(setting.has_sections,
	    strchr(rows[_i].text, '[') != NULL);
	ha_arena_free(&arena);
}
END_TEST

static const struct {
	const char *first, *second; /* NULL: not there */
	enum cli_asking asks;
	const char *file; /* that is told */
} several[] = {
	{ NULL, NULL, CLI_ASKS_MAYBE, NULL },
	{ NULL, "libwrap = yes", CLI_ASKS_ALWAYS, "b.conf" },
	{ "libwrap = yes", "libwrap = yes", CLI_ASKS_ALWAYS, "a.conf" },
	{ "libwrap = yes", "", CLI_ASKS_MAYBE, "b.conf" },
	{ "", "libwrap = yes", CLI_ASKS_MAYBE, "b.conf" },
	{ "", "", CLI_ASKS_NEVER, "a.conf" },
};

static void
write_one(const char *name, const char *text)
{
	if (text != NULL)
		folder_write(&folder, name, ha_span_of(text));
}

START_TEST(several_files_must_agree)
{
	static const char *const lists[] = { "@/a.conf:@/b.conf", "@/*.conf",
		"@/none:@/none/*.conf:@/*.conf" };
	struct ha_arena arena = HA_ARENA_INIT;

	write_one("a.conf", several[_i].first);
	write_one("b.conf", several[_i].second);
	write_one("b.conf.bak", "libwrap = no");
	write_one(".c.conf", "libwrap = no");
	for (int i = 0; i < COUNT(lists); i++) {
		struct cli_asker_setting setting;

		read_them("stunnel", lists[i], &arena, &setting);
		expect(setting.asks == several[_i].asks, "%s", lists[i]);
		if (several[_i].file == NULL)
			ck_assert_ptr_null(setting.file);
		else
			ck_assert_str_eq(setting.file,
			    folder_file(&folder, several[_i].file));
	}
	ha_arena_free(&arena);
}
END_TEST

START_TEST(what_cannot_be_read_is_not_known)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_asker_setting setting;

	folder_write(&folder, "a.conf", HA_SPAN("tcp_wrappers=YES\n"));
	ck_assert_int_eq(mkdir(folder_file(&folder, "b.conf"), 0700), 0);
	read_them("vsftpd", "@/*.conf", &arena, &setting);
	ck_assert_int_eq(setting.asks, CLI_ASKS_MAYBE);
	ck_assert_int_eq(setting.error, EISDIR);
	ck_assert_ptr_null(setting.value);
	read_them("vsftpd", "@/b.conf:@/a.conf", &arena, &setting);
	ck_assert_int_eq(setting.asks, CLI_ASKS_MAYBE);
	ck_assert_int_eq(setting.error, EISDIR);
	/* The folder is a file. */
	read_them("vsftpd", "@/a.conf/*.conf", &arena, &setting);
	ck_assert_int_eq(setting.asks, CLI_ASKS_MAYBE);
	ck_assert_int_eq(setting.error, ENOTDIR);
	ck_assert_int_eq(mkfifo(folder_file(&folder, "pipe"), 0600), 0);
	read_them("vsftpd", "@/pipe", &arena, &setting);
	ck_assert_int_eq(setting.asks, CLI_ASKS_MAYBE);
	ck_assert_int_ne(setting.error, 0);
	ha_arena_free(&arena);
}
END_TEST

static const struct {
	off_t size;
	int error;
} sizes[] = { { 1 << 16, 0 }, { 1 << 20, 0 }, { (1 << 20) + 1, EFBIG },
	{ (off_t)1 << 40, EFBIG } };

START_TEST(a_large_file_is_not_read)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct cli_asker_setting setting;

	folder_write(&folder, "settings", HA_SPAN("tcp_wrappers=YES\n"));
	/* What follows is one long line of NULs. */
	ck_assert_int_eq(
	    truncate(folder_file(&folder, "settings"), sizes[_i].size), 0);
	folder_age(folder_file(&folder, "settings"));
	read_them("vsftpd", "@/settings", &arena, &setting);
	ck_assert_int_eq(setting.error, sizes[_i].error);
	ck_assert_int_eq(setting.asks,
	    sizes[_i].error == 0 ? CLI_ASKS_ALWAYS : CLI_ASKS_MAYBE);
	ha_arena_free(&arena);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_setting_decides, 0, COUNT(rows));
	tcase_add_loop_test(tests, several_files_must_agree, 0, COUNT(several));
	tcase_add_test(tests, what_cannot_be_read_is_not_known);
	tcase_add_loop_test(tests, a_large_file_is_not_read, 0, COUNT(sizes));
}

int
main(void)
{
	return unit_run("asker_setting", add_tests);
}
