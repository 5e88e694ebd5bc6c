/*
 * Which plain lines are passed over.  Which clients are: known_client.c; that
 * nothing is lost by it: tests/unit/common/match/prefiltered.c.
 */
#include <stdio.h>

#include "tests/unit/prefilter_world.h"

/* Without these it would be no gain. */
static const struct ha_span plain[] = {
	BYTES("sshd: 192.0.2.34\n"),
	BYTES("ALL: 192.0.2.34\n"),
	BYTES("all:10.0.0.1\n"),
	BYTES("sshd : 10.0.0.1\n"),
	BYTES("sshd:\t10.0.0.1\n"),
	BYTES("sshd: 10.0.0.1 \n"),
	BYTES("sshd: 10.0.0.1\r\n"),
	BYTES("  sshd: 10.0.0.1\n"),
	BYTES("sshd: 0.0.0.0\n"),
	BYTES("sshd: 255.255.255.255\n"),
	BYTES("sshd: 1.2.3.4, 5.6.7.8,9.10.11.12 13.14.15.16\n"),
	BYTES("sshd: 10.0.0.0/8\n"),
	BYTES("sshd: 192.0.2.32/32\n"),
	BYTES("sshd: 192.0.2.0/27\n"),
	BYTES("sshd: 192.0.2.34/32\n"),
	BYTES("sshd: 10.0.0.0/255.0.0.0\n"),
	BYTES("sshd: 192.0.2.0/255.255.255.224\n"),
	BYTES("sshd: 0.0.0.0/1 64.0.0.0/2\n"),
	BYTES("sshd: 2001:db8::1\n"),
	BYTES("sshd: [2001:db8::1]\n"),
	BYTES("sshd: [2001:db8::]/32\n"),
	BYTES("sshd: [2001:db8::/32]\n"),
	BYTES("sshd: 2001:db8::/32\n"),
	BYTES("sshd: ::1\n"),
	BYTES("sshd: [::]/0\n"),
	BYTES("sshd: 2001:db8::1, 10.0.0.1 fe80::1\n"),
	BYTES("ftpd: ALL\n"),
	BYTES("ftpd: ALL EXCEPT .x : deny\n"),
	BYTES("ftpd, telnetd: 192.0.2.33\n"),
	BYTES("ftpd telnetd: 192.0.2.33\n"),
	BYTES("ftpd sshd: 10.0.0.1\n"),
	BYTES("in.ftpd: [\n"),
	BYTES("a-b_c.d2: x\n"),
	BYTES("sshd: 10.0.0.1: deny\n"),
	BYTES("sshd: 10.0.0.1 : spawn echo a\\: %h : allow\n"),
	BYTES("sshd: 10.0.0.1 : bogus # a:b\n"),
	BYTES("sshd: fe80::1/64: deny\n"),
	BYTES("sshd: fe80::1 : deny\n"),
	BYTES("sshd: [fe80::1]: deny\n"),
	BYTES("\n"),
	BYTES("\n\n\n"),
	BYTES("#\n"),
	BYTES("# comment: 1\n"),
	BYTES("#\0\n"),
	BYTES("# a\n\nsshd: 10.0.0.1\n# b\nALL: 10.0.0.2\nsshd: 10.0.0.3\n"),
};

START_TEST(plain_lines_are_passed)
{
	static const enum client those[] = { CLIENT_IPV4, CLIENT_NAMED,
		CLIENT_UNASKED, CLIENT_ASKABLE, CLIENT_FAILED, CLIENT_CLAIMING,
		CLIENT_MAPPED, CLIENT_NOBODY };

	for (int i = 0; i < COUNT(those); i++) {
		set(those[i], i % 2 == 0);
		expect(passes_rules(plain[_i]), "client %d: %.*s",
		    (int)those[i], (int)plain[_i].len, plain[_i].at);
	}
}
END_TEST

