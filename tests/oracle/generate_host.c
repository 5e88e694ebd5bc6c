/* Host patterns, each of one of the kinds that libwrap knows. */
#include "tests/oracle/generate.h"

#include <arpa/inet.h>
#include <stdio.h>

/* Networks are made from these, so that they hold the clients. */
static const char *const v4_addresses[] = { "192.0.2.33", "192.0.2.1",
	"192.0.3.7", "10.0.0.1", "10.1.2.3", "127.0.0.1", "198.51.100.7",
	"203.0.113.250" };
static const char *const v6_addresses[] = { "::1", "2001:db8::1",
	"2001:db8:1::5", "2001:db8:2::5", "2001:db8:ffff::5", "fe80::1",
	"64:ff9b::c000:221" };

static void
put(char out[SKETCH_TEXT], const char *text)
{
	snprintf(out, SKETCH_TEXT, "%s", text);
}

static void
write_v4(uint32_t address, char out[INET_ADDRSTRLEN])
{
	address = htonl(address);
	inet_ntop(AF_INET, &address, out, INET_ADDRSTRLEN);
}

/* Now and then a neighbour, which the net then holds or just misses. */
static uint32_t
pick_v4(struct chance *chance)
{
	uint32_t address;

	inet_pton(AF_INET, CHANCE_PICK(chance, v4_addresses), &address);
	address = ntohl(address);
	if (chance_percent(chance, 30))
		address ^= (uint32_t)1 << chance_below(chance, 32);
	return address;
}

static void
word_of_all(struct chance *chance, char out[SKETCH_TEXT])
{
	(void)chance;
	put(out, "ALL");
}

static void
word_of_state(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const words[] = { "KNOWN", "UNKNOWN", "LOCAL",
		"PARANOID" };

	put(out, CHANCE_PICK(chance, words));
}

static void
v4_exact(struct chance *chance, char out[SKETCH_TEXT])
{
	write_v4(pick_v4(chance), out);
}

static void
v4_prefix(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const prefixes[] = { "192.", "192.0.", "192.0.2.",
		"10.", "10.0.", "10.1.2.", "127.", "198.51.", "203.0.113." };

	put(out, CHANCE_PICK(chance, prefixes));
}

static void
v4_suffix(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const suffixes[] = { ".1", ".33", ".2.33", ".0.1",
		".0.0.1", ".3", ".7", ".113.250" };

	put(out, CHANCE_PICK(chance, suffixes));
}

static void
v4_length(struct chance *chance, char out[SKETCH_TEXT])
{
	size_t len = 1 + chance_below(chance, 32);
	uint32_t mask = (uint32_t)0xffffffff << (32 - len);
	char net[INET_ADDRSTRLEN];

	write_v4(pick_v4(chance) & mask, net);
	snprintf(out, SKETCH_TEXT,
	    chance_percent(chance, 5) ? "%s/%03zu" : "%s/%zu", net, len);
}

static void
v4_mask(struct chance *chance, char out[SKETCH_TEXT])
{
	uint32_t mask = (uint32_t)0xffffffff << (1 + chance_below(chance, 31));
	char net[INET_ADDRSTRLEN], text[INET_ADDRSTRLEN];

	write_v4(pick_v4(chance) & mask, net);
	write_v4(mask, text);
	snprintf(out, SKETCH_TEXT, "%s/%s", net, text);
}

/* Bits outside of such a mask are an address that never matches, in both. */
static void
v4_torn_mask(struct chance *chance, char out[SKETCH_TEXT])
{
	static const uint32_t masks[] = { 0xff00ff00, 0x000000ff, 0xffff00ff,
		0x00ff0001, 0x80000001, 0xfffffffd };
	uint32_t mask = CHANCE_PICK(chance, masks);
	uint32_t address = pick_v4(chance);
	char net[INET_ADDRSTRLEN], text[INET_ADDRSTRLEN];

	write_v4(chance_percent(chance, 80) ? address & mask : address, net);
	write_v4(mask, text);
	snprintf(out, SKETCH_TEXT, "%s/%s", net, text);
}

/* In one of its spellings. */
static void
write_v6(struct chance *chance, char out[SKETCH_TEXT])
{
	const char *plain = CHANCE_PICK(chance, v6_addresses);
	unsigned char bytes[16];
	size_t len = 0;

	put(out, plain);
	if (chance_percent(chance, 60))
		return;
	inet_pton(AF_INET6, plain, bytes);
	for (size_t i = 0; i < 16; i += 2) {
		unsigned group = bytes[i] * 256U + bytes[i + 1];

		len += (size_t)snprintf(out + len, SKETCH_TEXT - len,
		    chance_percent(chance, 50) ? "%s%x" : "%s%04X",
		    i > 0 ? ":" : "", group);
	}
}

