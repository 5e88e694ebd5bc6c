#include "common/language/pattern.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "common/base/bounds.h"
#include "tests/unit/patterns.h"
#include "tests/unit/support.h"

static const struct {
	struct ha_span word;
	enum ha_pattern_kind kind;
	const char *text;
} rows[] = {
	{ BYTES("ALL"), HA_PATTERN_ALL, "ALL" },
	{ BYTES("*"), HA_PATTERN_ALL, "*" },
	{ BYTES("known"), HA_PATTERN_KNOWN, "known" },
	{ BYTES("Unknown"), HA_PATTERN_UNKNOWN, "Unknown" },
	{ BYTES("LOCAL"), HA_PATTERN_LOCAL, "LOCAL" },
	{ BYTES("paranoid"), HA_PATTERN_PARANOID, "paranoid" },
	{ BYTES("ALL."), HA_PATTERN_NAME, "ALL" },
	{ BYTES("@hosts"), HA_PATTERN_NETGROUP, "hosts" },
	{ BYTES("@"), HA_PATTERN_NETGROUP, "" },
	{ BYTES("@a/24"), HA_PATTERN_NETGROUP, "a/24" },
	{ BYTES("/etc/x"), HA_PATTERN_FILE, "/etc/x" },
	{ BYTES("/"), HA_PATTERN_FILE, "/" },
	{ BYTES("**"), HA_PATTERN_ADDRESS_WILDCARD, "**" },
	{ BYTES("10.*.1"), HA_PATTERN_ADDRESS_WILDCARD, "10.*.1" },
	{ BYTES("2001:*"), HA_PATTERN_ADDRESS_WILDCARD, "2001:*" },
	{ BYTES("2001:db8:*"), HA_PATTERN_WILDCARD, "2001:db8:*" },
	{ BYTES("u*"), HA_PATTERN_WILDCARD, "u*" },
	{ BYTES("u*."), HA_PATTERN_WILDCARD, "u*" },
	{ BYTES("[*]"), HA_PATTERN_MALFORMED, "[*]" },
	{ BYTES("host"), HA_PATTERN_NAME, "host" },
	{ BYTES("host.dom."), HA_PATTERN_NAME, "host.dom" },
	{ BYTES(".dom"), HA_PATTERN_SUFFIX, ".dom" },
	{ BYTES(".dom."), HA_PATTERN_SUFFIX, ".dom" },
	{ BYTES("_."), HA_PATTERN_PREFIX, "_." },
	{ BYTES("2001:db8."), HA_PATTERN_NAME, "2001:db8" },
	{ BYTES("1:2"), HA_PATTERN_NAME, "1:2" },
	{ BYTES("!10.0.0.1"), HA_PATTERN_NAME, "!10.0.0.1" },
	{ BYTES("10.0.0.1;10.0.0.2"), HA_PATTERN_NAME, "10.0.0.1;10.0.0.2" },
};

START_TEST(a_word_is_understood_as_listed)
{
	struct ha_pattern pattern;

	ha_pattern_parse(rows[_i].word, &pattern);
	ck_assert_int_eq(pattern.kind, rows[_i].kind);
	assert_span(pattern.text, ha_span_of(rows[_i].text));
	ck_assert(pattern.is_rooted ==
	    (pattern.text.len < rows[_i].word.len &&
		rows[_i].word.at[0] != '@'));
}
END_TEST

static const struct {
	struct ha_span word;
	bool want;
} nobodies[] = {
	/* Bytes that no host name has. */
	{ BYTES("%.example.com"), true },
	{ BYTES("^192\\.0\\."), true },
	{ BYTES("{}"), true },
	{ BYTES(">>"), true },
	{ BYTES("\\"), true },
	{ BYTES("(office)"), true },
	{ BYTES("gate,example"), true },
	{ BYTES("a=b"), true },
	{ BYTES("%h."), true },
	{ BYTES("h\xc3\xb6st"), true },
	{ BYTES("*.example.com)"), true },
	{ BYTES("1:2"), true },
	/* A label that holds nothing. */
	{ BYTES(".*example.com"), true },
	{ BYTES("example.com.."), true },
	{ BYTES("gate..example"), true },
	{ BYTES("..example.com"), true },
	{ BYTES("*..example"), true },
	{ BYTES("_.."), true },
	/* Sound ones. */
	{ BYTES("gate.example"), false },
	{ BYTES("gate.example."), false },
	{ BYTES(".example.com"), false },
	{ BYTES("*"), false },
	{ BYTES("*.example.com"), false },
	{ BYTES("web?.*.example"), false },
	{ BYTES("*example*"), false },
	{ BYTES("gate_1"), false },
	{ BYTES("-"), false },
	{ BYTES("_."), false },
	/* An address may fit. */
	{ BYTES("2001:db8:*"), false },
	{ BYTES("*%eth0"), false },
	/* Nothing is said of what is no name. */
	{ BYTES("ALL"), false },
	{ BYTES("LOCAL"), false },
	{ BYTES("@a(b"), false },
	{ BYTES("/a(b"), false },
	{ BYTES("192.0.2.1"), false },
	{ BYTES("192.0.2"), false },
};