/* What the matcher must look at, whatever the client: here one of 10.0.0.1. */
static const struct ha_span others[] = {
	BYTES(" \n"),
	BYTES("\r\n"),
	BYTES(" # comment\n"),
	BYTES("\\\n\n"),
	BYTES("# comment\\\n"),
	BYTES("#\\\n"),
	BYTES("sshd\n"),
	BYTES(":\n"),
	BYTES(": 10.0.0.1\n"),
	BYTES("sshd:\n"),
	BYTES("sshd: \n"),
	BYTES("sshd: : deny\n"),
	BYTES("sshd:: 10.0.0.1\n"),
	BYTES("sshd: 10.0.0.1\\\n"),
	BYTES("sshd: 10.0.0.1 \\\n"),
	BYTES("sshd: 10.0.0.1 : x\\\n"),
	BYTES("ftpd: 10.0.0.1 : x\\\n"),
	BYTES("ftpd:\\\n"),
	BYTES("sshd: 10.0.0.1 : x\0\n"),
	BYTES("sshd: 10.0.0.1\0\n"),
	BYTES("sshd\0: 10.0.0.1\n"),
	BYTES("sshd: 10.0.0.1::x\n"),
	BYTES("sshd: 10.0.0.1 ::x\n"),
	BYTES("sshd: 10.0.0.1 # x\n"),
	BYTES("sshd: 10.0.0.1 [\n"),
	BYTES("sshd: fe80::1:deny\n"),
	BYTES("sshd: 1:2:3:4:5:6:7:8: deny\n"),
	BYTES("sshd: 10.0.0.1 EXCEPT 10.0.0.2\n"),
	BYTES("sshd: 10.0.0.1\v\n"),
	BYTES("ftpd EXCEPT x: 10.0.0.1\n"),
	BYTES("EXCEPT: 10.0.0.1\n"),
	BYTES("KNOWN: 10.0.0.1\n"),
	BYTES("known: 10.0.0.1\n"),
	BYTES("ftpd.: 10.0.0.1\n"),
	BYTES(".ftpd: 10.0.0.1\n"),
	BYTES("22: 10.0.0.1\n"),
	BYTES("f*: 10.0.0.1\n"),
	BYTES("ftpd@10.0.0.1: 10.0.0.1\n"),
	BYTES("[ftpd]: 10.0.0.1\n"),
	BYTES("ftpd#: 10.0.0.1\n"),
	BYTES("ftpd # x: 10.0.0.1\n"),
	BYTES("ft\\\npd: 10.0.0.1\n"),
	BYTES("\xef\xbb\xbfsshd: 10.0.0.1\n"),
	BYTES("\xef\xbb\xbf\n"),
	BYTES("sshd: 10.0.0.1 \xff\n"),
};

START_TEST(what_is_not_plain_is_looked_at_where_it_begins)
{
	static const char before[] = "sshd: 10.0.0.1\nALL: ::9\n";
	char text[128];
	struct ha_span all = { text, sizeof(before) - 1 + others[_i].len };
	struct ha_passed passed;

	set(CLIENT_IPV4, true);
	expect(prefilter_text(&edge, ha_prefilter_rules, &prefilter, others[_i])
		    .at == others[_i].at,
	    "alone");
	memcpy(text, before, sizeof(before) - 1);
	memcpy(text + sizeof(before) - 1, others[_i].at, others[_i].len);
	passed = prefilter_text(&edge, ha_prefilter_rules, &prefilter, all);
	expect(passed.at == text + sizeof(before) - 1 && passed.is_found &&
		passed.lines == 2,
	    "behind two others");
}
END_TEST

/* Most lines have the daemons of the line before; not all do. */
START_TEST(daemons_are_told_apart_behind_each_other)
{
	static const char *const daemons[] = { "sshd:", "ftpd:", "sshd :",
		"sshdx:", "ssh:", "s:", "ALL:", "in.telnetd:", "in.telnetx:",
		"in.telnetd, sshd:", "in.telnetd, sshx:", "in.telnetd sshd:",
		"sshd,a:", "sshd,b:", "\tsshd:", "SSHD:", "a:" };
	static const bool matches[] = { true, false, true, false, false, false,
		true, false, false, true, false, true, true, true, true, true,
		false };
	char text[80];

	set(CLIENT_IPV4, true);
	for (int i = 0; i < COUNT(daemons); i++) {
		for (int k = 0; k < COUNT(daemons); k++) {
			struct ha_span first, all;

			sprintf(text, "%s 10.0.0.1\n%s 192.0.2.33\n",
			    daemons[i], daemons[k]);
			all = ha_span_of(text);
			first =
			    ha_span_before(all, ha_span_find(all, '\n') + 1);
			expect(prefilter_text(&edge, ha_prefilter_rules,
				   &prefilter, all)
				    .at ==
				(matches[k] ? text + first.len
					    : text + all.len),
			    "%s", text);
		}
	}
}
END_TEST

