#include "cli/replay/line.h"

#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY INT64_C(86400)

/* A year of 366 days comes after at most eight others. */
#define YEARS_BACK 8

struct moment {
	int year, month, day; /* month from 1 */
	int hour, minute, second;
};

/* What is left of the text. */
struct rest {
	const char *at, *end;
};

void
cli_log_clock_init(struct cli_log_clock *clock, int64_t reference)
{
	*clock = (struct cli_log_clock){ .reference = reference, .hour = -1 };
}

/* ---- dates ---- */

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static bool
is_sound(const struct moment *moment)
{
	return moment->year >= 1970 && moment->month >= 1 &&
	    moment->month <= 12 && moment->day >= 1 &&
	    moment->day <= days_of(moment->year, moment->month) &&
	    moment->hour <= 23 && moment->minute <= 59 && moment->second <= 60;
}

/* Days since 1970; the year begins in March, so that leap days are last. */
static int64_t
day_number(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = (month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	    1 - 719468;
}

/* As if it were UTC. */
static int64_t
seconds_of(const struct moment *moment)
{
	return day_number(moment->year, moment->month, moment->day) *
	    SECONDS_PER_DAY +
	    moment->hour * 3600 + moment->minute * 60 + moment->second;
}

/* The lines of a log come in order: the zone is asked once for each hour. */
static int64_t
from_local(struct cli_log_clock *clock, int64_t seconds)
{
	int64_t hour = seconds / 3600;

	if (hour != clock->hour) {
		time_t at = (time_t)(hour * 3600);
		struct tm tm;

		/* The hour as UTC, whose fields are those of the local one. */
		if (gmtime_r(&at, &tm) == NULL)
			return seconds;
		tm.tm_isdst = -1;
		clock->offset = hour * 3600 - (int64_t)mktime(&tm);
		clock->hour = hour;
	}
	return seconds - clock->offset;
}

/* ---- pieces of a line ---- */

static bool
take(struct rest *rest, char byte)
{
	if (rest->at == rest->end || *rest->at != byte)
		return false;
	rest->at++;
	return true;
}

/* So many digits. */
static bool
take_digits(struct rest *rest, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, rest->at++) {
		if (rest->at == rest->end || !ha_is_digit(*rest->at))
			return false;
		*value = *value * 10 + (*rest->at - '0');
	}
	return true;
}

static bool
take_clock(struct rest *rest, struct moment *moment)
{
	return take_digits(rest, 2, &moment->hour) && take(rest, ':') &&
	    take_digits(rest, 2, &moment->minute) && take(rest, ':') &&
	    take_digits(rest, 2, &moment->second);
}

static void
skip_fraction(struct rest *rest)
{
	if (rest->end - rest->at < 2 ||
	    (*rest->at != '.' && *rest->at != ',') || !ha_is_digit(rest->at[1]))
		return;
	rest->at++;
	while (rest->at < rest->end && ha_is_digit(*rest->at))
		rest->at++;
}

static bool
take_month(struct rest *rest, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (rest->end - rest->at < 3)
		return false;
	for (*month = 1; *month <= 12; ++*month) {
		if (memcmp(rest->at, names + 3 * (*month - 1), 3) != 0)
			continue;
		rest->at += 3;
		return true;
	}
	return false;
}

/* " 1" or "01". */
static bool
take_day(struct rest *rest, int *day)
{
	return take(rest, ' ') ? take_digits(rest, 1, day)
			       : take_digits(rest, 2, day);
}

static bool
find_year(struct cli_log_clock *clock, struct moment *moment, int64_t *found)
{
	time_t at = (time_t)(clock->reference + SECONDS_PER_DAY);
	struct tm tm;

	if (gmtime_r(&at, &tm) == NULL)
		return false;
	for (int back = 0; back <= YEARS_BACK; back++) {
		moment->year = tm.tm_year + 1900 - back;
		if (!is_sound(moment))
			continue;
		*found = from_local(clock, seconds_of(moment));
		if (*found <= clock->reference + SECONDS_PER_DAY)
			return true;
	}
	return false;
}

/* "Dec  1 15:04:05" */
static bool
take_old_time(struct cli_log_clock *clock, struct rest *rest, int64_t *found)
{
	struct moment moment;

	if (!take_month(rest, &moment.month) || !take(rest, ' ') ||
	    !take_day(rest, &moment.day) || !take(rest, ' ') ||
	    !take_clock(rest, &moment))
		return false;
	skip_fraction(rest);
	return find_year(clock, &moment, found);
}