START_TEST(a_word_fits_nobody_as_listed)
{
	struct ha_pattern pattern;

	ha_pattern_parse(nobodies[_i].word, &pattern);
	ck_assert(ha_pattern_fits_nobody(&pattern) == nobodies[_i].want);
}
END_TEST

/* Stars may stand for nothing, so they are not counted. */
START_TEST(what_is_longer_than_any_name_fits_nobody)
{
	char text[HA_NAME_MAX + 3];
	struct ha_pattern pattern;

	memset(text, 'a', sizeof(text));
	ha_pattern_parse((struct ha_span){ text, HA_NAME_MAX }, &pattern);
	ck_assert(!ha_pattern_fits_nobody(&pattern));
	ha_pattern_parse((struct ha_span){ text, HA_NAME_MAX + 1 }, &pattern);
	ck_assert(ha_pattern_fits_nobody(&pattern));
	text[0] = text[1] = '*';
	text[2] = 'x';
	ha_pattern_parse((struct ha_span){ text, HA_NAME_MAX + 2 }, &pattern);
	ck_assert(!ha_pattern_fits_nobody(&pattern));
	ha_pattern_parse((struct ha_span){ text, HA_NAME_MAX + 3 }, &pattern);
	ck_assert(ha_pattern_fits_nobody(&pattern));
}
END_TEST

