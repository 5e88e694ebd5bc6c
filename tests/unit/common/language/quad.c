/*
 * Dotted quads read in one go, against the function that reads them part by
 * part; as they are read with SSE2, where there is that, and without.
 */
#include "common/language/quad.h"

#include <stdio.h>

#include "common/language/addr.h"
#include "tests/unit/edge.h"
#include "tests/unit/plain_quad.h"

/* The two ways, as one type. */
struct reading {
	struct ha_quad quad;
	uint32_t value;
};

static struct reading
read_fast(const char *text)
{
	struct ha_quad quad = ha_quad_read(text);

	return (struct reading){ quad,
		quad.end == 0 ? 0 : ha_quad_value(text, quad) };
}

static struct reading
read_plain(const char *text)
{
	struct plain_quad quad = plain_quad_read(text);

	return (struct reading){ { quad.end, quad.dots },
		quad.end == 0 ? 0 : plain_quad_value(text, quad) };
}

/* What reads as digits and dots up to another byte, by ha_addr_parse_ipv4. */
static struct reading
read_naive(const char text[16])
{
	struct reading reading = { { 0, 0 }, 0 };
	struct ha_span span = { text, 0 };
	struct ha_addr addr;
	unsigned dots = 0;

	while (span.len < 16 &&
	    (ha_is_digit(text[span.len]) || text[span.len] == '.')) {
		if (text[span.len] == '.')
			dots |= 1u << span.len;
		span.len++;
	}
	if (span.len == 16 || !ha_addr_parse_ipv4(span, &addr))
		return reading;
	reading.quad = (struct ha_quad){ (unsigned)span.len, dots };
	for (size_t i = 12; i < 16; i++)
		reading.value = reading.value << 8 | addr.bytes[i];
	return reading;
}

static bool
is_same(struct reading a, struct reading b)
{
	return memcmp(&a.quad, &b.quad, sizeof(a.quad)) == 0 &&
	    a.value == b.value;
}

static void
check_bytes(const char text[16])
{
	struct reading naive = read_naive(text), fast = read_fast(text),
		       plain = read_plain(text);

	expect(is_same(naive, fast), "\"%.16s\": %u, %08x", text, fast.quad.end,
	    fast.value);
	expect(is_same(naive, plain), "\"%.16s\" without SSE2: %u, %08x", text,
	    plain.quad.end, plain.value);
}

/* Only 16 bytes count; what follows a shorter text is each of these. */
static void
check_text(const char *text, size_t len, const char *followers, size_t count)
{
	char bytes[16];

	for (size_t i = 0; i < count; i++) {
		memset(bytes, followers[i], sizeof(bytes));
		memcpy(bytes, text, len < 16 ? len : 16);
		check_bytes(bytes);
		if (len >= 15)
			continue;
		/* And something else after that. */
		memset(bytes + len + 1, '1', 15 - len);
		check_bytes(bytes);
	}
}

