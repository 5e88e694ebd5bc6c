#include "common/language/text.h"

#include <stdio.h>

#include "tests/unit/support.h"

static const struct {
	const char *pattern, *text;
	bool want;
} rows[] = {
	{ "sshd", "sshd", true },
	{ "SSHd", "sshD", true },
	{ "sshd", "sshd2", false },
	{ "", "", true },
	{ "ALL", "anything", true },
	{ "all", "", true },
	{ "KNOWN", "bob", true },
	{ "KNOWN", "unknown", false },
	{ "known", "UNKNOWN", false },
	{ "UNKNOWN", "unknown", true },
	{ ".d", "in.d", true },
	{ ".d", ".d", false },
	{ ".D", "in.d", true },
	{ "in.", "in.telnetd", true },
	{ "in.", "in.", true },
	{ "in.", "in", false },
	{ "s?h*", "sshd", true },
	{ ".*", "x.y", false },
	{ "h*.", "host.dom", false },
	{ "[ab]", "a", false },
	{ "[2001:db8:0::1]", "2001:db8::1", true },
	{ "[fe80::1]", "fe80::1%lo", true },
	{ "[192.0.2.33]", "192.0.2.33", false },
	{ "[192.0.2.33]", "[192.0.2.33]", false },
	{ "[]", "[]", false },
	{ "[", "[", true },
	{ "192.0.2.33", "::ffff:192.0.2.33", true },
	{ "192.0.2.", "::FFFF:192.0.2.33", true },
	{ "*ffff*", "::ffff:192.0.2.33", false },
	{ "::ffff:x", "::ffff:x", true },
	{ "@sshd", "sshd", false },
	{ "/etc/passwd", "/etc/passwd", true },
};

START_TEST(a_plain_pattern_matches_as_listed)
{
	ck_assert_msg(ha_text_match(ha_span_of(rows[_i].pattern),
			  ha_span_of(rows[_i].text)) == rows[_i].want,
	    "\"%s\" and \"%s\"", rows[_i].pattern, rows[_i].text);
}
END_TEST

START_TEST(a_nul_does_not_end_a_comparison)
{
	ck_assert(!ha_text_match(HA_SPAN("root"), HA_SPAN("root\0x")));
	ck_assert(!ha_text_match(HA_SPAN("root\0x"), HA_SPAN("root")));
}
END_TEST

/* libwrap asks sscanf whether a daemon pattern is a port. */
static bool
sscanf_reads_port(const char *text, unsigned *port)
{
	char rest;

	return sscanf(text, "%u%c", port, &rest) == 1 && *port <= 65535;
}

static void
check_port(const char *text)
{
	unsigned got = 0, want = 0;
	bool is_port = sscanf_reads_port(text, &want);

	expect(ha_text_is_port(ha_span_of(text), &got) == is_port, "\"%s\"",
	    text);
	expect(!is_port || got == want, "\"%s\": %u, not %u", text, got, want);
}

static const char *const ports[] = { "22", "022", "0", "65535", "65536",
	"4294967295", "4294967296", "4294967318", "-1", "-4294967274",
	"18446744073709551615", "18446744073709551616", "18446744073709551638",
	"-18446744073709551594", "-18446744073709551615",
	"-18446744073709551616", "99999999999999999999999", "+22", "+", "-", "",
	"--1", "+-1", "\v22", " 22", "22\f", "2 2", "0x16", "22@" };

START_TEST(a_port_is_what_sscanf_reads)
{
	check_port(ports[_i]);
}
END_TEST

START_TEST(ports_agree_with_sscanf_on_all_short_texts)
{
	char text[8] = "";

	do {
		check_port(text);
	} while (unit_next_text("019+- \vx", 5, text));
}
END_TEST

START_TEST(ports_agree_with_sscanf_on_random_numbers)
{
	uint32_t state = 21;
	char text[32];

	for (int n = 0; n < 100000; n++) {
		unit_random_text(&state, HA_SPAN("0123456789999-"), 24, text);
		check_port(text);
	}
}
END_TEST