static const struct {
	struct ha_span word;
	enum ha_code fault;
} faults[] = {
	{ BYTES(""), HA_CODE_NO_HOST },
	{ BYTES("a\0b"), HA_CODE_NUL_WORD },
	{ BYTES("/a\0b"), HA_CODE_NUL_WORD },
	{ BYTES("@a\0"), HA_CODE_NUL_WORD },
	{ BYTES("10.0.0.0/"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/33"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/-1"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/+8"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/8x"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/8/"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/0x8"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/255.255.255"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0.0/255.255.255.00"), HA_CODE_BAD_NET },
	{ BYTES("10.0.0/8"), HA_CODE_BAD_NET },
	{ BYTES("10/8"), HA_CODE_BAD_NET },
	{ BYTES("010.0.0.0/8"), HA_CODE_BAD_NET },
	{ BYTES("[10.0.0.0]/8"), HA_CODE_BAD_NET },
	{ BYTES("host/8"), HA_CODE_BAD_NET },
	{ BYTES("[2001:db8::]/129"), HA_CODE_BAD_NET },
	{ BYTES("[2001:db8::]/"), HA_CODE_BAD_NET },
	{ BYTES("[2001:db8::]/x"), HA_CODE_BAD_NET },
	{ BYTES("2001:db8::/32x"), HA_CODE_BAD_NET },
	{ BYTES("[[::1]]/8"), HA_CODE_BAD_NET },
	{ BYTES("]/8["), HA_CODE_BAD_BRACKETS },
	{ BYTES("[10.0.0.1]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("[host]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("[]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("["), HA_CODE_BAD_BRACKETS },
	{ BYTES("[::1"), HA_CODE_BAD_BRACKETS },
	{ BYTES("::1]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("[::1/129]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("[::1/]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("[10.0.0.0/8]"), HA_CODE_BAD_BRACKETS },
	{ BYTES("."), HA_CODE_BAD_ADDRESS },
	{ BYTES(".."), HA_CODE_BAD_ADDRESS },
	{ BYTES("0x7f.1"), HA_CODE_BAD_ADDRESS },
	{ BYTES("0xa"), HA_CODE_BAD_ADDRESS },
};

START_TEST(a_malformed_word_says_why)
{
	struct ha_pattern pattern;

	ha_pattern_parse(faults[_i].word, &pattern);
	ck_assert_int_eq(pattern.kind, HA_PATTERN_MALFORMED);
	ck_assert_int_eq(pattern.fault, faults[_i].fault);
}
END_TEST

static const struct {
	const char *word, *addr;
	enum ha_family family;
	unsigned length;
} nets[] = {
	{ "192.0.2.33", "192.0.2.33", HA_IPV4, 32 },
	{ "192.0.2.33/24", "192.0.2.0", HA_IPV4, 24 },
	{ "192.0.2.33/0024", "192.0.2.0", HA_IPV4, 24 },
	{ "1.2.3.4/0", "0.0.0.0", HA_IPV4, 0 },
	{ "10.1.2.3/255.255.0.0", "10.1.0.0", HA_IPV4, 16 },
	{ "10.1.2.3/0.0.0.0", "0.0.0.0", HA_IPV4, 0 },
	{ "10.1.2.3/255.255.255.255", "10.1.2.3", HA_IPV4, 32 },
	{ "10.", "10.0.0.0", HA_IPV4, 8 },
	{ "10.1.", "10.1.0.0", HA_IPV4, 16 },
	{ "10.1.2.", "10.1.2.0", HA_IPV4, 24 },
	{ "192.168.100.", "192.168.100.0", HA_IPV4, 24 },
	{ "::1", "::1", HA_IPV6, 128 },
	{ "[::1]", "::1", HA_IPV6, 128 },
	{ "2001:db8::1/32", "2001:db8::", HA_IPV6, 32 },
	{ "[2001:db8::1]/32", "2001:db8::", HA_IPV6, 32 },
	{ "[2001:db8::1/32]", "2001:db8::", HA_IPV6, 32 },
	{ "[::]/0", "::", HA_IPV6, 0 },
	{ "[fe80::1%lo]/64", "fe80::", HA_IPV6, 64 },
	{ "::ffff:10.1.2.3", "10.1.2.3", HA_IPV4, 32 },
	{ "[::ffff:10.1.2.3]", "10.1.2.3", HA_IPV4, 32 },
	{ "::ffff:10.1.2.3/104", "10.0.0.0", HA_IPV4, 8 },
	{ "[::ffff:0:0]/96", "0.0.0.0", HA_IPV4, 0 },
	{ "[::ffff:0:0]/95", "::fffe:0:0", HA_IPV6, 95 },
	{ "[::ffff:10.1.2.3/128]", "10.1.2.3", HA_IPV4, 32 },
};

START_TEST(a_network_has_address_and_length)
{
	struct ha_pattern pattern;
	char text[HA_ADDR_TEXT];
	unsigned length = 0;

	ha_pattern_parse(ha_span_of(nets[_i].word), &pattern);
	ck_assert_int_eq(pattern.kind, HA_PATTERN_NET);
	ck_assert_int_eq(pattern.net.addr.family, nets[_i].family);
	assert_span(ha_addr_format(&pattern.net.addr, text),
	    ha_span_of(nets[_i].addr));
	for (unsigned i = 0; i < 128; i++)
		length += (unsigned)pattern.net.mask[i / 8] >> i % 8 & 1u;
	ck_assert_uint_eq(length,
	    nets[_i].length + (nets[_i].family == HA_IPV4 ? 96u : 0u));
}
END_TEST

START_TEST(a_scope_belongs_to_the_network)
{
	struct ha_pattern pattern;

	ha_pattern_parse(HA_SPAN("[fe80::1%lo]/64"), &pattern);
	assert_span(pattern.net.addr.scope, HA_SPAN("lo"));
}
END_TEST

/*
 * Digits and dots: a quad; one to three of its parts with the dot after or
 * before them; else malformed.
 */
static enum ha_pattern_kind
numeric_oracle(const char *text)
{
	static const char *const rests[] = { "0", "0.0", "0.0.0" };
	struct in_addr ignored;
	size_t len = strlen(text);
	char quad[64];

	if (inet_pton(AF_INET, text, &ignored) == 1)
		return HA_PATTERN_NET;
	for (int i = 0; i < 3; i++) {
		snprintf(quad, sizeof(quad), "%s%s", text, rests[i]);
		if (text[len - 1] == '.' &&
		    inet_pton(AF_INET, quad, &ignored) == 1)
			return HA_PATTERN_NET;
		snprintf(quad, sizeof(quad), "%s%s", rests[i], text);
		if (text[0] == '.' && inet_pton(AF_INET, quad, &ignored) == 1)
			return HA_PATTERN_ADDRESS_SUFFIX;
	}
	return HA_PATTERN_MALFORMED;
}

static void
check_numeric(const char *text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(ha_span_of(text), &pattern);
	expect(pattern.kind == numeric_oracle(text), "\"%s\": kind %d", text,
	    (int)pattern.kind);
}

START_TEST(digits_and_dots_are_exact_forms_or_malformed)
{
	char text[10] = "0";

	do {
		check_numeric(text);
	} while (unit_next_text("012.", 8, text));
}
END_TEST

/* Parts of every length, so that every buffer is filled to its end. */
START_TEST(random_digits_and_dots_agree_with_the_oracle)
{
	static const char *const parts[] = { "", "0", "1", "10", "99", "100",
		"199", "255", "256", "01", "1000" };
	uint32_t state = 41;
	char text[64];

	for (int n = 0; n < 100000; n++) {
		size_t count = 1 + unit_below(&state, 5);

		text[0] = '\0';
		for (size_t i = 0; i < count; i++) {
			strcat(text, i == 0 ? "" : ".");
			strcat(text,
			    parts[unit_below(&state, (size_t)COUNT(parts))]);
		}
		if (text[0] != '\0')
			check_numeric(text);
	}
}
END_TEST

START_TEST(every_word_is_understood_as_something)
{
	uint32_t state = 42;
	char text[64];

	for (int n = 0; n < 100000; n++) {
		struct ha_pattern pattern;
		struct ha_span word = { text,
			unit_random_text(&state,
			    HA_SPAN("[]/::..%*?@0123456789afgx\0"), 30, text) };

		ha_pattern_parse(word, &pattern);
		ck_assert((pattern.kind == HA_PATTERN_MALFORMED) ==
		    (pattern.fault != HA_CODE_NONE));
		ck_assert(pattern.text.at >= word.at &&
		    pattern.text.at + pattern.text.len <= word.at + word.len);
	}
}
END_TEST

static const struct {
	const char *text;
	bool is_beginning;
} beginnings[] = {
	{ "A", true },
	{ "aL", true },
	{ "ALL", false },
	{ "ALLE", false },
	{ "k", true },
	{ "UNKNOW", true },
	{ "unknown", false },
	{ "LOCA", true },
	{ "PARANOI", true },
	{ "", false },
	{ "*", false },
	{ "EXCEP", false },
	{ "x", false },
};

START_TEST(half_a_word_of_the_language_is_known)
{
	ck_assert(ha_pattern_begins_word(ha_span_of(beginnings[_i].text)) ==
	    beginnings[_i].is_beginning);
}
END_TEST

/* What tells whether the word matches. */
static const struct {
	const char *word;
	enum ha_pattern_kind kind;
	unsigned needs;
	bool is_word, is_of_names;
} needs[] = {
	{ "ALL", HA_PATTERN_ALL, 0, true, false },
	{ "Known", HA_PATTERN_KNOWN, HA_NEEDS_NAME | HA_NEEDS_ADDRESS, true,
	    false },
	{ "UNKNOWN", HA_PATTERN_UNKNOWN, HA_NEEDS_NAME | HA_NEEDS_ADDRESS, true,
	    false },
	{ "LOCAL", HA_PATTERN_LOCAL, HA_NEEDS_NAME, true, false },
	{ "PARANOID", HA_PATTERN_PARANOID, HA_NEEDS_NAME, true, false },
	{ "@group", HA_PATTERN_NETGROUP, HA_NEEDS_NAME | HA_NEEDS_NETGROUP,
	    false, false },
	{ "/file", HA_PATTERN_FILE, 0, false, false },
	{ "192.0.2.1", HA_PATTERN_NET, HA_NEEDS_ADDRESS, false, false },
	{ ".2.1", HA_PATTERN_ADDRESS_SUFFIX, HA_NEEDS_ADDRESS, false, false },
	{ "10.*", HA_PATTERN_ADDRESS_WILDCARD, HA_NEEDS_ADDRESS, false, false },
	{ "host", HA_PATTERN_NAME, HA_NEEDS_NAME, false, true },
	{ ".example.net", HA_PATTERN_SUFFIX, HA_NEEDS_NAME, false, true },
	{ ".de", HA_PATTERN_SUFFIX, HA_NEEDS_NAME, false, true },
	{ "_.", HA_PATTERN_PREFIX, HA_NEEDS_NAME, false, true },
	{ "*.example.net", HA_PATTERN_WILDCARD, HA_NEEDS_NAME, false, true },
	{ "*.de", HA_PATTERN_WILDCARD, HA_NEEDS_NAME, false, true },
	{ "2001*b", HA_PATTERN_WILDCARD, HA_NEEDS_NAME | HA_NEEDS_ADDRESS,
	    false, true },
	{ "2001:DB8:*", HA_PATTERN_WILDCARD, HA_NEEDS_NAME | HA_NEEDS_ADDRESS,
	    false, true },
	{ "::f*.1", HA_PATTERN_WILDCARD, HA_NEEDS_NAME | HA_NEEDS_ADDRESS,
	    false, true },
	{ "f*%eth0", HA_PATTERN_WILDCARD, HA_NEEDS_NAME | HA_NEEDS_ADDRESS,
	    false, true },
	{ "g*", HA_PATTERN_WILDCARD, HA_NEEDS_NAME, false, true },
	{ "1/2/3", HA_PATTERN_MALFORMED, 0, false, false },
};

START_TEST(a_pattern_needs_the_facts_that_are_listed)
{
	struct ha_pattern pattern;
	enum ha_pattern_kind kind = needs[_i].kind;

	ha_pattern_parse(ha_span_of(needs[_i].word), &pattern);
	ck_assert_int_eq(pattern.kind, kind);
	ck_assert_uint_eq(ha_pattern_facts(&pattern), needs[_i].needs);
	ck_assert(ha_pattern_is_word(ha_span_of(needs[_i].word)) ==
	    needs[_i].is_word);
	ck_assert(ha_pattern_is_of_names(kind) == needs[_i].is_of_names);
	/* What may be a fact that is needed is one that is looked up. */
	if ((needs[_i].needs & HA_NEEDS_NAME) != 0)
		ck_assert(ha_pattern_needs[kind].names != HA_NAMES_NONE);
	if ((needs[_i].needs & HA_NEEDS_ADDRESS) != 0)
		ck_assert(ha_pattern_needs[kind].addrs != HA_ADDRS_NONE);
}
END_TEST

START_TEST(every_kind_of_pattern_has_a_word_here)
{
	for (int i = 0; i < COUNT(pattern_kinds); i++) {
		struct ha_pattern pattern;

		if (i == HA_PATTERN_FOREIGN)
			continue;
		expect(i < COUNT(pattern_words) && pattern_words[i] != NULL,
		    "%s", pattern_kinds[i]);
		ha_pattern_parse(ha_span_of(pattern_words[i]), &pattern);
		expect(pattern.kind == (enum ha_pattern_kind)i, "%s",
		    pattern_words[i]);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_pattern_needs_the_facts_that_are_listed, 0,
	    COUNT(needs));
	tcase_add_test(tests, every_kind_of_pattern_has_a_word_here);
	tcase_add_loop_test(tests, half_a_word_of_the_language_is_known, 0,
	    COUNT(beginnings));
	tcase_add_loop_test(tests, a_word_is_understood_as_listed, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, a_word_fits_nobody_as_listed, 0,
	    COUNT(nobodies));
	tcase_add_test(tests, what_is_longer_than_any_name_fits_nobody);
	tcase_add_loop_test(tests, a_malformed_word_says_why, 0, COUNT(faults));
	tcase_add_loop_test(tests, a_network_has_address_and_length, 0,
	    COUNT(nets));
	tcase_add_test(tests, a_scope_belongs_to_the_network);
	tcase_add_test(tests, digits_and_dots_are_exact_forms_or_malformed);
	tcase_add_test(tests, random_digits_and_dots_agree_with_the_oracle);
	tcase_add_test(tests, every_word_is_understood_as_something);
}

int
main(void)
{
	return unit_run("pattern", add_tests);
}