static const struct {
	const char *text;
	unsigned char first, second, third, end;
	uint32_t value;
} rows[] = {
	{ "0.0.0.0", 1, 3, 5, 7, 0 },
	{ "1.2.3.4", 1, 3, 5, 7, 0x01020304 },
	{ "192.0.2.33", 3, 5, 7, 10, 0xc0000221 },
	{ "255.255.255.255", 3, 7, 11, 15, 0xffffffff },
	{ "249.250.199.200", 3, 7, 11, 15, 0xf9fac7c8 },
	{ "1.22.333.4", 0, 0, 0, 0, 0 },
	{ "1.22.255.4", 1, 4, 8, 10, 0x0116ff04 },
	{ "1.2.3.4/24", 1, 3, 5, 7, 0x01020304 },
	{ "1.2.3.4 5.6.7.8", 1, 3, 5, 7, 0x01020304 },
	{ "1.2.3.4:x", 1, 3, 5, 7, 0x01020304 },
	{ "1.2.3.4x", 1, 3, 5, 7, 0x01020304 },
	{ "1.2.3", 0, 0, 0, 0, 0 },
	{ "1.2.3.", 0, 0, 0, 0, 0 },
	{ "1.2.3.4.", 0, 0, 0, 0, 0 },
	{ "1.2.3.4.5", 0, 0, 0, 0, 0 },
	{ "255.255.255.255.", 0, 0, 0, 0, 0 },
	{ "255.255.255.2555", 0, 0, 0, 0, 0 },
	{ ".1.2.3", 0, 0, 0, 0, 0 },
	{ ".1.2.3.4", 0, 0, 0, 0, 0 },
	{ "1..2.3", 0, 0, 0, 0, 0 },
	{ "1..2.3.4", 0, 0, 0, 0, 0 },
	{ "01.2.3.4", 0, 0, 0, 0, 0 },
	{ "1.2.3.00", 0, 0, 0, 0, 0 },
	{ "1.2.3.04", 0, 0, 0, 0, 0 },
	{ "256.2.3.4", 0, 0, 0, 0, 0 },
	{ "1.2.3.260", 0, 0, 0, 0, 0 },
	{ "1.300.3.4", 0, 0, 0, 0, 0 },
	{ "1.2.3.1000", 0, 0, 0, 0, 0 },
	{ "1.2.3.0004", 0, 0, 0, 0, 0 },
	{ "", 0, 0, 0, 0, 0 },
	{ "1", 0, 0, 0, 0, 0 },
	{ "....", 0, 0, 0, 0, 0 },
	{ "x1.2.3.4", 0, 0, 0, 0, 0 },
	{ " 1.2.3.4", 0, 0, 0, 0, 0 },
};

START_TEST(the_listed_texts_are_read_as_listed)
{
	struct reading want = { { rows[_i].end, 0 }, rows[_i].value };
	char text[17] = "";

	if (rows[_i].end > 0)
		want.quad.dots = 1u << rows[_i].first | 1u << rows[_i].second |
		    1u << rows[_i].third;

	strncpy(text, rows[_i].text, 16);
	expect(is_same(read_fast(text), want), "%s", text);
	expect(is_same(read_plain(text), want), "%s without SSE2", text);
}
END_TEST

START_TEST(all_short_texts_are_read_as_by_the_parser)
{
	char text[9] = "";

	do {
		check_text(text, strlen(text), "\0/6:", 4);
	} while (unit_next_text("012.5", 7, text));
}
END_TEST

/* Around every limit, and some that are none. */
static size_t
random_part(uint32_t *state, char *out)
{
	static const char *const parts[] = { "0", "1", "9", "10", "99", "100",
		"199", "200", "201", "249", "250", "254", "255", "256", "259",
		"260", "299", "300", "999", "00", "01", "007", "025", "0255",
		"1000", "2550", "12345", "", "2", "25", "5", "55", "555" };

	if (unit_below(state, 4) == 0)
		return (size_t)sprintf(out, "%zu", unit_below(state, 330));
	return (size_t)sprintf(out, "%s",
	    parts[unit_below(state, unit_below(state, 2) ? 13 : COUNT(parts))]);
}

/* Of four parts mostly, and at most 6. */
static size_t
random_quad(uint32_t *state, char *out)
{
	static const unsigned counts[] = { 4, 4, 4, 4, 4, 4, 4, 3, 5, 6 };
	unsigned parts = counts[unit_below(state, COUNT(counts))];
	size_t len = 0;

	while (parts-- > 0) {
		len += random_part(state, out + len);
		if (parts > 0)
			out[len++] = '.';
	}
	return len;
}

START_TEST(random_quads_are_read_as_by_the_parser)
{
	static const char followers[] = "\0\n\r\t /:],#.9a\xff\x2f\x3a";
	uint32_t state = 0x9aad;
	size_t quads = 0;
	char text[64];

	for (int i = 0; i < 600000; i++) {
		size_t len = random_quad(&state, text);
		char follower =
		    followers[unit_below(&state, sizeof(followers) - 1)];

		check_text(text, len, &follower, 1);
		text[len] = '\0';
		quads += read_fast(text).quad.end > 0;
	}
	expect(quads > 100000, "only %zu are quads", quads);
}
END_TEST

