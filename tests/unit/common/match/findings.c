/* Every message of the engine, and what makes it: the smallest table each. */
#include "common/language/diag.h"

#include "common/base/bounds.h"
#include "tests/unit/world.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ .subject = NULL },
};

static struct world world;
static struct folder folder;

static void
begin(void)
{
	world_begin(&world, rows);
	folder_begin(&folder);
}

static void
end(void)
{
	world_end(&world);
	folder_end(&folder);
}

/* All lines so far; the folder's path is shown as "@". */
static const char *
lines(void)
{
	static char text[4096];
	struct ha_strbuf out = HA_STRBUF_INIT;
	char *at;

	for (size_t i = 0; i < world.decision.diags.count; i++) {
		ha_diag_format(&world.decision.diags.list[i], &out);
		ha_strbuf_add_byte(&out, '\n');
	}
	snprintf(text, sizeof(text), "%s", ha_strbuf_text(&out));
	ha_strbuf_free(&out);
	while ((at = strstr(text, folder.path)) != NULL) {
		*at++ = '@';
		memmove(at, at + strlen(folder.path) - 1,
		    strlen(at + strlen(folder.path) - 1) + 1);
	}
	return text;
}

static const struct {
	struct ha_span allow, deny;
	const char *lines;
} findings[] = {
	{ BYTES("ALL: ALL\n"), BYTES(""), "" },
	{ BYTES("sshd ALL\n"), BYTES(""),
	    "hosts.allow:1:1: error: no \":\" after the daemon list; "
	    "matches nothing [HA101]\n" },
	{ BYTES(""), BYTES("\n sshd # ALL\n"),
	    "hosts.deny:2:7: error: no \":\" after the daemon list; "
	    "refuses everyone who reaches it [HA101]\n" },
	{ BYTES(": ALL\n"), BYTES(""),
	    "hosts.allow:1:1: error: the daemon list is empty; "
	    "matches nothing [HA102]\n" },
	{ BYTES("sshd: :deny\n"), BYTES(""),
	    "hosts.allow:1:6: error: the client list is empty; "
	    "refuses everyone who reaches it [HA103]\n" },
	{ BYTES(""), BYTES("sshd:"),
	    "hosts.deny:1:6: error: the client list is empty; "
	    "refuses everyone who reaches it [HA103]\n" },
	{ BYTES("sshd: [::1\n"), BYTES(""),
	    "hosts.allow:1:6: error: unbalanced brackets; "
	    "matches nothing [HA104]\n" },
	{ BYTES("sshd: \\\n a \\\n EXCEPT \\\n\n"), BYTES(""),
	    "hosts.allow:3:2: error: EXCEPT has nothing before or after it; "
	    "matches nothing [HA105]\n" },
	{ BYTES("sshd: a \\\n\0\n"), BYTES(""),
	    "hosts.allow:2:1: error: the rule holds a NUL byte; "
	    "matches nothing [HA106]\n" },
	{ BYTES("sshd: 10. # note: deny\n"), BYTES(""),
	    "hosts.allow:1:11: error: a comment at the end of a rule holds a "
	    "\":\" and may hide an option; refuses everyone who reaches it "
	    "[HA108]\n" },
	{ BYTES("ALL: 10.1.2.3/99\n"), BYTES(""),
	    "hosts.allow:1:6: error: malformed network or mask; "
	    "matches nothing [HA210]\n" },
	{ BYTES("ALL: ALL EXCEPT 10.1.2.3/99\n"), BYTES(""),
	    "hosts.allow:1:17: error: malformed network or mask; "
	    "the rule matches nothing [HA210]\n" },
	{ BYTES(""), BYTES("ALL: 10.1.2.3/99\n"),
	    "hosts.deny:1:6: error: malformed network or mask; "
	    "refuses what libwrap would refuse [HA210]\n" },
	{ BYTES(""), BYTES("ALL: 192. EXCEPT 10.1.2.3/99\n"),
	    "hosts.deny:1:18: error: malformed network or mask; "
	    "matches nothing [HA210]\n" },
	{ BYTES("ALL: 10.1.2\n"), BYTES(""),
	    "hosts.allow:1:6: error: not an address, although it looks like "
	    "one; matches nothing [HA211]\n" },
	{ BYTES("ALL: [a]\n"), BYTES(""),
	    "hosts.allow:1:6: error: brackets around what is no IPv6 address; "
	    "matches nothing [HA212]\n" },
	{ BYTES("ALL: bob@\n"), BYTES(""),
	    "hosts.allow:1:6: error: no host after \"@\"; "
	    "matches nothing [HA213]\n" },
	{ BYTES("sshd@10.0.0.0/99 ALL: ALL\n"), BYTES(""),
	    "hosts.allow:1:1: error: malformed network or mask; "
	    "matches nothing [HA210]\n" },
	{ BYTES("sshd@10.0.0.0/99: ALL\n"), BYTES(""),
	    "hosts.allow:1:1: error: malformed network or mask; "
	    "matches nothing [HA210]\n" },
	{ BYTES("ALL: ALL:\n"), BYTES(""),
	    "hosts.allow:1:10: error: an option without a name; denied "
	    "[HA401]\n" },
	{ BYTES("ALL: ALL: nice: al\\\nlov\n"), BYTES(""),
	    "hosts.allow:1:17: error: unknown option; denied [HA402]\n" },
	{ BYTES("ALL: ALL: spawn\n"), BYTES(""),
	    "hosts.allow:1:11: error: the option needs a value; denied "
	    "[HA403]\n" },
	{ BYTES("ALL: ALL: allow # x\n"), BYTES(""),
	    "hosts.allow:1:11: error: the option takes no value; denied "
	    "[HA404]\n" },
	{ BYTES("ALL: ALL: allow: nice\n"), BYTES(""),
	    "hosts.allow:1:11: error: the option must be the last one of its "
	    "rule; denied [HA405]\n" },
	{ BYTES("ALL: ALL: umask 8\n"), BYTES(""),
	    "hosts.allow:1:11: error: the option does not take this value; "
	    "denied [HA406]\n" },
	{ BYTES("ALL: ALL: user nosuch\n"), BYTES(""),
	    "hosts.allow:1:11: error: no such user or group; denied "
	    "[HA407]\n" },
	{ BYTES("ALL EXCEPT sshd@10.0.0.0/99: ALL\n"), BYTES(""),
	    "hosts.allow:1:12: error: malformed network or mask; "
	    "the rule matches nothing [HA210]\n" },
	{ BYTES("sshd@10.0.0.0/99 ALL: ALL: deny\n"), BYTES(""),
	    "hosts.allow:1:1: error: malformed network or mask; "
	    "refuses what libwrap would refuse [HA210]\n" },
	{ BYTES("# x\nALL: ALL"), BYTES(""),
	    "hosts.allow:2:9: error: no newline at the end; the file may be "
	    "cut short; the rule matches nothing [HA110]\n" },
	{ BYTES("ftpd: ALL"), BYTES("ftpd: ALL EXCEPT sshd"), "" },
	{ BYTES(""), BYTES("ALL: ALL"), "" },
	{ BYTES(""), BYTES("ALL: 192.0.2. \\\n EXCEPT 192.0.2.33"),
	    "hosts.deny:2:19: error: no newline at the end; the file may be "
	    "cut short; the rule's exceptions do not count [HA110]\n" },
	{ BYTES("ALL EXCEPT sshd: ALL: deny"), BYTES(""),
	    "hosts.allow:1:27: error: no newline at the end; the file may be "
	    "cut short; the rule's exceptions do not count [HA110]\n" },
	{ BYTES(""), BYTES("ALL: ALL EXCEPT ftpd\nftpd: Kn"), "" },
	{ BYTES(""), BYTES("ALL: bob@kN"),
	    "hosts.deny:1:12: error: no newline at the end; the file may be "
	    "cut short; its last word counts as ALL [HA110]\n" },
	{ BYTES("sshd: ALL\\\n"), BYTES(""),
	    "hosts.allow:1:10: error: the file ends in a backslash, and may be "
	    "cut short; the rule matches nothing [HA124]\n" },
	{ BYTES(""), BYTES("sshd: ALL EXCEPT 192.0.2.33\\\n"), "" },
	{ BYTES("sshd ALL"), BYTES(""),
	    "hosts.allow:1:1: error: no \":\" after the daemon list; "
	    "matches nothing [HA101]\n" },
	/* Of a misplaced EXCEPT nothing is reported where a wrong option
	 * decides.
	 */
	{ BYTES("ALL EXCEPT: ALL: bogus\n"), BYTES(""),
	    "hosts.allow:1:18: error: unknown option; denied [HA402]\n" },
};

