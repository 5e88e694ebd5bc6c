/*
 * Which plain clients are passed over, and for whom; in a rule, and as words
 * of a file.
 */
#include <stdio.h>

#include "tests/unit/patterns.h"
#include "tests/unit/prefilter_world.h"

/* Whom a single client in a rule concerns. */
static const struct {
	enum client client;
	bool doubt_is_no;
	const char *word;
	bool is_passed;
} words[] = {
	{ CLIENT_IPV4, true, "192.0.2.34", true },
	{ CLIENT_IPV4, true, "192.0.2.33", false },
	{ CLIENT_IPV4, true, "192.0.2.33/32", false },
	{ CLIENT_IPV4, true, "192.0.2.32/32", true },
	{ CLIENT_IPV4, true, "192.0.2.1/24", false },
	{ CLIENT_IPV4, true, "192.0.3.1/24", true },
	{ CLIENT_IPV4, true, "192.0.2.1/255.255.255.0", false },
	{ CLIENT_IPV4, true, "192.0.3.1/255.255.255.0", true },
	{ CLIENT_IPV4, true, "1.2.3.4/0", false },
	{ CLIENT_IPV4, true, "1.2.3.4/0.0.0.0", false },
	{ CLIENT_IPV4, true, "1.2.3.4/00", false },
	{ CLIENT_IPV4, true, "1.2.3.4/032", true },
	{ CLIENT_IPV4, true, "::1", true },
	{ CLIENT_IPV4, true, "[::]/0", true },
	{ CLIENT_IPV4, true, "[::/0]", true },
	/* Not plain: others judge. */
	{ CLIENT_IPV4, true, "1.2.3.4/33", false },
	{ CLIENT_IPV4, true, "1.2.3.4/0032", false },
	{ CLIENT_IPV4, true, "1.2.3.4/", false },
	{ CLIENT_IPV4, true, "1.2.3.4/x", false },
	{ CLIENT_IPV4, true, "1.2.3.4/8x", false },
	{ CLIENT_IPV4, true, "1.2.3.4/8/8", false },
	{ CLIENT_IPV4, true, "1.2.3.4/255.0.255.0", false },
	{ CLIENT_IPV4, true, "1.2.3.4/255.0.0.0.", false },
	{ CLIENT_IPV4, true, "1.2.3.4/255.0.0.00", false },
	{ CLIENT_IPV4, true, "1.2.3.256", false },
	{ CLIENT_IPV4, true, "01.2.3.4", false },
	{ CLIENT_IPV4, true, "1.2.3", false },
	{ CLIENT_IPV4, true, "10.", false },
	{ CLIENT_IPV4, true, ".33", false },
	{ CLIENT_IPV4, true, "1.2.3.4x", false },
	{ CLIENT_IPV4, true, "1.2.3.4\\", false },
	{ CLIENT_IPV4, true, "1.2.3.4#", false },
	{ CLIENT_IPV4, true, "0x1.2.3.4", false },
	{ CLIENT_IPV4, true, "1.2.3.4@b", false },
	{ CLIENT_IPV4, true, "bob@1.2.3.4", false },
	{ CLIENT_IPV4, true, "@group", false },
	{ CLIENT_IPV4, true, "/file", false },
	{ CLIENT_IPV4, true, "*", false },
	{ CLIENT_IPV4, true, "b*", false },
	{ CLIENT_IPV4, true, "b?x", false },
	{ CLIENT_IPV4, true, "[1.2.3.4]", false },
	{ CLIENT_IPV4, true, "[::1", false },
	{ CLIENT_IPV4, true, "::1]", false },
	{ CLIENT_IPV4, true, "[::1]/64/64", false },
	{ CLIENT_IPV4, true, "[::1/64]/64", false },
	{ CLIENT_IPV4, true, "::1/129", false },
	{ CLIENT_IPV4, true, "::1/", false },
	{ CLIENT_IPV4, true, "[::1]/", false },
	{ CLIENT_IPV4, true, "::1%eth0", false },
	{ CLIENT_IPV4, true, "::ffff:1.2.3.4", false },
	{ CLIENT_IPV4, true, "::ffff:102:304", false },
	{ CLIENT_IPV4, true, "::ffff:0:0/96", false },
	{ CLIENT_IPV4, true, "::", false },
	{ CLIENT_IPV4, true, "EXCEPT", false },
	{ CLIENT_IPV4, true, "ALL", false },
	{ CLIENT_IPV4, true, "all", false },
	{ CLIENT_IPV4, true, "KNOWN", false },
	{ CLIENT_IPV4, true, "UNKNOWN", false },
	{ CLIENT_IPV4, true, "LOCAL", false },
	{ CLIENT_IPV4, true, "Paranoid", false },
	/* As long as its address begins so, the matcher looks. */
	{ CLIENT_IPV4, true, "192.0.2.3", false },
	{ CLIENT_CUT, true, "192.0.2.33", true },
	{ CLIENT_MAPPED, true, "192.0.2.33", false },
	{ CLIENT_MAPPED, true, "192.0.2.32", true },
	{ CLIENT_MAPPED, true, "::/0", false },
	{ CLIENT_MAPPED, true, "[::]/0", true },
	{ CLIENT_IPV6, true, "192.0.2.33", true },
	{ CLIENT_IPV6, true, "0.0.0.0/0", true },
	{ CLIENT_IPV6, true, "2001:db8::33", false },
	{ CLIENT_IPV6, true, "2001:DB8:0:0::33", false },
	{ CLIENT_IPV6, true, "2001:db8::34", true },
	{ CLIENT_IPV6, true, "[2001:db8::33]", false },
	{ CLIENT_IPV6, true, "[2001:db8::34]", true },
	{ CLIENT_IPV6, true, "2001:db8::/32", false },
	{ CLIENT_IPV6, true, "2001:db9::/32", true },
	{ CLIENT_IPV6, true, "2001:db8::ffff/64", false },
	{ CLIENT_IPV6, true, "2001:db8:0:1::/64", true },
	{ CLIENT_IPV6, true, "2001:db8:0:1::/63", false },
	{ CLIENT_IPV6, true, "2001:db8::32/127", false },
	{ CLIENT_IPV6, true, "2001:db8::30/127", true },
	{ CLIENT_IPV6, true, "2001:db8::8000:0:0:0/65", true },
	{ CLIENT_IPV6, true, "2001:db8::/65", false },
	{ CLIENT_IPV6, true, "8000::/1", true },
	{ CLIENT_IPV6, true, "::/1", false },
	{ CLIENT_IPV6, true, "[::]/1", false },
	{ CLIENT_IPV6, true, "[8000::]/1", true },
	{ CLIENT_IPV6, true, "[::]/0", false },
	{ CLIENT_IPV6, true, "[ffff::/0]", false },
	{ CLIENT_IPV6_SCOPED, true, "fe80::33", false },
	{ CLIENT_IPV6_SCOPED, true, "fe80::34", true },
	{ CLIENT_IPV6_SCOPED, true, ".lan", false },
	{ CLIENT_IPV6_SCOPED, true, ".wan", true },
	{ CLIENT_LOOPBACK, true, "::1", false },
	{ CLIENT_LOOPBACK, true, "::2", true },
	{ CLIENT_NOBODY, true, "0.0.0.0/0", true },
	{ CLIENT_NOBODY, true, "[::]/0", true },
	{ CLIENT_NOBODY, true, "1.2.3.4", true },
	{ CLIENT_NOBODY, true, "a.example.net", true },
	{ CLIENT_NAME_ALONE, true, "1.2.3.4", true },
	{ CLIENT_NAME_ASKABLE, true, "1.2.3.4", false },
	{ CLIENT_NAME_UNASKED, false, "1.2.3.4", false },
	{ CLIENT_NAME_FAILED, true, "::1", false },
	{ CLIENT_NAME_UNASKED, true, "b.example.net", false },
	/* Names. */
	{ CLIENT_NAMED, false, "b.example.net", true },
	{ CLIENT_NAMED, false, "a.example.net", false },
	{ CLIENT_NAMED, false, "A.EXAMPLE.NET", false },
	{ CLIENT_NAMED, false, "a.example.net.", false },
	{ CLIENT_NAMED, false, "b.example.net.", false },
	{ CLIENT_NAMED, false, "a.example.ne", true },
	{ CLIENT_NAMED, false, "x_y-z", true },
	{ CLIENT_NAMED, false, "abcd", true },
	{ CLIENT_NAMED, false, "9.example.net", false },
	{ CLIENT_NAMED, false, "-a", false },
	{ CLIENT_NAMED, false, ".example.net", false },
	{ CLIENT_NAMED, false, ".Example.NET", false },
	{ CLIENT_NAMED, false, ".net", false },
	{ CLIENT_NAMED, false, ".example.com", true },
	{ CLIENT_NAMED, false, ".example.com.", false },
	{ CLIENT_NAMED, false, ".a.example.net", true },
	{ CLIENT_NAMED, false, ".2example", false },
	{ CLIENT_NAMED, false, "..net", false },
	{ CLIENT_NAMED, false, "LOCAL", false },
	{ CLIENT_LOCAL, false, "box", false },
	{ CLIENT_LOCAL, false, "bo", true },
	{ CLIENT_LOCAL, false, "LOCAL", false },
	{ CLIENT_CONFLICT, false, "box", true },
	{ CLIENT_CONFLICT, false, "paranoid", false },
	{ CLIENT_IPV4, false, "unknown", false },
	{ CLIENT_IPV4, false, "example.net", true },
	{ CLIENT_UNASKED, true, "example.net", true },
	{ CLIENT_UNASKED, false, "example.net", false },
	{ CLIENT_UNASKED, false, ".example.net", false },
	{ CLIENT_FAILED, true, "example.net", true },
	{ CLIENT_FAILED, false, "example.net", false },
	{ CLIENT_SUSPECT, true, ".example.net", true },
	{ CLIENT_ASKABLE, true, "example.net", false },
	{ CLIENT_CLAIMING, true, "example.net", false },
	{ CLIENT_CLAIMING_ASKABLE, true, ".net", false },
	{ CLIENT_NAME_ALONE, false, "b.example.net", true },
	{ CLIENT_NAME_ALONE, false, "a.example.net", false },
	{ CLIENT_IPV6_NAMED, false, "dead.beef", true },
	{ CLIENT_IPV6_NAMED, false, "dead:beef::", true },
};

