#include "common/language/addr.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>

#include "tests/unit/support.h"

static const struct {
	struct ha_span text;
	bool is_addr;
	enum ha_family family;
	const char *canonical, *scope;
} rows[] = {
	{ BYTES("192.0.2.33"), true, HA_IPV4, "192.0.2.33", "" },
	{ BYTES("0.0.0.0"), true, HA_IPV4, "0.0.0.0", "" },
	{ BYTES("255.255.255.255"), true, HA_IPV4, "255.255.255.255", "" },
	{ BYTES("2001:DB8:0::1"), true, HA_IPV6, "2001:db8::1", "" },
	{ BYTES("::"), true, HA_IPV6, "::", "" },
	{ BYTES("::1.2.3.4"), true, HA_IPV6, "::1.2.3.4", "" },
	{ BYTES("::ffff:192.0.2.33"), true, HA_IPV4, "192.0.2.33", "" },
	{ BYTES("::FFFF:c000:221"), true, HA_IPV4, "192.0.2.33", "" },
	{ BYTES("::ffff:192.0.2.33%lo"), true, HA_IPV6, "::ffff:192.0.2.33",
	    "lo" },
	{ BYTES("fe80::1%eth0"), true, HA_IPV6, "fe80::1", "eth0" },
	{ BYTES("2001:db8::1%9"), true, HA_IPV6, "2001:db8::1", "9" },
	{ .text = BYTES("") },
	{ .text = BYTES("010.0.0.1") },
	{ .text = BYTES("10.0.0.01") },
	{ .text = BYTES("10.0.0") },
	{ .text = BYTES("10.0.0.") },
	{ .text = BYTES("10.0.0.1.") },
	{ .text = BYTES("10.0.0.256") },
	{ .text = BYTES("10.0.0.0x1") },
	{ .text = BYTES("10.0.0.1 ") },
	{ .text = BYTES("10.0.0.1\0") },
	{ .text = BYTES("10.0.0.1%eth0") },
	{ .text = BYTES("[::1]") },
	{ .text = BYTES(":::") },
	{ .text = BYTES("1:2:3:4:5:6:7") },
	{ .text = BYTES("1:2:3:4:5:6:7:8:9") },
	{ .text = BYTES("::1\0") },
	{ .text = BYTES("::1 ") },
	{ .text = BYTES("fe80::1%") },
	{ .text = BYTES("fe80::1%a b") },
	{ .text = BYTES("fe80::1%a,b") },
	{ .text = BYTES("fe80::1%a/b") },
	{ .text = BYTES("fe80::1%a]") },
	{ .text = BYTES("fe80::1%a%b") },
	{ .text = BYTES("fe80::1%a\0") },
	{ .text = BYTES("fe80::1%a\v") },
	{ .text = BYTES("0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0") },
	{ .text = BYTES("::ffff:010.0.0.1") },
	{ .text = BYTES("12345::") },
};

START_TEST(an_address_is_read_as_listed)
{
	char text[HA_ADDR_TEXT];
	struct ha_addr addr;

	ck_assert(ha_addr_parse(rows[_i].text, &addr) == rows[_i].is_addr);
	if (!rows[_i].is_addr)
		return;
	ck_assert_int_eq(addr.family, rows[_i].family);
	assert_span(ha_addr_format(&addr, text),
	    ha_span_of(rows[_i].canonical));
	assert_span(addr.scope, ha_span_of(rows[_i].scope));
}
END_TEST

static const struct {
	struct ha_span text;
	bool is_addr;
	enum ha_family family;
} hosts[] = {
	{ BYTES("192.0.2.33"), true, HA_IPV4 },
	{ BYTES("[192.0.2.33]"), true, HA_IPV4 },
	{ BYTES("[2001:db8::1]"), true, HA_IPV6 },
	{ BYTES("[fe80::1%lo]"), true, HA_IPV6 },
	{ BYTES("::ffff:192.0.2.33%lo"), true, HA_IPV4 },
	{ BYTES("[::ffff:192.0.2.33%lo]"), true, HA_IPV4 },
	{ .text = BYTES("[[::1]]") },
	{ .text = BYTES("[::1") },
	{ .text = BYTES("::1]") },
	{ .text = BYTES("[]") },
	{ .text = BYTES("[") },
	{ .text = BYTES("") },
	{ .text = BYTES("[::1]%lo") },
};