START_TEST(the_service_counts_in_any_letter_case)
{
	set(CLIENT_IPV4, true);
	request.service = HA_SPAN("In.FTPd");
	prefilter.client.is_set = false;
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, true });
	expect(!passes_rules(HA_SPAN("in.ftpd: 192.0.2.33\n")), "in.ftpd");
	expect(passes_rules(HA_SPAN("sshd: 192.0.2.33\n")), "sshd");
	/* Each name is but a name. */
	request.service = HA_SPAN("");
	prefilter.client.is_set = false;
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, true });
	expect(passes_rules(HA_SPAN("sshd: 192.0.2.33\n")), "no service");
	expect(!passes_rules(HA_SPAN("ALL: 192.0.2.33\n")), "ALL");
}
END_TEST

/* What was set holds only as long as the facts do. */
START_TEST(what_has_become_known_counts_from_then_on)
{
	struct ha_span fits = HA_SPAN("ALL: a.example.net\n");
	struct ha_span other = HA_SPAN("ALL: b.example.net\n");

	set(CLIENT_ASKABLE, true);
	expect(!passes_rules(fits) && !passes_rules(other), "not asked");
	ha_request_ask_name(&request, &request.client, &resolver);
	expect(request.client.name_fact == HA_FACT_KNOWN, "no name");
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, true });
	expect(!passes_rules(fits) && passes_rules(other), "asked");
	ha_request_free(&request);

	set(CLIENT_NAME_UNASKED, true);
	expect(!passes_rules(HA_SPAN("ALL: 192.0.2.34\n")), "no address");
	expect(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")),
	    "no address");
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, true });
	expect(passes_rules(HA_SPAN("ALL: 192.0.2.34\n")), "another");
	expect(!passes_rules(HA_SPAN("ALL: 192.0.2.33\n")), "that one");
	expect(!passes_rules(fits) && passes_rules(other), "names");
	request.client.addr_fact = HA_FACT_ABSENT;
	ha_prefilter_set(&prefilter,
	    &(struct ha_inquiry){ &request, &resolver, true });
	expect(passes_rules(HA_SPAN("ALL: 192.0.2.33\n")), "none any more");
}
END_TEST

START_TEST(what_doubt_means_may_change_from_one_list_to_the_next)
{
	set(CLIENT_UNASKED, true);
	for (int i = 0; i < 4; i++) {
		ha_prefilter_set(&prefilter,
		    &(struct ha_inquiry){ &request, &resolver, i % 2 == 0 });
		expect(passes_words(HA_SPAN("a.example.net\n")) == (i % 2 == 0),
		    "%d", i);
		expect(passes_words(HA_SPAN("10.0.0.1\n")), "%d: address", i);
	}
}
END_TEST

/* Of plain lines, cut anywhere: those that are whole are passed. */
START_TEST(what_does_not_end_in_the_text_is_left)
{
	static const char text[] =
	    "sshd: 192.0.2.34\n\n# comment\nsshd: 10.0.0.0/255.0.0.0, 1.1.1.1\n"
	    "ftpd: x\nsshd: [2001:db8::/32] fe80::1/64 : deny\nALL: 1.2.3.4";

	set(CLIENT_IPV4, true);
	for (size_t len = 0; len < sizeof(text); len++) {
		size_t whole = len;
		struct ha_passed passed;

		while (whole > 0 && text[whole - 1] != '\n')
			whole--;
		passed = prefilter_text(&edge, ha_prefilter_rules, &prefilter,
		    (struct ha_span){ text, len });
		expect(passed.at == text + whole && !passed.is_found,
		    "%zu of %zu bytes", (size_t)(passed.at - text), len);
	}
}
END_TEST