/* Where names are concerned, "::" is separators in a rule and not in a file. */
START_TEST(a_client_is_passed_as_listed)
{
	const char *word = words[_i].word;
	char text[80];

	set(words[_i].client, words[_i].doubt_is_no);
	sprintf(text, "sshd: %s\n", word);
	expect(passes_rules(ha_span_of(text)) == words[_i].is_passed,
	    "in a rule: %s", word);
	sprintf(text, "sshd: 9.9.9.9,%s : deny\n", word);
	if (memcmp(word, "::", 2) != 0)
		expect(passes_rules(ha_span_of(text)) == words[_i].is_passed,
		    "behind another: %s", word);
	sprintf(text, "ALL: %s\t9.9.9.9\r\n", word);
	expect(passes_rules(ha_span_of(text)) == words[_i].is_passed,
	    "before another: %s", word);
	sprintf(text, "%s\n", word);
	if (ha_span_holds(ha_span_of(word), '#'))
		return;
	expect(passes_words(ha_span_of(text)) == words[_i].is_passed,
	    "in a file: %s", word);
	sprintf(text, ",9.9.9.9 %s,9.9.9.9#x\n", word);
	expect(passes_words(ha_span_of(text)) == words[_i].is_passed,
	    "among others: %s", word);
}
END_TEST

