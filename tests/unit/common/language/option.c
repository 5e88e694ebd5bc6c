#include "common/language/option.h"

#include <stdio.h>
#define SYSLOG_NAMES
#include <syslog.h>

#include "tests/unit/support.h"

static struct ha_arena arena;

static void
begin(void)
{
	arena = HA_ARENA_INIT;
}

static void
end(void)
{
	ha_arena_free(&arena);
}

static const struct {
	const char *keyword;
	bool expands;
} keywords[] = {
	[HA_OPTION_ALLOW] = { "allow", false },
	[HA_OPTION_DENY] = { "deny", false },
	[HA_OPTION_SPAWN] = { "spawn", true },
	[HA_OPTION_ACLEXEC] = { "aclexec", true },
	[HA_OPTION_TWIST] = { "twist", true },
	[HA_OPTION_BANNERS] = { "banners", false },
	[HA_OPTION_SEVERITY] = { "severity", false },
	[HA_OPTION_SETENV] = { "setenv", true },
	[HA_OPTION_USER] = { "user", false },
	[HA_OPTION_GROUP] = { "group", false },
	[HA_OPTION_NICE] = { "nice", false },
	[HA_OPTION_UMASK] = { "umask", false },
	[HA_OPTION_KEEPALIVE] = { "keepalive", false },
	[HA_OPTION_LINGER] = { "linger", false },
	[HA_OPTION_RFC931] = { "rfc931", false },
};

START_TEST(a_keyword_expands_or_not)
{
	enum ha_option_kind kind = (enum ha_option_kind)_i;

	ck_assert_str_eq(ha_option_keyword(kind), keywords[_i].keyword);
	ck_assert(ha_option_expands(kind) == keywords[_i].expands);
}
END_TEST

static const struct {
	const char *text;
	enum ha_option_kind kind;
	const char *value, *field;
} rows[] = {
	{ "allow", HA_OPTION_ALLOW, "", "allow" },
	{ " ALLOW\r", HA_OPTION_ALLOW, "", "ALLOW" },
	{ "allow=", HA_OPTION_ALLOW, "", "allow=" },
	{ "deny = ", HA_OPTION_DENY, "", "deny =" },
	{ "banners /a b", HA_OPTION_BANNERS, "/a b", "banners /a b" },
	{ "banners=/a", HA_OPTION_BANNERS, "/a", "banners=/a" },
	{ "banners =/a", HA_OPTION_BANNERS, "/a", "banners =/a" },
	{ "banners\t= /a", HA_OPTION_BANNERS, "/a", "banners\t= /a" },
	{ "banners == /a", HA_OPTION_BANNERS, "= /a", "banners == /a" },
	{ "\v\fspawn x\f", HA_OPTION_SPAWN, "x", "spawn x" },
	{ "spawn a\\:b\\:", HA_OPTION_SPAWN, "a:b:", "spawn a\\:b\\:" },
	{ "spawn a\\b\\", HA_OPTION_SPAWN, "a\\b\\", "spawn a\\b\\" },
	{ "spawn a\\\\:", HA_OPTION_SPAWN, "a\\:", "spawn a\\\\:" },
	{ "nice", HA_OPTION_NICE, "", "nice" },
	{ "rfc931", HA_OPTION_RFC931, "", "rfc931" },
	{ "keepalive", HA_OPTION_KEEPALIVE, "", "keepalive" },
	{ "user nobody.x", HA_OPTION_USER, "nobody.x", "user nobody.x" },
};

START_TEST(an_option_is_read_as_listed)
{
	struct ha_options options =
	    ha_options_of(ha_span_of(rows[_i].text), &arena, NULL);
	struct ha_option option;

	ck_assert_int_eq(ha_options_next(&options, &option), HA_OK);
	ck_assert_int_eq(option.kind, rows[_i].kind);
	assert_span(option.value, ha_span_of(rows[_i].value));
	assert_span(option.field, ha_span_of(rows[_i].field));
	ck_assert_int_eq(ha_options_next(&options, &option), HA_END);
	ck_assert_int_eq(options.fault, HA_CODE_NONE);
}
END_TEST

