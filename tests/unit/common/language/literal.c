/*
 * What is read in one go, against ha_addr_parse: less may be accepted, never
 * more, and all plain forms are.
 */
#include "common/language/literal.h"

#include <stdio.h>

#include "common/base/bounds.h"
#include "common/language/addr.h"
#include "tests/unit/edge.h"

static struct ha_u128
value_of(const struct ha_addr *addr)
{
	struct ha_u128 value = { 0, 0 };

	for (size_t i = 0; i < 8; i++) {
		value.high = value.high << 8 | addr->bytes[i];
		value.low = value.low << 8 | addr->bytes[8 + i];
	}
	return value;
}

/* Is what was read an address of that value to ha_addr_parse, too? */
static size_t
check_ipv6(const char *text)
{
	struct ha_u128 got = { 0, 0 }, want;
	size_t len = ha_literal_ipv6(text, &got);
	struct ha_addr addr;

	if (len == 0)
		return 0;
	expect(ha_addr_parse((struct ha_span){ text, len }, &addr),
	    "%.*s of \"%s\" is no address", (int)len, text, text);
	expect(addr.scope.len == 0, "\"%s\" has a scope", text);
	expect(text[len] != ':' && text[len] != '.', "\"%s\" goes on", text);
	want = value_of(&addr);
	expect(got.high == want.high && got.low == want.low,
	    "\"%s\" is %016lx %016lx", text, (unsigned long)got.high,
	    (unsigned long)got.low);
	return len;
}

static const struct {
	const char *text;
	size_t len;
} addresses[] = {
	{ "::", 2 },
	{ "::1", 3 },
	{ "1::", 3 },
	{ "::1 x", 3 },
	{ "::1/128", 3 },
	{ "::1]", 3 },
	{ "::1,", 3 },
	{ "::1\n", 3 },
	{ "1::2", 4 },
	{ "2001:db8::", 10 },
	{ "2001:DB8::aB", 12 },
	{ "2001:0db8:0000:0000:0000:0000:0000:0001", 39 },
	{ "1:2:3:4:5:6:7:8", 15 },
	{ "1:2:3:4:5:6:7:8/64", 15 },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 39 },
	{ "1::3:4:5:6:7:8", 14 },
	{ "::2:3:4:5:6:7:8", 15 },
	{ "1:2:3:4:5:6:7::", 15 },
	{ "1:2:3::6:7:8", 12 },
	{ "fe80::1%eth0", 7 },
	{ "::ffff:102:304", 14 },
	/* Others judge these. */
	{ "::ffff:1.2.3.4", 0 },
	{ "::1.2.3.4", 0 },
	{ "1.2.3.4", 0 },
	{ "::1:", 0 },
	{ "::1.", 0 },
	{ ":::", 0 },
	{ ":1", 0 },
	{ ":", 0 },
	{ "", 0 },
	{ "1", 0 },
	{ "1:", 0 },
	{ "1:2", 0 },
	{ "1:2:3:4:5:6:7", 0 },
	{ "1:2:3:4:5:6:7:", 0 },
	{ "1:2:3:4:5:6:7:8:", 0 },
	{ "1:2:3:4:5:6:7:8:9", 0 },
	{ "1:2:3:4:5:6:7:8::", 0 },
	{ "::1:2:3:4:5:6:7:8", 0 },
	{ "1:2:3:4::5:6:7:8", 0 },
	{ "1::2::3", 0 },
	{ "1:::2", 0 },
	{ "12345::", 0 },
	{ "::1:12345", 0 },
	{ "1:00002:3:4:5:6:7:8", 0 },
	{ "g::1", 0 },
	{ "[::1]", 0 },
	{ " ::1", 0 },
};

START_TEST(the_listed_addresses_are_read_as_listed)
{
	size_t len = check_ipv6(addresses[_i].text);

	expect(len == addresses[_i].len, "\"%s\": %zu", addresses[_i].text,
	    len);
}
END_TEST

START_TEST(all_short_texts_are_no_more_than_addresses)
{
	size_t found = 0;
	char text[10] = "";

	do {
		found += check_ipv6(text) > 0;
	} while (unit_next_text("1:a.", 8, text));
	expect(found > 1000, "only %zu are addresses", found);
}
END_TEST

static size_t
random_group(uint32_t *state, char *out)
{
	static const char *const groups[] = { "0", "1", "ffff", "FFFF", "Ab",
		"0000", "00a", "12345", "", "g", "ffff", "10", "fFe" };

	if (unit_below(state, 2) == 0)
		return (size_t)sprintf(out, "%zx", unit_below(state, 0x10000));
	return (size_t)sprintf(out, "%s",
	    groups[unit_below(state,
		unit_below(state, 4) > 0 ? 7 : COUNT(groups))]);
}