START_TEST(a_host_address_may_stand_in_brackets)
{
	struct ha_addr addr;

	ck_assert(ha_addr_parse_host(hosts[_i].text, &addr) ==
	    hosts[_i].is_addr);
	ck_assert(!hosts[_i].is_addr || addr.family == hosts[_i].family);
}
END_TEST

START_TEST(a_mapped_host_address_has_no_scope)
{
	struct ha_addr addr;

	ck_assert(ha_addr_parse_host(HA_SPAN("::ffff:192.0.2.33%lo"), &addr));
	assert_span(addr.scope, HA_SPAN_EMPTY);
}
END_TEST

static const struct {
	struct ha_span text;
	bool is_literal;
} literals[] = {
	{ BYTES("192.0.2.33"), true },
	{ BYTES("0300.0.2.33"), true },
	{ BYTES("0xc0.2"), true },
	{ BYTES("3221225985"), true },
	{ BYTES("1.2.3"), true },
	{ BYTES("::1"), true },
	{ BYTES("[::1]"), true },
	{ BYTES("fe80::1%lo"), true },
	{ BYTES("1.2.3.4.5"), false },
	{ BYTES("1.2.3.256"), false },
	{ BYTES("host"), false },
	{ BYTES("0xg"), false },
	{ BYTES("1.2.3.4 x"), false },
	{ BYTES("1.2.3.4\0"), false },
	{ BYTES(""), false },
	{ BYTES("dead.beef"), false },
};

START_TEST(a_literal_is_what_anybody_reads_as_address)
{
	ck_assert(ha_addr_is_literal(literals[_i].text) ==
	    literals[_i].is_literal);
}
END_TEST

/* Texts like addresses, most of them a little wrong. */
static size_t
random_address(uint32_t *state, char *out)
{
	static const char *const seeds[] = { "192.0.2.33", "0.0.0.0",
		"255.255.255.255", "10.1.2.3", "2001:db8::1", "::", "::1",
		"1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::a:b", "::1.2.3.4" };
	struct ha_span bytes = HA_SPAN("0123456789abfx.:0:. ");
	size_t len, edits = unit_below(state, 4);

	strcpy(out, seeds[unit_below(state, (size_t)COUNT(seeds))]);
	len = strlen(out);
	while (edits-- > 0) {
		size_t at = unit_below(state, len + 1);
		char byte = bytes.at[unit_below(state, bytes.len)];

		if (unit_below(state, 3) == 0 && len < 40) {
			memmove(out + at + 1, out + at, ++len - at);
			out[at] = byte;
		} else if (unit_below(state, 2) == 0 && at < len) {
			memmove(out + at, out + at + 1, len-- - at);
		} else if (at < len) {
			out[at] = byte;
		}
	}
	return len;
}

START_TEST(a_quad_is_what_inet_pton_reads)
{
	uint32_t state = 11;
	char text[64];

	for (int n = 0; n < 100000; n++) {
		size_t len = random_address(&state, text);
		struct in_addr want;
		struct ha_addr got;
		bool is_addr = inet_pton(AF_INET, text, &want) == 1;

		expect(ha_addr_parse_ipv4((struct ha_span){ text, len },
			   &got) == is_addr,
		    "\"%s\"", text);
		if (is_addr)
			ck_assert_mem_eq(got.bytes + 12, &want, 4);
	}
}
END_TEST

/* getaddrinfo with numbers only asks nobody. */
static bool
system_reads(int family, const char *text, unsigned char bytes[16])
{
	struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST };
	struct addrinfo *list;
	struct sockaddr_in6 name;

	if (getaddrinfo(text, NULL, &hints, &list) != 0)
		return false;
	memcpy(&name, list->ai_addr, list->ai_addrlen);
	if (family == AF_INET6)
		memcpy(bytes, &name.sin6_addr, 16);
	freeaddrinfo(list);
	return true;
}