START_TEST(words_that_do_not_end_in_the_text_are_left)
{
	static const char text[] = " 192.0.2.34\n\r,# comment, 10.0.0.1\n\n"
				   "10.0.0.0/255.0.0.0,1.1.1.1\tfe80::1/64\v"
				   "[fe80::1]#x\n\f[fe80::]/10,1.2.3.4";

	set(CLIENT_IPV4, true);
	for (size_t len = 0; len < sizeof(text); len++) {
		struct ha_passed passed =
		    prefilter_text(&edge, ha_prefilter_words, &prefilter,
			(struct ha_span){ text, len });
		size_t at = (size_t)(passed.at - text);
		struct ha_span rest = { passed.at, len - at };

		expect(!passed.is_found, "%zu bytes", len);
		/* A comment, or one word that has not ended. */
		if (rest.len > 0 && rest.at[0] == '#')
			expect(!ha_span_holds(rest, '\n'), "%zu: #", len);
		else
			expect(strcspn(passed.at, " ,\t\r\n\v\f#") >= rest.len,
			    "%zu bytes: %zu", len, at);
	}
}
END_TEST

/* Not plain, and the text's end is near. */
START_TEST(what_is_found_has_an_end)
{
	static const struct {
		struct ha_span text;
		bool in_rules, in_words;
	} ends[] = {
		{ BYTES("*"), false, false },
		{ BYTES("*\n"), true, true },
		{ BYTES("* "), false, true },
		{ BYTES("*,"), false, true },
		{ BYTES("*#"), false, true },
		{ BYTES("*\\\n"), true, true },
		{ BYTES("\0"), false, false },
		{ BYTES("\0\n"), true, true },
		{ BYTES("1.2.3.4/"), false, false },
		{ BYTES("1.2.3.4/33"), false, false },
		{ BYTES("[::1"), false, false },
		{ BYTES("::ffff:1.2.3.4\n"), true, true },
	};

	set(CLIENT_IPV4, true);
	for (int i = 0; i < COUNT(ends); i++) {
		struct ha_passed rules =
				     prefilter_text(&edge, ha_prefilter_rules,
					 &prefilter, ends[i].text),
				 list =
				     prefilter_text(&edge, ha_prefilter_words,
					 &prefilter, ends[i].text);

		expect(rules.is_found == ends[i].in_rules &&
			rules.at == ends[i].text.at,
		    "%d, rules", i);
		expect(list.is_found == ends[i].in_words &&
			list.at == ends[i].text.at,
		    "%d, words", i);
	}
}
END_TEST

/* A line of that length, its newline not counted: clients, or options. */
static void
make_line(char *line, const char *front, const char *piece, size_t len)
{
	size_t at = strlen(front);

	memcpy(line, front, at);
	while (at < len) {
		size_t n = strlen(piece);

		memcpy(line + at, piece, n < len - at ? n : len - at);
		at += n;
	}
	if (line[len - 1] == '.')
		line[len - 1] = '1';
	line[len] = '\n';
}

START_TEST(a_line_above_the_limit_is_looked_at)
{
	static const struct {
		const char *front, *piece;
		bool is_comment;
	} lines[] = { { "sshd: ", "10.0.0.1 ", false },
		{ "ftpd: ", "anything ", false },
		{ "sshd: 10.0.0.1 : ", "x", false }, { "#", "x ", true } };
	static char line[HA_LINE_MAX + 16];

	set(CLIENT_IPV4, true);
	for (int i = 0; i < COUNT(lines); i++) {
		for (size_t len = HA_LINE_MAX - 7; len < HA_LINE_MAX + 9;
		     len += 8) {
			struct ha_span text = { line, len + 1 };
			bool is_passed;

			make_line(line, lines[i].front, lines[i].piece, len);
			is_passed = passes_rules(text);
			expect(is_passed ==
				(lines[i].is_comment || len <= HA_LINE_MAX),
			    "%d of %zu bytes", i, len);
		}
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, plain_lines_are_passed, 0, COUNT(plain));
	tcase_add_loop_test(tests,
	    what_is_not_plain_is_looked_at_where_it_begins, 0, COUNT(others));
	tcase_add_test(tests, daemons_are_told_apart_behind_each_other);
	tcase_add_test(tests, the_service_counts_in_any_letter_case);
	tcase_add_test(tests, what_has_become_known_counts_from_then_on);
	tcase_add_test(tests,
	    what_doubt_means_may_change_from_one_list_to_the_next);
	tcase_add_test(tests, what_does_not_end_in_the_text_is_left);
	tcase_add_test(tests, words_that_do_not_end_in_the_text_are_left);
	tcase_add_test(tests, what_is_found_has_an_end);
	tcase_add_test(tests, a_line_above_the_limit_is_looked_at);
}

int
main(void)
{
	return unit_run("prefilter", add_tests);
}