static void
v6_exact(struct chance *chance, char out[SKETCH_TEXT])
{
	char address[SKETCH_TEXT];

	write_v6(chance, address);
	snprintf(out, SKETCH_TEXT, "[%.50s]", address);
}

static void
v6_length(struct chance *chance, char out[SKETCH_TEXT])
{
	char address[SKETCH_TEXT];

	write_v6(chance, address);
	snprintf(out, SKETCH_TEXT, "[%.50s]/%zu", address,
	    chance_below(chance, 129));
}

/*
 * Only in a pattern file, where a colon ends nothing.  libwrap compares it as
 * a string, the engine as an address: these have one spelling everywhere.
 */
static void
v6_bare(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const addresses[] = { "::1", "2001:db8::1",
		"2001:db8:1::5", "fe80::1", "64:ff9b::c000:221" };

	put(out, CHANCE_PICK(chance, addresses));
}

static void
name_exact(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const names[] = { "myhost", "localhost",
		"host.dom.example", "h2.dom.example", "www.dom.example",
		"dom.example", "gw.example", "evil.example.net", "srv", "cafe",
		"dom", "host", "unknown", "EXCEPTION", "h\xe4st" };

	put(out, CHANCE_PICK(chance, names));
	generate_case(chance, out);
}

static void
name_suffix(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const suffixes[] = { ".example", ".dom.example",
		".net", ".example.net", ".host.dom.example", ".com", ".nown",
		"..example" };

	put(out, CHANCE_PICK(chance, suffixes));
	generate_case(chance, out);
}

/* Each holds a letter: others are tried on addresses alone (P8). */
static void
name_wildcard(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const wildcards[] = { "*.dom.example", "h*",
		"?ost.*", "*host", "*example*", "w?w.*", "*o*", "h*.d*.e*",
		"u*", "p*d", "*dom.example", "h?.dom.example", "*e", "*.net",
		".d*", "*a*a*", "*b*", "my????", "*db?*", "*c?fe" };

	put(out, CHANCE_PICK(chance, wildcards));
	generate_case(chance, out);
}

/* None of them matches a name: libwrap would try (P8). */
static void
address_wildcard(struct chance *chance, char out[SKETCH_TEXT])
{
	static const char *const wildcards[] = { "192.0.2.*", "10.*", "*.33",
		"1*2*", "2001*", "1?.0.0.1", "1?.*.?", "*0.0.1", "*", "*.1.*",
		"?9*", "192.0.?.*" };

	put(out, CHANCE_PICK(chance, wildcards));
}

static void
netgroup(struct chance *chance, char out[SKETCH_TEXT])
{
	(void)chance;
	put(out, "@no-such-netgroup");
}

static const struct {
	size_t weight;
	void (*make)(struct chance *chance, char out[SKETCH_TEXT]);
} kinds[] = {
	{ 7, word_of_all },
	{ 12, word_of_state },
	{ 8, v4_exact },
	{ 8, v4_prefix },
	{ 4, v4_suffix },
	{ 9, v4_length },
	{ 6, v4_mask },
	{ 4, v4_torn_mask },
	{ 8, v6_exact },
	{ 8, v6_length },
	{ 10, name_exact },
	{ 8, name_suffix },
	{ 9, name_wildcard },
	{ 6, address_wildcard },
	{ 1, netgroup },
};

void
generate_host(struct chance *chance, int first_file, bool in_file,
    char out[SKETCH_TEXT])
{
	size_t left = 0, kind = 0;

	if (in_file && chance_percent(chance, 10)) {
		v6_bare(chance, out);
		return;
	}
	if (first_file <= SKETCH_FILES && chance_percent(chance, 10)) {
		/* The last one is not there. */
		snprintf(out, SKETCH_TEXT, "@AUX@/f%zu",
		    (size_t)first_file +
			chance_below(chance,
			    (size_t)(SKETCH_FILES + 1 - first_file)));
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		left += kinds[i].weight;
	left = chance_below(chance, left);
	while (left >= kinds[kind].weight)
		left -= kinds[kind++].weight;
	kinds[kind].make(chance, out);
	if (kind < 2)
		generate_case(chance, out);
}