static const struct {
	const char *text;
	enum ha_code fault;
	const char *bad;
} faults[] = {
	{ "", HA_CODE_OPTION_NO_NAME, "" },
	{ " ", HA_CODE_OPTION_NO_NAME, "" },
	{ "nice:", HA_CODE_OPTION_NO_NAME, "" },
	{ "=x", HA_CODE_OPTION_NO_NAME, "=x" },
	{ "nice::allow", HA_CODE_OPTION_NO_NAME, "" },
	{ "permit", HA_CODE_OPTION_UNKNOWN, "permit" },
	{ "allow,", HA_CODE_OPTION_UNKNOWN, "allow," },
	{ "allow\vx", HA_CODE_OPTION_UNKNOWN, "allow\vx" },
	{ "/usr/bin/logger x", HA_CODE_OPTION_UNKNOWN, "/usr/bin/logger x" },
	{ "nice: dent", HA_CODE_OPTION_UNKNOWN, "dent" },
	{ "spawn", HA_CODE_OPTION_NO_VALUE, "spawn" },
	{ "spawn =", HA_CODE_OPTION_NO_VALUE, "spawn =" },
	{ "severity", HA_CODE_OPTION_NO_VALUE, "severity" },
	{ "allow # ok", HA_CODE_OPTION_VALUE, "allow # ok" },
	{ "keepalive=1", HA_CODE_OPTION_VALUE, "keepalive=1" },
	{ "deny : deny", HA_CODE_OPTION_NOT_LAST, "deny" },
	{ "allow:", HA_CODE_OPTION_NOT_LAST, "allow" },
	{ "twist x: nice", HA_CODE_OPTION_NOT_LAST, "twist x" },
	{ "nice 5x", HA_CODE_OPTION_BAD_VALUE, "nice 5x" },
	{ "rfc931 0", HA_CODE_OPTION_BAD_VALUE, "rfc931 0" },
	{ "linger -1", HA_CODE_OPTION_BAD_VALUE, "linger -1" },
	{ "umask 8", HA_CODE_OPTION_BAD_VALUE, "umask 8" },
	{ "umask 01000", HA_CODE_OPTION_BAD_VALUE, "umask 01000" },
	{ "severity mail.", HA_CODE_OPTION_BAD_VALUE, "severity mail." },
	{ "severity mail", HA_CODE_OPTION_BAD_VALUE, "severity mail" },
	{ "severity .info", HA_CODE_OPTION_BAD_VALUE, "severity .info" },
	{ "severity none", HA_CODE_OPTION_BAD_VALUE, "severity none" },
	{ "severity mark.info", HA_CODE_OPTION_BAD_VALUE,
	    "severity mark.info" },
	{ "severity *.info", HA_CODE_OPTION_BAD_VALUE, "severity *.info" },
	{ "severity 6", HA_CODE_OPTION_BAD_VALUE, "severity 6" },
	{ "severity mail.info.x", HA_CODE_OPTION_BAD_VALUE,
	    "severity mail.info.x" },
};

START_TEST(a_wrong_option_ends_the_reading)
{
	struct ha_options options =
	    ha_options_of(ha_span_of(faults[_i].text), &arena, NULL);
	struct ha_option option;

	while (ha_options_next(&options, &option) == HA_OK)
		;
	ck_assert_int_eq(options.fault, faults[_i].fault);
	assert_span(options.bad, ha_span_of(faults[_i].bad));
	ck_assert_int_eq(ha_options_next(&options, &option), HA_END);
}
END_TEST

static enum ha_code
read_one(const char *text, struct ha_option *option)
{
	struct ha_options options =
	    ha_options_of(ha_span_of(text), &arena, NULL);

	*option = (struct ha_option){ .number = 0 };
	ha_options_next(&options, option);
	return options.fault;
}

/* How libwrap reads a number: the whole text by sscanf, within limits. */
static bool
sscanf_reads(unsigned base, const char *text, long min, long max, long *number)
{
	char rest;
	int decimal;
	unsigned octal;

	if (base == 10 && sscanf(text, "%d%c", &decimal, &rest) != 1)
		return false;
	if (base == 8 && sscanf(text, "%o%c", &octal, &rest) != 1)
		return false;
	*number = base == 10 ? decimal : (int)octal;
	return *number >= min && *number <= max;
}