START_TEST(any_byte_may_follow)
{
	uint32_t state = 0xf0110;
	char followers[256], text[64];

	for (int i = 0; i < 256; i++)
		followers[i] = (char)i;
	for (int i = 0; i < 2000; i++) {
		size_t len = random_quad(&state, text);

		check_text(text, len, followers, sizeof(followers));
	}
}
END_TEST

START_TEST(any_bytes_may_be_there)
{
	uint32_t state = 0xb17e;
	char bytes[16];

	for (int i = 0; i < 300000; i++) {
		for (size_t n = 0; n < sizeof(bytes); n++)
			bytes[n] = (char)unit_below(&state, 256);
		check_bytes(bytes);
		/* Nearly a quad. */
		memcpy(bytes, "10.20.30.40\n", 12);
		bytes[unit_below(&state, 12)] = (char)unit_below(&state, 256);
		check_bytes(bytes);
	}
}
END_TEST

/* Of each set of places there is one bit a byte, whatever the byte is. */
START_TEST(both_ways_find_the_same_places)
{
	char bytes[16] = { 0 };

	for (unsigned byte = 0; byte < 256; byte++) {
		for (size_t at = 0; at < 16; at++) {
			struct ha_quad_places fast;
			struct plain_quad_places plain;

			memset(bytes, (int)(byte * 7 + at) & 0xff, 16);
			bytes[at] = (char)byte;
			fast = ha_quad_places_in(bytes);
			plain = plain_quad_places_in(bytes);
			expect(memcmp(&fast, &plain, sizeof(fast)) == 0,
			    "byte %u at %zu", byte, at);
		}
	}
}
END_TEST

START_TEST(sixteen_bytes_are_read_and_no_more)
{
	static const char *const texts[] = { "255.255.255.255", "1.2.3.4",
		"1.2.3.255", "0.0.0.0", "1.2.3.4.5.6.7.8", "x", "" };
	struct edge edge;

	edge_begin(&edge, 16);
	for (int i = 0; i < COUNT(texts); i++) {
		struct ha_span text = edge_put(&edge, ha_span_of(texts[i]),
		    16 - strlen(texts[i]));

		check_bytes(text.at);
		ha_quad_starts(text.at, 7, texts[0]);
		plain_quad_starts(text.at, 7, texts[0]);
	}
	edge_end(&edge);
}
END_TEST

/* Texts that begin alike, so that the answer is often yes. */
START_TEST(the_start_of_another_text_is_told_as_byte_by_byte)
{
	uint32_t state = 0x57a7;
	size_t equal = 0;

	for (int i = 0; i < 100000; i++) {
		size_t len = unit_below(&state, 16);
		char text[16], start[16];
		bool want;

		for (size_t n = 0; n < 16; n++)
			start[n] = (char)unit_below(&state, 256);
		memcpy(text, start, sizeof(text));
		if (unit_below(&state, 3) > 0)
			text[unit_below(&state, 16)] ^=
			    (char)(1 << unit_below(&state, 8));
		want = memcmp(text, start, len) == 0;
		equal += want;
		expect(ha_quad_starts(text, len, start) == want, "%zu", len);
		expect(plain_quad_starts(text, len, start) == want,
		    "%zu without SSE2", len);
	}
	expect(equal > 1000 && equal < 99000, "%zu are equal", equal);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, the_listed_texts_are_read_as_listed, 0,
	    COUNT(rows));
	tcase_add_test(tests, all_short_texts_are_read_as_by_the_parser);
	tcase_add_test(tests, random_quads_are_read_as_by_the_parser);
	tcase_add_test(tests, any_byte_may_follow);
	tcase_add_test(tests, any_bytes_may_be_there);
	tcase_add_test(tests, both_ways_find_the_same_places);
	tcase_add_test(tests, sixteen_bytes_are_read_and_no_more);
	tcase_add_test(tests,
	    the_start_of_another_text_is_told_as_byte_by_byte);
}

int
main(void)
{
	return unit_run("quad", add_tests);
}
