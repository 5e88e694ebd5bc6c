#ifndef UNIT_RANDOM_INDEX_H
#define UNIT_RANDOM_INDEX_H

/* Random tables and pattern files, and clients that they may mean. */

#include <stdio.h>

#include "common/index/format.h"
#include "common/language/addr.h"
#include "tests/unit/support.h"

static inline struct ha_addr
addr_of(const char *text)
{
	struct ha_addr addr;

	expect(ha_addr_parse(ha_span_of(text), &addr), "no address: %s", text);
	return addr;
}

/* Few bits differ, so that networks lie in each other. */
static inline size_t
random_addr(uint32_t *state, char *out)
{
	static const struct {
		const char *text;
		bool wants_quad;
	} fronts[] = { { "", true }, { "::ffff:", true }, { "::", false },
		{ "2001:db8::", false }, { "fe80::8000:", false },
		{ "2001:db8:0:0:ffff:0:", false } };
	size_t front = unit_below(state, COUNT(fronts));
	unsigned bytes[4];

	for (size_t i = 0; i < 4; i++)
		bytes[i] = unit_below(state, 3) == 0
		    ? (unsigned)unit_below(state, 256)
		    : (unsigned)unit_below(state, 2) * 192 + (i == 0 ? 10 : 0);
	if (fronts[front].wants_quad || unit_below(state, 8) == 0)
		return (size_t)sprintf(out, "%s%u.%u.%u.%u", fronts[front].text,
		    bytes[0], bytes[1], bytes[2], bytes[3]);
	return (size_t)sprintf(out, "%s%x:%x", fronts[front].text, bytes[2],
	    bytes[3]);
}

static inline size_t
random_host(uint32_t *state, char *out)
{
	static const char *const others[] = { ".example", "x", "10.1", "[::1",
		"@g", "fe80::1%e", "10.0.0.0/255.0.255.0", "ALL", "1.2.3.4/",
		"*", "10.*", "[x]" };
	char addr[64];
	bool is_ipv6;

	random_addr(state, addr);
	is_ipv6 = strchr(addr, ':') != NULL;
	switch (unit_below(state, 12)) {
	case 0:
		if (unit_below(state, 4) > 0)
			break;
		return (size_t)sprintf(out, "%s",
		    others[unit_below(state, COUNT(others))]);
	case 1:
		return (size_t)sprintf(out, "10.%s",
		    unit_below(state, 2) == 0 ? "" : "192.");
	case 2:
	case 3:
	case 4:
		return (size_t)sprintf(out, "%s/%zu", addr,
		    unit_below(state, is_ipv6 ? 129 : 33));
	case 5:
		return (size_t)sprintf(out, is_ipv6 ? "[%s/%zu]" : "%s/%zu",
		    addr, unit_below(state, is_ipv6 ? 129 : 33));
	case 6:
		return (size_t)sprintf(out, is_ipv6 ? "[%s]" : "%s", addr);
	default:
		break;
	}
	return (size_t)sprintf(out, "%s", addr);
}

static inline size_t
random_rule(uint32_t *state, char *out)
{
	static const char *const daemons[] = { "ALL", "sshd", "sshd", "in.ftpd",
		"ALL EXCEPT sshd", "sshd@10.0.0.1", "22", "sshd", "ALL" };
	static const char *const ends[] = { "\n", "\n", "\n", ": deny\n",
		": allow\n", " # c\n", "\n\n# x\n", ": bogus\n", " # a:b\n",
		": spawn x %h\n", ": setenv A %n%%\n", "\r\n",
		": nice 5 : deny\n", ": user %u\n" };
	static const char *const between[] = { " ", ", ", " ", " \\\n", " ",
		"\\\n", " EXCEPT ", " bob@", "," };
	size_t len = (size_t)sprintf(out, "%s:%s",
	    daemons[unit_below(state, COUNT(daemons))],
	    unit_below(state, 4) == 0 ? "\\\n" : " ");

	do {
		len += random_host(state, out + len);
		if (unit_below(state, 2) == 0)
			break;
		len += (size_t)sprintf(out + len, "%s",
		    between[unit_below(state, COUNT(between))]);
	} while (len < 400);
	return len +
	    (size_t)sprintf(out + len, "%s",
		ends[unit_below(state, COUNT(ends))]);
}

static inline size_t
random_word(uint32_t *state, char *out)
{
	static const char *const ends[] = { "\n", " ", ",", "\r\n", "\n\n",
		"# 10.0.0.1\n", "\t", "#\n" };
	size_t len = random_host(state, out);

	return len +
	    (size_t)sprintf(out + len, "%s",
		ends[unit_below(state, COUNT(ends))]);
}

/* A source of so many items; the caller frees it. */
static inline struct ha_span
random_text(uint32_t *state, enum ha_index_kind kind, size_t items)
{
	char *text = malloc(16 + items * 600);
	size_t len = 0;

	expect(text != NULL, "no memory");
	if (unit_below(state, 4) == 0)
		len += (size_t)sprintf(text, "\xef\xbb\xbf");
	while (items-- > 0)
		len += kind == HA_INDEX_RULES ? random_rule(state, text + len)
					      : random_word(state, text + len);
	/* The last line may have no newline. */
	if (len > 3 && unit_below(state, 2) == 0)
		len--;
	return (struct ha_span){ text, len };
}

/* At, before and after the edges of what is likely to be there. */
static inline struct ha_addr
random_client(uint32_t *state)
{
	char text[64];
	struct ha_addr addr;

	random_addr(state, text);
	addr = addr_of(text);
	if (unit_below(state, 4) == 0)
		addr.bytes[15] ^= (unsigned char)(1 << unit_below(state, 8));
	if (unit_below(state, 8) == 0)
		addr.bytes[unit_below(state, 12)] ^= addr.family == HA_IPV6;
	return addr;
}

#endif