static const struct {
	const char *keyword;
	unsigned base;
	long min, max;
} number_kinds[] = {
	{ "nice", 10, INT32_MIN, INT32_MAX },
	{ "umask", 8, 0, 0777 },
	{ "linger", 10, 0, INT32_MAX },
	{ "rfc931", 10, 1, INT32_MAX },
};

static void
check_number(int kind, const char *text)
{
	char field[64];
	struct ha_option option;
	long want = 0;
	bool is_number = sscanf_reads(number_kinds[kind].base, text,
	    number_kinds[kind].min, number_kinds[kind].max, &want);

	snprintf(field, sizeof(field), "%s %s", number_kinds[kind].keyword,
	    text);
	expect((read_one(field, &option) == HA_CODE_NONE) == is_number, "%s",
	    field);
	expect(!is_number || option.number == want, "%s: %ld, not %ld", field,
	    option.number, want);
}

static const char *const numbers[] = { "0", "-0", "+0", "5", "-1", "777",
	"0777", "1000", "2147483647", "2147483648", "-2147483648",
	"-2147483649", "4294967295", "4294967296", "4294967297",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808",
	"-9223372036854775809", "18446744073709551615", "18446744073709551616",
	"99999999999999999999999", "-99999999999999999999999",
	"1777777777777777777777", "2000000000000000000000",
	"-1777777777777777777777", "-2000000000000000000000",
	"-1777777777777777777001" };

START_TEST(a_number_is_what_sscanf_reads)
{
	for (int kind = 0; kind < COUNT(number_kinds); kind++)
		check_number(kind, numbers[_i]);
}
END_TEST

START_TEST(numbers_agree_with_sscanf_on_all_short_texts)
{
	char text[8] = "0";

	do {
		for (int kind = 0; kind < COUNT(number_kinds); kind++)
			check_number(kind, text);
	} while (unit_next_text("0179+-x", 4, text));
}
END_TEST

START_TEST(numbers_agree_with_sscanf_on_random_digits)
{
	uint32_t state = 51;
	char text[32] = "-";

	for (int n = 0; n < 100000; n++) {
		size_t sign = unit_below(&state, 2);

		text[sign] = '1';
		unit_random_text(&state, HA_SPAN("0123456777"), 24,
		    text + sign + 1);
		text[0] = sign == 1 ? '-' : '1';
		check_number(n % COUNT(number_kinds), text);
	}
}
END_TEST

START_TEST(nice_alone_is_ten)
{
	struct ha_option option;

	ck_assert_int_eq(read_one("nice", &option), HA_CODE_NONE);
	ck_assert_int_eq(option.number, 10);
}
END_TEST

static bool
is_no_name(const char *name)
{
	return strcmp(name, "none") == 0 || strcmp(name, "mark") == 0;
}

/* The system's own list, but what has no place in a message (O1). */
START_TEST(severity_knows_all_names_of_syslog)
{
	for (const CODE *level = prioritynames; level->c_name != NULL;
	     level++) {
		struct ha_option option;
		char text[64];

		snprintf(text, sizeof(text), "severity %s", level->c_name);
		ck_assert((read_one(text, &option) == HA_CODE_NONE) !=
		    is_no_name(level->c_name));
		if (is_no_name(level->c_name))
			continue;
		ck_assert_int_eq(option.number, level->c_val);
		for (const CODE *name = facilitynames; name->c_name != NULL;
		     name++) {
			snprintf(text, sizeof(text), "severity %s.%s",
			    name->c_name, level->c_name);
			ck_assert((read_one(text, &option) == HA_CODE_NONE) !=
			    is_no_name(name->c_name));
			ck_assert(is_no_name(name->c_name) ||
			    option.number == (name->c_val | level->c_val));
		}
	}
}
END_TEST

