#include "cli/replay/line.h"

#include <time.h>

#include "tests/unit/support.h"

/* 2026-12-01T12:00:00Z, when the file was changed last. */
#define REFERENCE INT64_C(1796126400)

/* A line, and what is read of it; a host of NULL: the status is all. */
static const struct {
	const char *text;
	enum cli_log_status status;
	const char *time, *host, *program;
	unsigned long pid;
	const char *message;
} rows[] = {
	{ "Dec  1 10:04:05 h sshd[12]: a b", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "sshd", 12, "a b" },
	{ "Dec 01 10:04:05.123 h sshd[12]: a", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "sshd", 12, "a" },
	/* The last year in which that is not in the future. */
	{ "Dec  2 11:59:59 h sshd: a", CLI_LOG_READ, "2026-12-02T11:59:59", "h",
	    "sshd", 0, "a" },
	{ "Dec  2 12:00:01 h sshd: a", CLI_LOG_READ, "2025-12-02T12:00:01", "h",
	    "sshd", 0, "a" },
	{ "Dec 31 10:04:05 h sshd: a", CLI_LOG_READ, "2025-12-31T10:04:05", "h",
	    "sshd", 0, "a" },
	{ "Feb 29 10:04:05 h sshd: a", CLI_LOG_READ, "2024-02-29T10:04:05", "h",
	    "sshd", 0, "a" },
	{ "Jan  1 00:00:00 h sshd: a", CLI_LOG_READ, "2026-01-01T00:00:00", "h",
	    "sshd", 0, "a" },
	{ "2026-12-01T10:04:05.123456+00:00 h sshd-session[1]: a", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "sshd-session", 1, "a" },
	{ "2026-12-01T10:04:05+0130 h sshd[1]: a", CLI_LOG_READ,
	    "2026-12-01T08:34:05", "h", "sshd", 1, "a" },
	{ "2026-12-01T00:04:05-01:00 h sshd[1]: a", CLI_LOG_READ,
	    "2026-12-01T01:04:05", "h", "sshd", 1, "a" },
	{ "2026-12-01T10:04:05Z h sshd[1]: a", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "sshd", 1, "a" },
	{ "2026-12-01T10:04:05 h sshd[1]:a", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "sshd", 1, "a" },
	{ "2016-12-31T23:59:60Z h sshd[1]: ", CLI_LOG_READ,
	    "2017-01-01T00:00:00", "h", "sshd", 1, "" },
	/* The program is where it stands, not where somebody wrote one. */
	{ "Dec  1 10:04:05 h cron[1]: sshd[2]: a", CLI_LOG_READ,
	    "2026-12-01T10:04:05", "h", "cron", 1, "sshd[2]: a" },
	{ "Dec  1 10:04:05 h sshd[12", CLI_LOG_BROKEN, NULL, NULL, "sshd", 0,
	    NULL },
	{ "Dec  1 10:04:05 h sshd[12]", CLI_LOG_BROKEN, NULL, NULL, "sshd", 0,
	    NULL },
	{ "Dec  1 10:04:05 h sshd[1x]: a", CLI_LOG_BROKEN, NULL, NULL, "sshd",
	    0, NULL },
	{ "Dec  1 10:04:05 h sshd[]: a", CLI_LOG_BROKEN, NULL, NULL, "sshd", 0,
	    NULL },
	{ "Dec  1 10:04:05 h sshd[99999999999]: a", CLI_LOG_BROKEN, NULL, NULL,
	    "sshd", 0, NULL },
	{ "Dec  1 10:04:05 h last message repeated 2 times", CLI_LOG_FOREIGN,
	    NULL, NULL, NULL, 0, NULL },
	{ "Dec  1 10:04:05 h", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0, NULL },
	{ "Dec  1 10:04 h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0,
	    NULL },
	{ "Dec 32 10:04:05 h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0,
	    NULL },
	{ "Dez  1 10:04:05 h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0,
	    NULL },
	{ "Feb 30 10:04:05 h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0,
	    NULL },
	{ "2026-02-29T10:04:05Z h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL,
	    0, NULL },
	{ "2026-12-01T24:04:05Z h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL,
	    0, NULL },
	{ "2026-12-01T10:04:05+99:00 h sshd: a", CLI_LOG_FOREIGN, NULL, NULL,
	    NULL, 0, NULL },
	{ "1969-12-31T24:04:05Z h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL,
	    0, NULL },
	{ "0000-01-01T00:00:00Z h sshd: a", CLI_LOG_FOREIGN, NULL, NULL, NULL,
	    0, NULL },
	{ "-- Boot 0123456789abcdef --", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0,
	    NULL },
	{ "", CLI_LOG_FOREIGN, NULL, NULL, NULL, 0, NULL },
};

