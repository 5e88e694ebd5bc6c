/* What is read as an address is one to the system, and is read back. */
#include "common/language/addr.h"

#include <arpa/inet.h>

#include "tests/fuzz/fuzz.h"

static void
check_round_trip(const struct ha_addr *addr)
{
	char text[HA_ADDR_TEXT];
	struct ha_span shown = ha_addr_format(addr, text);
	struct ha_addr back;

	hold(shown.len > 0 && shown.len < HA_ADDR_TEXT);
	hold(ha_addr_parse(shown, &back));
	hold(memcmp(back.bytes, addr->bytes, sizeof(back.bytes)) == 0);
}

static void
check_nets(const struct ha_addr *addr)
{
	unsigned long bits = addr->family == HA_IPV4 ? 32 : 128;

	for (unsigned long length = 0; length <= bits; length++) {
		struct ha_net net = { .addr = *addr };
		struct ha_addr edge = *addr;
		unsigned long i = length + 128 - bits;

		ha_net_set_length(&net, length);
		hold(ha_net_holds(&net, addr));
		if (length == 0)
			continue;
		/* The last bit of the prefix counts, the one after it not. */
		edge.bytes[(i - 1) / 8] ^=
		    (unsigned char)(0x80u >> (i - 1) % 8);
		hold(!ha_net_holds(&net, &edge));
		edge = *addr;
		if (i < 128)
			edge.bytes[i / 8] ^= (unsigned char)(0x80u >> i % 8);
		hold(ha_net_holds(&net, &edge));
	}
}

/* inet_pton ends at a NUL, which is no end of a span. */
static bool
system_reads(int family, struct ha_span text, unsigned char *bytes)
{
	char copy[64];

	if (text.len >= sizeof(copy) || ha_span_holds(text, '\0'))
		return false;
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return inet_pton(family, copy, bytes) == 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span text = fuzz_span(data, size);
	unsigned char bytes[16];
	struct ha_addr addr, host;

	hold(ha_addr_parse_ipv4(text, &addr) ==
	    system_reads(AF_INET, text, bytes));
	if (!ha_span_holds(text, '%') && ha_span_holds(text, ':'))
		hold(ha_addr_parse(text, &addr) ==
		    system_reads(AF_INET6, text, bytes));
	if (!ha_addr_parse(text, &addr)) {
		ha_addr_is_literal(text);
		return 0;
	}
	hold(fuzz_within(addr.scope, text));
	hold(ha_addr_parse_host(text, &host));
	hold(memcmp(addr.bytes, host.bytes, sizeof(addr.bytes)) == 0);
	hold(ha_addr_is_literal(text));
	check_round_trip(&addr);
	check_nets(&addr);
	return 0;
}