static const struct {
	const char *text;
	struct ha_options_summary want;
	const char *last;
} summaries[] = {
	{ "nice: umask 22", { .may_fail = false }, "" },
	{ "allow", { .allows = true }, "allow" },
	{ "nice :deny ", { .denies = true }, "deny" },
	{ "twist x", { .denies = true, .may_fail = true }, "twist x" },
	{ "aclexec x", { .asks = true, .may_fail = true }, "aclexec x" },
	{ "aclexec x: allow",
	    { .asks = true, .allows = true, .may_fail = true }, "allow" },
	{ "spawn x", { .may_fail = true }, "" },
	{ "setenv A b", { .may_fail = true }, "" },
	{ "user x", { .may_fail = true }, "" },
	{ "group x", { .may_fail = true }, "" },
	{ "banners /x: severity info", { .may_fail = false }, "" },
	{ "allow: nice", { .fault = HA_CODE_OPTION_NOT_LAST }, "" },
	{ "aclexec x: bogus",
	    { .fault = HA_CODE_OPTION_UNKNOWN, .asks = true, .may_fail = true },
	    "aclexec x" },
};

START_TEST(a_summary_tells_what_the_options_come_to)
{
	const struct ha_options_summary *want = &summaries[_i].want;
	struct ha_options_summary got;

	ck_assert_int_eq(ha_options_summarize(ha_span_of(summaries[_i].text),
			     &arena, NULL, &got),
	    HA_OK);
	ck_assert_int_eq(got.fault, want->fault);
	ck_assert(got.allows == want->allows);
	ck_assert(got.denies == want->denies);
	ck_assert(got.asks == want->asks);
	ck_assert(got.may_fail == want->may_fail);
	assert_span(got.last, ha_span_of(summaries[_i].last));
}
END_TEST

/* As many options as that, each "nice", and one "nosuch" after them. */
static struct ha_options_summary
summarize_many(size_t count)
{
	static char text[5 * (HA_OPTIONS_MAX + 2) + 7];
	struct ha_options_summary summary;
	size_t len = 0;

	for (size_t i = 0; i < count; i++, len += 5)
		memcpy(text + len, "nice:", 5);
	memcpy(text + len, "nosuch", 6);
	ck_assert_int_eq(ha_options_summarize((struct ha_span){ text, len + 6 },
			     &arena, NULL, &summary),
	    HA_OK);
	return summary;
}

START_TEST(a_rule_has_at_most_512_options)
{
	ck_assert_int_eq(summarize_many(HA_OPTIONS_MAX).fault,
	    HA_CODE_OPTION_UNKNOWN);
	ck_assert_int_eq(summarize_many(HA_OPTIONS_MAX + 1).fault,
	    HA_CODE_OPTION_TOO_MANY);
	assert_span(summarize_many(HA_OPTIONS_MAX + 1).bad, HA_SPAN("nice"));
}
END_TEST

START_TEST(what_stands_behind_one_too_many_is_not_read)
{
	struct ha_option option;
	char text[5 * 1000 + 1];
	size_t n = 0;
	struct ha_options options;

	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 5 * i, "nice:", 5);
	options = ha_options_of((struct ha_span){ text, 5000 }, &arena, NULL);
	while (ha_options_next(&options, &option) == HA_OK)
		n++;
	ck_assert_uint_eq(n, 512);
	ck_assert_ptr_eq(options.bad.at, text + 5 * 512);
	options.fault = HA_CODE_NONE;
	ck_assert_int_eq(ha_options_next(&options, &option), HA_END);
	ck_assert_int_eq(options.fault, HA_CODE_NONE);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_keyword_expands_or_not, 0,
	    COUNT(keywords));
	tcase_add_loop_test(tests, an_option_is_read_as_listed, 0, COUNT(rows));
	tcase_add_loop_test(tests, a_wrong_option_ends_the_reading, 0,
	    COUNT(faults));
	tcase_add_loop_test(tests, a_number_is_what_sscanf_reads, 0,
	    COUNT(numbers));
	tcase_add_test(tests, numbers_agree_with_sscanf_on_all_short_texts);
	tcase_add_test(tests, numbers_agree_with_sscanf_on_random_digits);
	tcase_add_test(tests, nice_alone_is_ten);
	tcase_add_test(tests, severity_knows_all_names_of_syslog);
	tcase_add_loop_test(tests, a_summary_tells_what_the_options_come_to, 0,
	    COUNT(summaries));
	tcase_add_test(tests, a_rule_has_at_most_512_options);
	tcase_add_test(tests, what_stands_behind_one_too_many_is_not_read);
}

int
main(void)
{
	return unit_run("option", add_tests);
}