/* Of up to 9 groups, with "::" anywhere, once or not at all mostly. */
static void
random_address(uint32_t *state, char *out)
{
	size_t count = 1 + unit_below(state, 9), len = 0;
	size_t gap = unit_below(state, 12);
	const char *const ends[] = { "", "/64", "]", " ", ":", "::", ".1", "%x",
		":1", "\n", ".2.3.4" };

	if (gap == 0)
		len += (size_t)sprintf(out, "::");
	for (size_t i = 0; i < count; i++) {
		len += random_group(state, out + len);
		if (i + 1 == gap ||
		    (i + 1 < count && unit_below(state, 40) == 0))
			len += (size_t)sprintf(out + len, "::");
		else if (i + 1 < count)
			out[len++] = ':';
	}
	sprintf(out + len, "%s", ends[unit_below(state, COUNT(ends))]);
}

/* Is the whole of it an address of groups, as nothing plain is missed? */
static bool
is_plain(const char *text)
{
	struct ha_addr addr;

	return text[strspn(text, "0123456789abcdefABCDEF:")] == '\0' &&
	    ha_addr_parse(ha_span_of(text), &addr);
}

START_TEST(random_texts_are_addresses_to_both_or_left_to_the_parser)
{
	uint32_t state = 0x1b6;
	size_t found = 0;
	char text[80];

	for (int i = 0; i < 300000; i++) {
		size_t len;

		random_address(&state, text);
		len = check_ipv6(text);
		found += len > 0;
		expect(!is_plain(text) || len == strlen(text),
		    "\"%s\" is not read", text);
	}
	expect(found > 50000, "only %zu are addresses", found);
}
END_TEST

static bool
is_of_name(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) || byte == '-' ||
	    byte == '_' || byte == '.';
}

START_TEST(a_name_consists_of_letters_digits_and_three_more)
{
	for (int byte = 0; byte < 256; byte++) {
		char text[4] = { 'a', (char)byte, 'b', '\0' };

		expect(ha_literal_name(text) == (is_of_name(text[1]) ? 3 : 1),
		    "byte %d", byte);
		expect(ha_literal_name(text + 1) ==
			(is_of_name(text[1]) ? 2 : 0),
		    "byte %d in front", byte);
	}
}
END_TEST

/* Each byte's value in a group is what its digit says. */
START_TEST(a_group_is_of_hexadecimal_digits)
{
	for (int byte = 0; byte < 256; byte++) {
		char text[8] = { ':', ':', (char)byte, '\0' };
		char digit[2] = { (char)byte, '\0' };
		char *behind;
		unsigned long want = strtoul(digit, &behind, 16);
		struct ha_u128 value;
		bool is_digit = behind != digit;

		if (byte == ':' || byte == '.')
			continue;
		expect(ha_literal_ipv6(text, &value) == (is_digit ? 3 : 2),
		    "byte %d", byte);
		expect(value.low == (is_digit ? want : 0), "byte %d is %lu",
		    byte, (unsigned long)value.low);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	unsigned value;
} lengths[] = {
	{ "0", 1, 0 },
	{ "8", 1, 8 },
	{ "24", 2, 24 },
	{ "128", 3, 128 },
	{ "999", 3, 999 },
	{ "032 ", 3, 32 },
	{ "24x", 2, 24 },
	{ "24.", 2, 24 },
	{ "24]", 2, 24 },
	{ "1000", 0, 0 },
	{ "0001", 0, 0 },
	{ "4294967328", 0, 0 },
	{ "", 0, 0 },
	{ "x1", 0, 0 },
	{ "-1", 0, 0 },
	{ "+1", 0, 0 },
	{ " 1", 0, 0 },
};

START_TEST(a_length_has_one_to_three_digits)
{
	unsigned value;
	size_t len = ha_literal_length(lengths[_i].text, &value);

	ck_assert_uint_eq(len, lengths[_i].len);
	if (len > 0)
		ck_assert_uint_eq(value, lengths[_i].value);
}
END_TEST

START_TEST(the_slack_is_all_that_is_read_behind_a_text)
{
	static const char *const texts[] = { "", ":", "::", "1:", "1::", "12",
		"123", "1234", "name", "1:2:3:4:5:6:7:8", "::ffff" };
	struct ha_u128 value;
	struct edge edge;
	unsigned length;

	edge_begin(&edge, HA_SOURCE_SLACK + 16);
	for (int i = 0; i < COUNT(texts); i++) {
		struct ha_span text =
		    edge_put(&edge, ha_span_of(texts[i]), HA_SOURCE_SLACK);

		ha_literal_ipv6(text.at, &value);
		ha_literal_length(text.at, &length);
		expect(ha_literal_name(text.at) <= text.len, "%s", texts[i]);
	}
	edge_end(&edge);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, the_listed_addresses_are_read_as_listed, 0,
	    COUNT(addresses));
	tcase_add_test(tests, all_short_texts_are_no_more_than_addresses);
	tcase_add_test(tests,
	    random_texts_are_addresses_to_both_or_left_to_the_parser);
	tcase_add_test(tests, a_name_consists_of_letters_digits_and_three_more);
	tcase_add_test(tests, a_group_is_of_hexadecimal_digits);
	tcase_add_loop_test(tests, a_length_has_one_to_three_digits, 0,
	    COUNT(lengths));
	tcase_add_test(tests, the_slack_is_all_that_is_read_behind_a_text);
}

int
main(void)
{
	return unit_run("literal", add_tests);
}