START_TEST(a_finding_is_told_with_place_and_effect)
{
	world_set_tables(&world, findings[_i].allow, findings[_i].deny);
	ck_assert_int_eq(world_decide(&world), HA_OK);
	ck_assert_str_eq(lines(), findings[_i].lines);
}
END_TEST

START_TEST(a_line_too_long_is_told_at_its_beginning)
{
	size_t len = HA_LINE_MAX + 20;
	char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', len);
	memcpy(text, "# x\n", 4);
	world_set_tables(&world, HA_SPAN_EMPTY, (struct ha_span){ text, len });
	free(text);
	ck_assert_int_eq(world_decide(&world), HA_OK);
	ck_assert_int_eq(world.decision.reason, HA_REASON_ERROR);
	ck_assert_str_eq(lines(),
	    "hosts.deny:2:1: error: the rule is longer than 1 MiB; "
	    "refuses everyone who reaches it [HA107]\n");
}
END_TEST

START_TEST(an_expansion_too_long_is_told)
{
	static char user[HA_EXPANSION_MAX + 1];

	memset(user, 'u', sizeof(user));
	world.request.user = (struct ha_span){ user, sizeof(user) };
	ck_assert_int_eq(world_verdict(&world, "ALL: ALL: spawn %u\n", ""),
	    HA_DENY);
	ck_assert_str_eq(lines(),
	    "hosts.allow:1:11: error: the option's text is longer than 8190 "
	    "bytes when expanded; denied [HA408]\n");
}
END_TEST