/* "Z", "+01:00" or "+0100"; without either it is local. */
static bool
take_zone(struct cli_log_clock *clock, struct rest *rest, int64_t seconds,
    int64_t *found)
{
	int hours, minutes, sign;

	if (take(rest, 'Z')) {
		*found = seconds;
		return true;
	}
	if (rest->at == rest->end || (*rest->at != '+' && *rest->at != '-')) {
		*found = from_local(clock, seconds);
		return true;
	}
	sign = *rest->at++ == '+' ? 1 : -1;
	if (!take_digits(rest, 2, &hours))
		return false;
	take(rest, ':');
	if (!take_digits(rest, 2, &minutes) || hours > 15 || minutes > 59)
		return false;
	*found = seconds - sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
take_date(struct rest *rest, struct moment *moment)
{
	return take_digits(rest, 4, &moment->year) && take(rest, '-') &&
	    take_digits(rest, 2, &moment->month) && take(rest, '-') &&
	    take_digits(rest, 2, &moment->day);
}

/* "2026-12-01T15:04:05.123456+00:00" */
static bool
take_new_time(struct cli_log_clock *clock, struct rest *rest, int64_t *found)
{
	struct moment moment;

	if (!take_date(rest, &moment) || !take(rest, 'T') ||
	    !take_clock(rest, &moment) || !is_sound(&moment))
		return false;
	skip_fraction(rest);
	return take_zone(clock, rest, seconds_of(&moment), found);
}

bool
cli_log_time_read(struct cli_log_clock *clock, struct ha_span text,
    int64_t *found)
{
	struct rest rest = { text.at, text.at + text.len };
	struct moment moment = { .hour = 0 };
	int64_t seconds;

	if (text.len == strlen("2026-12-01")) {
		if (!take_date(&rest, &moment) || !is_sound(&moment))
			return false;
		seconds = from_local(clock, seconds_of(&moment));
	} else if (!take_new_time(clock, &rest, &seconds)) {
		return false;
	}
	if (rest.at != rest.end)
		return false;
	*found = seconds;
	return true;
}

/* ---- the line ---- */

static struct ha_span
take_word(struct rest *rest)
{
	const char *start = rest->at;
	const char *blank = memchr(start, ' ', (size_t)(rest->end - start));

	rest->at = blank == NULL ? rest->end : blank;
	return (struct ha_span){ start, (size_t)(rest->at - start) };
}

/* "sshd[123]: " or "sshd: " */
static bool
take_program(struct rest *rest, struct cli_log_line *line)
{
	const char *start = rest->at;

	while (rest->at < rest->end && *rest->at != ' ' && *rest->at != '[' &&
	    *rest->at != ':')
		rest->at++;
	line->program = (struct ha_span){ start, (size_t)(rest->at - start) };
	return line->program.len > 0 && rest->at < rest->end &&
	    *rest->at != ' ';
}

static bool
take_pid(struct rest *rest, unsigned long *pid)
{
	struct ha_span digits = { rest->at, 0 };

	*pid = 0;
	if (!take(rest, '['))
		return true;
	digits.at = rest->at;
	while (rest->at < rest->end && ha_is_digit(*rest->at))
		rest->at++;
	digits.len = (size_t)(rest->at - digits.at);
	return ha_span_number(digits, INT32_MAX, pid) && take(rest, ']');
}

enum cli_log_status
cli_log_line_read(struct cli_log_clock *clock, struct ha_span text,
    struct cli_log_line *line, const char **fault)
{
	struct rest rest = { text.at, text.at + text.len };

	if (text.len == 0)
		return CLI_LOG_FOREIGN;
	if (!(ha_is_digit(text.at[0])
		    ? take_new_time(clock, &rest, &line->time)
		    : take_old_time(clock, &rest, &line->time)) ||
	    !take(&rest, ' '))
		return CLI_LOG_FOREIGN;
	line->host = take_word(&rest);
	if (line->host.len == 0 || !take(&rest, ' ') ||
	    !take_program(&rest, line))
		return CLI_LOG_FOREIGN;
	*fault = rest.at;
	if (!take_pid(&rest, &line->pid) || !take(&rest, ':')) {
		*fault = rest.at;
		return CLI_LOG_BROKEN;
	}
	take(&rest, ' ');
	line->message =
	    (struct ha_span){ rest.at, (size_t)(rest.end - rest.at) };
	return CLI_LOG_READ;
}
