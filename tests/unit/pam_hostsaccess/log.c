/*
 * What the module logs when memory runs out in the middle of it, and when
 * there is more to say than one line holds.  The program is linked with
 * --wrap=realloc, from which all text of a line comes, and its own syslog
 * stands before libc's, also for libpam.
 */
#undef _FORTIFY_SOURCE /* its syslog is inline */
#include "pam_hostsaccess/log.h"
#include "pam_hostsaccess/log_options.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include "tests/unit/support.h"

static size_t calls, fails_at; /* the call that fails; 0: none */

/* The last line, and how many there were. */
static char logged[2000];
static size_t nlogged;
static int priority;

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void syslog(int with, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void __syslog_chk(int with, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void *
__wrap_realloc(void *old, size_t size)
{
	return ++calls == fails_at ? NULL : __real_realloc(old, size);
}

static void keep(int with, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void
keep(int with, const char *format, va_list arguments)
{
	vsnprintf(logged, sizeof(logged), format, arguments);
	priority = with;
	nlogged++;
}

void
syslog(int with, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	keep(with, format, arguments);
	va_end(arguments);
}

void
__syslog_chk(int with, int flag, const char *format, ...)
{
	va_list arguments;

	(void)flag;
	va_start(arguments, format);
	keep(with, format, arguments);
	va_end(arguments);
}

static struct ha_module_args args;
static struct mod_items items;
static struct ha_request request;
static struct ha_decision decision;
static struct ha_source *table;
static struct mod_report report;

static void
begin(void)
{
	const char *bad;

	ck_assert(ha_module_args_read(0, NULL, &args, &bad));
	items = (struct mod_items){ .phase = MOD_AUTH,
		.service = "sshd",
		.rhost = "",
		.account = "alice",
		.ruser = "",
		.connection = "" };
	request = HA_REQUEST_INIT;
	ha_decision_init(&decision);
	decision.reason = HA_REASON_RULE;
	ck_assert_int_eq(ha_source_from_memory("/etc/hosts.deny",
			     HA_SPAN("ALL: ALL\n"), &table),
	    HA_OK);
	decision.rule = (struct ha_location){ table, 0, 8 };
	decision.rule_text = HA_SPAN("ALL: ALL");
	report = (struct mod_report){ .args = &args,
		.items = &items,
		.request = &request,
		.decision = &decision };
	calls = nlogged = fails_at = 0;
}

static void
end(void)
{
	fails_at = 0;
	ha_decision_free(&decision);
	ha_request_free(&request);
	ha_source_free(table);
}

static const struct {
	const char *address, *name;
	int enforce;
	enum ha_verdict verdict;
	const char *opening; /* of every line, whatever fails */
	const char *client;  /* what follows when all goes well */
} rows[] = {
	{ "192.0.2.9", "", 1, HA_DENY, "refused connect from ",
	    "192.0.2.9 (192.0.2.9)" },
	{ "192.0.2.9", "a.example", 1, HA_DENY, "refused connect from ",
	    "a.example (192.0.2.9)" },
	{ "2001:db8::9", "", 1, HA_DENY, "refused connect from ",
	    "2001:db8::9 (2001:db8::9)" },
	{ "", "", 1, HA_DENY, "refused connect from ", "unknown (unknown)" },
	{ "192.0.2.9", "", 0, HA_DENY, "would refuse connect from ",
	    "192.0.2.9 (192.0.2.9)" },
	{ "192.0.2.9", "", 1, HA_ALLOW, "connect from ",
	    "192.0.2.9 (192.0.2.9)" },
};

static void
expect_line(const char *opening, const char *client, const char *rest)
{
	char want[1000];

	snprintf(want, sizeof(want), "%s%s: %s", opening, client, rest);
	expect(nlogged == 1 && strcmp(logged, want) == 0,
	    "call %zu of %zu: %zu lines, the last is \"%s\", not \"%s\"",
	    fails_at, calls, nlogged, logged, want);
}

START_TEST(without_memory_the_line_still_says_who_was_refused)
{
	const char *address = rows[_i].address;
	char bare[100];

	args.enforce = rows[_i].enforce;
	args.log = HA_MODULE_LOG_ALL;
	decision.verdict = rows[_i].verdict;
	ha_host_set_addr(&request.client, ha_span_of(address));
	ha_host_set_name(&request.client, ha_span_of(rows[_i].name));
	if (address[0] == '\0')
		address = "unknown";
	snprintf(bare, sizeof(bare), "%s (%s)", address, address);
	do {
		fails_at++;
		calls = nlogged = 0;
		mod_log_decision(&report);
		ck_assert_int_eq(priority, LOG_AUTHPRIV | LOG_NOTICE);
		if (calls >= fails_at)
			expect_line(rows[_i].opening, bare,
			    "out of memory [service=? phase=auth user=?]");
		else
			expect_line(rows[_i].opening, rows[_i].client,
			    "/etc/hosts.deny:1: ALL: ALL [service=sshd "
			    "phase=auth user=alice]");
	} while (calls >= fails_at);
	ck_assert_uint_gt(fails_at, 5);
}
END_TEST

START_TEST(without_memory_severity_counts_all_the_same)
{
	struct ha_step step = { .kind = HA_OPTION_SEVERITY,
		.text = "local0.crit",
		.number = LOG_LOCAL0 | LOG_CRIT };

	decision.plan.steps = &step;
	decision.plan.count = 1;
	fails_at = 1;
	mod_log_decision(&report);
	ck_assert_int_eq(priority, LOG_LOCAL0 | LOG_CRIT);
	expect_line("refused connect from ", "unknown (unknown)",
	    "out of memory [service=? phase=auth user=?]");
}
END_TEST

START_TEST(without_memory_no_other_line_is_empty)
{
	static const char want[] =
	    "aclexec is not run, as commands=no: /bin/true";
	const struct ha_step step = { .kind = HA_OPTION_ACLEXEC,
		.text = "/bin/true" };

	do {
		fails_at++;
		calls = nlogged = 0;
		mod_log_skipped(NULL, &step);
		expect(nlogged == 1 &&
			strstr(logged,
			    calls >= fails_at ? "out of memory" : want) != NULL,
		    "call %zu of %zu: \"%s\"", fails_at, calls, logged);
	} while (calls >= fails_at);
	ck_assert_uint_gt(fails_at, 3);
}
END_TEST

/* Who can write a table can name pattern files in it. */
START_TEST(a_finding_in_a_file_with_a_long_name_is_one_line)
{
	char path[2000];

	memset(path, 'd', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	decision.reports[HA_TABLE_ALLOW].path = "/etc/hosts.allow";
	ha_diags_add(&decision.diags,
	    (struct ha_diag){ .code = HA_CODE_FILE_UNREADABLE, .path = path });
	mod_log_diagnostics(NULL, &report);
	ck_assert_uint_eq(nlogged, 1);
	ck_assert_uint_gt(strlen(logged), 800);
	ck_assert_uint_le(strlen(logged), 1024);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests,
	    without_memory_the_line_still_says_who_was_refused, 0, COUNT(rows));
	tcase_add_test(tests, without_memory_severity_counts_all_the_same);
	tcase_add_test(tests, without_memory_no_other_line_is_empty);
	tcase_add_test(tests, a_finding_in_a_file_with_a_long_name_is_one_line);
}

int
main(void)
{
	return unit_run("log", add_tests);
}