START_TEST(an_ipv6_address_is_what_getaddrinfo_reads)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	uint32_t state = 12;
	unsigned char want[16];
	char text[64];

	for (int n = 0; n < 50000; n++) {
		struct ha_span span = { text, random_address(&state, text) };
		struct ha_addr got;

		if (strchr(text, ':') == NULL)
			continue;
		expect(ha_addr_parse(span, &got) ==
			system_reads(AF_INET6, text, want),
		    "\"%s\"", text);
		if (!ha_addr_parse(span, &got))
			continue;
		ck_assert_mem_eq(got.bytes, want, 16);
		expect((got.family == HA_IPV4) ==
			(memcmp(want, mapped, 12) == 0),
		    "\"%s\"", text);
	}
}
END_TEST

START_TEST(an_aton_literal_is_what_getaddrinfo_reads)
{
	uint32_t state = 13;
	char text[64];

	for (int n = 0; n < 50000; n++) {
		struct ha_span span = { text, random_address(&state, text) };

		if (strpbrk(text, " :") != NULL)
			continue;
		expect(ha_addr_is_aton(span) ==
			system_reads(AF_INET, text, NULL),
		    "\"%s\"", text);
	}
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
	uint32_t state = 14;
	char text[HA_ADDR_TEXT];

	for (int n = 0; n < 20000; n++) {
		struct ha_addr addr = { .scope = HA_SPAN_EMPTY }, back;

		addr.family = unit_below(&state, 2) == 0 ? HA_IPV4 : HA_IPV6;
		for (size_t i = 0; i < 16; i++)
			addr.bytes[i] = unit_below(&state, 3) == 0
			    ? 0
			    : (unsigned char)unit_random(&state);
		if (addr.family == HA_IPV4) {
			memset(addr.bytes, 0, 10);
			memset(addr.bytes + 10, 0xff, 2);
		}
		ck_assert(ha_addr_parse(ha_addr_format(&addr, text), &back));
		expect(ha_addr_equal(&addr, &back), "%s", text);
	}
}
END_TEST

START_TEST(addresses_of_two_families_differ)
{
	struct ha_addr a, b;

	ck_assert(ha_addr_parse(HA_SPAN("::ffff:1.2.3.4"), &a));
	ck_assert(ha_addr_parse(HA_SPAN("::ffff:1.2.3.4%lo"), &b));
	ck_assert(!ha_addr_equal(&a, &b));
	b.family = HA_IPV4;
	ck_assert(ha_addr_equal(&a, &b));
}
END_TEST

/* Bit i of the address, counted from the front of the family's own bits. */
static unsigned
bit(const struct ha_addr *addr, unsigned long i)
{
	if (addr->family == HA_IPV4)
		i += 96;
	return (unsigned)addr->bytes[i / 8] >> (7 - i % 8) & 1u;
}

static struct ha_addr
near(uint32_t *state, const struct ha_addr *addr, unsigned long bits)
{
	struct ha_addr other = *addr;
	unsigned long flips = unit_below(state, 3);

	while (flips-- > 0) {
		unsigned long i = unit_below(state, bits) + 128 - bits;

		other.bytes[i / 8] ^= (unsigned char)(0x80u >> i % 8);
	}
	return other;
}

static void
check_lengths(uint32_t *state, const char *text, unsigned long bits)
{
	for (int n = 0; n < 20000; n++) {
		unsigned long length = unit_below(state, bits + 1);
		struct ha_addr base, other;
		struct ha_net net;
		bool want = true;

		ck_assert(ha_addr_parse(ha_span_of(text), &base));
		base = near(state, &base, bits);
		other = near(state, &base, bits);
		net.addr = base;
		ha_net_set_length(&net, length);
		for (unsigned long i = 0; i < length; i++)
			want = want && bit(&base, i) == bit(&other, i);
		expect(ha_net_holds(&net, &other) == want, "/%lu", length);
	}
}

START_TEST(a_network_holds_what_shares_its_leading_bits)
{
	uint32_t state = 15;

	check_lengths(&state, "192.0.2.33", 32);
	check_lengths(&state, "2001:db8:1:2:3:4:5:6", 128);
}
END_TEST