/* Each client of which all is settled. */
static const enum client settled[] = { CLIENT_IPV4, CLIENT_NAMED, CLIENT_LOCAL,
	CLIENT_CONFLICT, CLIENT_MAPPED, CLIENT_IPV6, CLIENT_IPV6_NAMED,
	CLIENT_NOBODY };

static void
check_word(const char *word, bool is_passed)
{
	char text[80];

	sprintf(text, "ALL: %s\n", word);
	expect(passes_rules(ha_span_of(text)) == is_passed, "in a rule: %s",
	    word);
	sprintf(text, "%s\n", word);
	expect(passes_words(ha_span_of(text)) == is_passed, "in a file: %s",
	    word);
}

/*
 * The slow side, and the safe one: whatever kind of pattern is added, a word
 * of it is looked at, until somebody teaches the prefilter more.
 */
START_TEST(kinds_that_it_does_not_know_are_looked_at)
{
	for (int i = 0; i < COUNT(settled); i++) {
		set(settled[i], true);
		for (int kind = 0; kind < COUNT(pattern_words); kind++)
			check_word(pattern_words[kind],
			    kind == HA_PATTERN_NET || kind == HA_PATTERN_NAME ||
				kind == HA_PATTERN_SUFFIX);
	}
}
END_TEST

/* As if there were a kind of pattern that is written as names are. */
static const char *taken;

bool __real_ha_pattern_is_plain_name(struct ha_span word);
bool __wrap_ha_pattern_is_plain_name(struct ha_span word);

bool
__wrap_ha_pattern_is_plain_name(struct ha_span word)
{
	return (taken == NULL || !ha_span_equal(word, ha_span_of(taken))) &&
	    __real_ha_pattern_is_plain_name(word);
}

START_TEST(what_the_language_takes_from_the_names_is_looked_at)
{
	static const char *const names[] = { "as64500", "host.example",
		".example" };

	for (int i = 0; i < COUNT(settled); i++) {
		set(settled[i], true);
		for (int k = 0; k < COUNT(names); k++) {
			taken = NULL;
			check_word(names[k], true);
			taken = names[k];
			check_word(names[k], false);
		}
		taken = NULL;
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_client_is_passed_as_listed, 0,
	    COUNT(words));
	tcase_add_test(tests, kinds_that_it_does_not_know_are_looked_at);
	tcase_add_test(tests,
	    what_the_language_takes_from_the_names_is_looked_at);
}

int
main(void)
{
	return unit_run("known_client", add_tests);
}