START_TEST(a_nul_behind_a_port_makes_it_a_name)
{
	unsigned port;

	ck_assert(!ha_text_is_port(HA_SPAN("22\0"), &port));
}
END_TEST

static const struct {
	const char *token;
	bool is_split;
	const char *before, *host;
} splits[] = {
	{ "user@host", true, "user", "host" },
	{ "a@b@c", true, "a", "b@c" },
	{ "user@", true, "user", "" },
	{ "@group", false, "", "@group" },
	{ "@@group", true, "@", "group" },
	{ "@a@b", true, "@a", "b" },
	{ "x[a@b]@c", true, "x[a@b]", "c" },
	{ "x[y]@host", true, "x[y]", "host" },
	{ "x[@host", false, "", "x[@host" },
	{ "x]@host", false, "", "x]@host" },
	{ "[root]@ALL", false, "", "[root]@ALL" },
	{ "[a@b]", true, "[a", "b]" },
	{ "host", false, "", "host" },
	{ "@", false, "", "@" },
	{ "", false, "", "" },
};

START_TEST(a_token_splits_at_the_first_free_at_sign)
{
	struct ha_span before, host;

	ck_assert(ha_text_split(ha_span_of(splits[_i].token), &before, &host) ==
	    splits[_i].is_split);
	assert_span(before, ha_span_of(splits[_i].before));
	assert_span(host, ha_span_of(splits[_i].host));
}
END_TEST

static const struct {
	const char *pattern;
	bool is_literal;
} literals[] = {
	{ "sshd", true },
	{ "22", true },
	{ "UNKNOWN", true },
	{ "a.b", true },
	{ "EXCEPT", true },
	{ "", false },
	{ "all", false },
	{ "Known", false },
	{ "*", false },
	{ "ssh?", false },
	{ ".d", false },
	{ "in.", false },
	{ "[::1]", false },
};

/* One that is literal matches itself, and another text by no means. */
START_TEST(a_literal_pattern_equals_one_text)
{
	struct ha_span pattern = ha_span_of(literals[_i].pattern);

	ck_assert(ha_text_is_literal(pattern) == literals[_i].is_literal);
	if (!literals[_i].is_literal)
		return;
	ck_assert(ha_text_match(pattern, pattern));
	ck_assert(!ha_text_match(pattern, HA_SPAN("sshd.d")));
}
END_TEST

START_TEST(reserved_words_are_whole_words_in_any_case)
{
	ck_assert(ha_text_is_except(HA_SPAN("exCEPT")));
	ck_assert(!ha_text_is_except(HA_SPAN("EXCEPTS")));
	ck_assert(!ha_text_is_except(HA_SPAN("EXCEP")));
	ck_assert(ha_text_is_unknown(HA_SPAN("Unknown")));
	ck_assert(!ha_text_is_unknown(HA_SPAN("unknown.")));
	ck_assert(ha_text_is_paranoid(HA_SPAN("PARANOID")));
	ck_assert(!ha_text_is_paranoid(HA_SPAN_EMPTY));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_plain_pattern_matches_as_listed, 0,
	    COUNT(rows));
	tcase_add_test(tests, a_nul_does_not_end_a_comparison);
	tcase_add_loop_test(tests, a_port_is_what_sscanf_reads, 0,
	    COUNT(ports));
	tcase_add_test(tests, ports_agree_with_sscanf_on_all_short_texts);
	tcase_add_test(tests, ports_agree_with_sscanf_on_random_numbers);
	tcase_add_test(tests, a_nul_behind_a_port_makes_it_a_name);
	tcase_add_loop_test(tests, a_token_splits_at_the_first_free_at_sign, 0,
	    COUNT(splits));
	tcase_add_loop_test(tests, a_literal_pattern_equals_one_text, 0,
	    COUNT(literals));
	tcase_add_test(tests, reserved_words_are_whole_words_in_any_case);
}

int
main(void)
{
	return unit_run("text", add_tests);
}