static void
begin(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
}

static void
check_read(const struct cli_log_line *line, int row)
{
	time_t at = (time_t)line->time;
	char text[64];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", gmtime_r(&at, &tm));
	ck_assert_str_eq(text, rows[row].time);
	assert_span(line->host, ha_span_of(rows[row].host));
	assert_span(line->message, ha_span_of(rows[row].message));
	ck_assert_uint_eq(line->pid, rows[row].pid);
}

START_TEST(a_line_is_read)
{
	struct ha_span text = ha_span_of(rows[_i].text);
	struct cli_log_line line;
	struct cli_log_clock clock;
	const char *fault = NULL;
	enum cli_log_status status;

	cli_log_clock_init(&clock, REFERENCE);
	status = cli_log_line_read(&clock, text, &line, &fault);
	ck_assert_int_eq(status, rows[_i].status);
	if (status != CLI_LOG_FOREIGN)
		assert_span(line.program, ha_span_of(rows[_i].program));
	if (status == CLI_LOG_BROKEN)
		ck_assert(fault >= text.at && fault <= text.at + text.len);
	if (status == CLI_LOG_READ)
		check_read(&line, _i);
}
END_TEST

/* Every hour of two years, with both changes of the clocks. */
START_TEST(local_times_are_those_of_the_C_library)
{
	struct cli_log_clock clock;

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	cli_log_clock_init(&clock, REFERENCE);
	for (int64_t at = REFERENCE - 2 * 365 * 86400; at < REFERENCE;
	     at += 3600) {
		time_t time = (time_t)at;
		struct tm tm;
		char text[64];
		int64_t read = 0;
		size_t len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S",
		    localtime_r(&time, &tm));

		expect(cli_log_time_read(&clock, (struct ha_span){ text, len },
			   &read),
		    "%s", text);
		/* One hour stands twice each year. */
		expect(read == at || read == at - 3600 || read == at + 3600,
		    "%s", text);
		tm.tm_isdst = -1;
		expect(read == (int64_t)mktime(&tm), "%s", text);
	}
}
END_TEST

START_TEST(times_of_options_are_read)
{
	static const struct {
		const char *text;
		int64_t want; /* -1: none */
	} times[] = {
		{ "2026-12-01", REFERENCE - 43200 },
		{ "2026-12-01T12:00:00Z", REFERENCE },
		{ "2026-12-01T12:00:00", REFERENCE },
		{ "2026-12-01T13:00:00+01:00", REFERENCE },
		{ "1970-01-01", 0 },
		{ "2026-12-01 ", -1 },
		{ "2026-12-01T12:00:00Zx", -1 },
		{ "2026-13-01", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};
	struct cli_log_clock clock;

	cli_log_clock_init(&clock, REFERENCE);
	for (int i = 0; i < COUNT(times); i++) {
		int64_t time = -1;

		cli_log_time_read(&clock, ha_span_of(times[i].text), &time);
		expect(time == times[i].want, "%s", times[i].text);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, NULL);
	tcase_add_loop_test(tests, a_line_is_read, 0, COUNT(rows));
	tcase_add_test(tests, local_times_are_those_of_the_C_library);
	tcase_add_test(tests, times_of_options_are_read);
}

int
main(void)
{
	return unit_run("line", add_tests);
}