START_TEST(no_network_holds_the_other_family)
{
	struct ha_addr v4, v6;
	struct ha_net net;

	ck_assert(ha_addr_parse(HA_SPAN("0.0.0.0"), &v4));
	ck_assert(ha_addr_parse(HA_SPAN("::"), &v6));
	net.addr = v4;
	ha_net_set_length(&net, 0);
	ck_assert(ha_net_holds(&net, &v4));
	ck_assert(!ha_net_holds(&net, &v6));
	net.addr = v6;
	ha_net_set_length(&net, 0);
	ck_assert(ha_net_holds(&net, &v6));
	ck_assert(!ha_net_holds(&net, &v4));
}
END_TEST

static uint32_t
word(const struct ha_addr *addr)
{
	uint32_t value;

	memcpy(&value, addr->bytes + 12, 4);
	return ntohl(value);
}

static bool
is_contiguous(uint32_t mask)
{
	while (mask & 0x80000000u)
		mask <<= 1;
	return mask == 0;
}

START_TEST(a_quad_mask_drops_host_bits_only_when_contiguous)
{
	static const uint32_t masks[] = { 0, 0xffffffffu, 0xffffff00u,
		0xfffffe00u, 0x80000000u, 0x000000ffu, 0xff00ff00u, 0x7fffffffu,
		0xfffffffeu, 1 };
	uint32_t state = 16;

	for (int n = 0; n < 20000; n++) {
		uint32_t mask = masks[unit_below(&state, (size_t)COUNT(masks))];
		uint32_t swapped = htonl(mask), base;
		struct ha_addr quad, other;
		struct ha_net net;

		ck_assert(ha_addr_parse(HA_SPAN("192.0.2.0"), &net.addr));
		quad = net.addr;
		memcpy(quad.bytes + 12, &swapped, 4);
		net.addr = near(&state, &net.addr, 32);
		other = near(&state, &net.addr, 32);
		base = word(&net.addr);
		if (is_contiguous(mask))
			base &= mask;
		ha_net_set_quad(&net, &quad);
		expect(ha_net_holds(&net, &other) ==
			((word(&other) & mask) == base),
		    "mask %08x, net %08x, address %08x", mask, base,
		    word(&other));
	}
}
END_TEST

static const struct {
	const char *net, *addr;
	bool holds;
} scopes[] = {
	{ "fe80::1", "fe80::1", true },
	{ "fe80::1", "fe80::1%lo", true },
	{ "fe80::1%lo", "fe80::1%lo", true },
	{ "fe80::1%lo", "fe80::1%LO", false },
	{ "fe80::1%lo", "fe80::1", false },
	{ "fe80::1%lo", "fe80::1%lo2", false },
};

START_TEST(a_scope_in_the_network_must_be_the_address_s)
{
	struct ha_net net;
	struct ha_addr addr;

	ck_assert(ha_addr_parse(ha_span_of(scopes[_i].net), &net.addr));
	ck_assert(ha_addr_parse(ha_span_of(scopes[_i].addr), &addr));
	ha_net_set_length(&net, 128);
	ck_assert(ha_net_holds(&net, &addr) == scopes[_i].holds);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, an_address_is_read_as_listed, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, a_host_address_may_stand_in_brackets, 0,
	    COUNT(hosts));
	tcase_add_test(tests, a_mapped_host_address_has_no_scope);
	tcase_add_loop_test(tests, a_literal_is_what_anybody_reads_as_address,
	    0, COUNT(literals));
	tcase_add_test(tests, a_quad_is_what_inet_pton_reads);
	tcase_add_test(tests, an_ipv6_address_is_what_getaddrinfo_reads);
	tcase_add_test(tests, an_aton_literal_is_what_getaddrinfo_reads);
	tcase_add_test(tests, what_is_written_is_read_back);
	tcase_add_test(tests, addresses_of_two_families_differ);
	tcase_add_test(tests, a_network_holds_what_shares_its_leading_bits);
	tcase_add_test(tests, no_network_holds_the_other_family);
	tcase_add_test(tests, a_quad_mask_drops_host_bits_only_when_contiguous);
	tcase_add_loop_test(tests, a_scope_in_the_network_must_be_the_address_s,
	    0, COUNT(scopes));
}

int
main(void)
{
	return unit_run("addr", add_tests);
}