static const struct {
	const char *names; /* hosts.allow is "ALL: @/NAME" */
	const char *lines;
} files[] = {
	{ "nul",
	    "@/nul:2:1: error: the word holds a NUL byte; matches nothing "
	    "[HA214]\n" },
	{ "missing",
	    "hosts.allow:1:6: warning: the pattern file does not exist; "
	    "matches nothing [HA220]\n" },
	{ "",
	    "hosts.allow:1:6: error: the pattern file cannot be read: "
	    "Is a directory; denied [HA602]\n" },
	{ "self",
	    "@/self:1:5: error: pattern files name each other more than 8 "
	    "deep; denied [HA603]\n" },
	{ "many",
	    "@/many:4096:1: error: too many pattern files, or bytes of them, "
	    "for one decision; denied [HA604]\n" },
	/* Tried twice: before the client's name is known, and after that. */
	{ "names",
	    "@/names:1:1: error: malformed network or mask; matches nothing "
	    "[HA210]\n" },
};

static void
write_files(void)
{
	char *many = malloc(9 * HA_FILE_OPENS_MAX);

	ck_assert_ptr_nonnull(many);
	for (size_t i = 0; i < HA_FILE_OPENS_MAX; i++)
		memcpy(many + 8 * i, "@/empty\n", 8);
	folder_write(&folder, "many",
	    (struct ha_span){ many, 8 * HA_FILE_OPENS_MAX });
	free(many);
	folder_write(&folder, "empty", HA_SPAN_EMPTY);
	folder_write(&folder, "nul", HA_SPAN("10.\n192.0.2.\0\n"));
	folder_write(&folder, "self", HA_SPAN("10. @/self"));
	folder_write(&folder, "names", HA_SPAN("10.0.0.0/99 b.example"));
}

START_TEST(a_finding_in_a_pattern_file_is_told_once)
{
	char table[128];

	write_files();
	world.request.client.name_fact = HA_FACT_UNASKED;
	snprintf(table, sizeof(table), "ALL: %s/%s\n", folder.path,
	    files[_i].names);
	world_verdict(&world, table, "");
	ck_assert_str_eq(lines(), files[_i].lines);
}
END_TEST

START_TEST(a_table_that_cannot_be_read_is_told_by_its_path)
{
	world.tables.allow.path = "/nonexistent";
	world.tables.deny.path = folder.path;
	ck_assert_int_eq(world_decide(&world), HA_OK);
	ck_assert_str_eq(lines(),
	    "@: error: the table cannot be read: Is a directory; denied "
	    "[HA601]\n");
}
END_TEST

START_TEST(the_error_of_a_decision_is_among_its_findings)
{
	const struct ha_decision *decision = &world.decision;

	world_verdict(&world, "ALL: 10.0.0.0/99\n", "ALL ALL\n");
	ck_assert_int_eq(decision->reason, HA_REASON_ERROR);
	ck_assert_uint_eq(decision->diags.count, 2);
	ck_assert_int_eq(decision->error.code, decision->diags.list[1].code);
	ck_assert_uint_eq(decision->error.where.offset,
	    decision->diags.list[1].where.offset);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_finding_is_told_with_place_and_effect, 0,
	    COUNT(findings));
	tcase_add_test(tests, a_line_too_long_is_told_at_its_beginning);
	tcase_add_test(tests, an_expansion_too_long_is_told);
	tcase_add_loop_test(tests, a_finding_in_a_pattern_file_is_told_once, 0,
	    COUNT(files));
	tcase_add_test(tests, a_table_that_cannot_be_read_is_told_by_its_path);
	tcase_add_test(tests, the_error_of_a_decision_is_among_its_findings);
}

int
main(void)
{
	return unit_run("findings", add_tests);
}
