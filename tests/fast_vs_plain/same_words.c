/* Host patterns of every kind, well formed and not, as they are written. */
#include <stdio.h>

#include "common/language/addr.h"
#include "tests/fast_vs_plain/same.h"

/* Few, so that rules and requests meet. */
static const char *const quads[] = { "192.0.2.33", "192.0.2.1", "10.0.0.1",
	"10.1.2.3", "127.0.0.1", "198.51.100.7", "0.0.0.0", "255.255.255.255",
	"192.0.2.33", "10.0.0.1" };
static const char *const groups[] = { "::1", "2001:db8::1", "2001:db8::2:5",
	"fe80::1", "::", "ff02::1", "64:ff9b::c000:221", "2001:db8::1",
	"::fffe:a00:1", "1::", "1:2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8",
	"cafe:2:3:4:5:6:7:0" };

static struct ha_addr
pick(struct chance *chance)
{
	const char *text = chance_percent(chance, 60)
	    ? CHANCE_PICK(chance, quads)
	    : CHANCE_PICK(chance, groups);
	struct ha_addr addr;

	ha_addr_parse(ha_span_of(text), &addr);
	if (chance_percent(chance, 30)) {
		size_t bit = chance_below(chance, 32);

		addr.bytes[15 - bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	return addr;
}

/* "::2:3:4:5:6:7:8": the canonical text has "::" for two groups or more. */
static bool
add_with_eight_colons(struct ha_strbuf *out, struct ha_span text)
{
	size_t colons = 0;

	for (size_t i = 0; i < text.len; i++)
		colons += text.at[i] == ':';
	if (colons != 7 || ha_span_starts_fold(text, HA_SPAN("::")) ||
	    ha_span_ends_fold(text, HA_SPAN("::")))
		return false;
	if (ha_span_starts_fold(text, HA_SPAN("0:"))) {
		ha_strbuf_add_byte(out, ':');
		ha_strbuf_add(out, ha_span_from(text, 1));
	} else if (ha_span_ends_fold(text, HA_SPAN(":0"))) {
		ha_strbuf_add(out, ha_span_before(text, text.len - 1));
		ha_strbuf_add_byte(out, ':');
	} else {
		return false;
	}
	return true;
}

static void
add_addr(struct ha_strbuf *out, struct chance *chance,
    const struct ha_addr *addr)
{
	char buffer[HA_ADDR_TEXT];
	struct ha_span text = ha_addr_format(addr, buffer);

	if (chance_percent(chance, 30) || !add_with_eight_colons(out, text))
		ha_strbuf_add(out, text);
}

/* IPv4 in IPv6's clothes. */
static void
add_mapped(struct ha_strbuf *out, struct chance *chance,
    const struct ha_addr *addr)
{
	static const char *const fronts[] = { "::ffff:", "::FFFF:",
		"0:0:0:0:0:ffff:", "0::ffff:", "::0:ffff:", "::" };
	const char *front = CHANCE_PICK(chance, fronts);
	const unsigned char *low = addr->bytes + 12;
	char text[24];

	ha_strbuf_add_text(out, front);
	snprintf(text, sizeof(text),
	    chance_percent(chance, 50) ? "%u.%u.%u.%u" : "%02x%02x:%02x%02x",
	    low[0], low[1], low[2], low[3]);
	ha_strbuf_add_text(out, text);
}

static bool
add_any_addr(struct ha_strbuf *out, struct chance *chance)
{
	struct ha_addr addr = pick(chance);
	bool is_mapped = addr.family == HA_IPV4 && chance_percent(chance, 12);

	if (is_mapped)
		add_mapped(out, chance, &addr);
	else
		add_addr(out, chance, &addr);
	return is_mapped || addr.family == HA_IPV6;
}

void
same_add_addr(struct ha_strbuf *out, struct chance *chance)
{
	add_any_addr(out, chance);
}

static void
add_mask(struct ha_strbuf *out, struct chance *chance, bool is_ipv6)
{
	static const size_t lengths[] = { 0, 1, 8, 16, 24, 31, 32, 33 };
	static const size_t longer[] = { 0, 3, 32, 64, 65, 95, 96, 97, 104, 120,
		127, 128, 129 };
	static const char *const quad_masks[] = { "255.0.0.0", "0.0.0.0",
		"255.255.255.0", "255.255.255.255", "255.0.255.0", "024", "08",
		"32x", "", "999", "255.255.255", "-1" };

	ha_strbuf_add_byte(out, '/');
	if (!is_ipv6 && chance_percent(chance, 25))
		ha_strbuf_add_text(out, CHANCE_PICK(chance, quad_masks));
	else if (chance_percent(chance, 25))
		ha_strbuf_add_number(out,
		    chance_below(chance, is_ipv6 ? 130 : 34));
	else
		ha_strbuf_add_number(out,
		    is_ipv6 ? CHANCE_PICK(chance, longer)
			    : CHANCE_PICK(chance, lengths));
}

/* An address or network, in brackets or bare. */
static void
add_net(struct ha_strbuf *out, struct chance *chance)
{
	struct ha_strbuf addr = HA_STRBUF_INIT;
	bool is_ipv6 = add_any_addr(&addr, chance);
	size_t form = chance_below(chance, 6);
	bool has_brackets = form >= 4 && (is_ipv6 || form == 5);

	if (has_brackets)
		ha_strbuf_add_byte(out, '[');
	ha_strbuf_add(out, ha_strbuf_span(&addr));
	if (has_brackets && form == 5 && chance_percent(chance, 50))
		add_mask(out, chance, is_ipv6);
	if (has_brackets)
		ha_strbuf_add_byte(out, ']');
	if (form == 0 || form == 1 || (form == 4 && chance_percent(chance, 50)))
		add_mask(out, chance, is_ipv6);
	ha_strbuf_free(&addr);
}

static const char *const plain_names[] = { "a.example", "b.example",
	"c.example", "host", ".example", ".trusted.example",
	"x.trusted.example", ".nothing.example", "other.example", "cafe",
	"abcdefgh.dom.example", "A.Example", "fe80", "f", ".f" };

static const char *const odd_names[] = { "1.example", "a.example.", "*.example",
	"a*", "u*", "?.example", "*", "10.*", "10.*.1", "*:*", ".1", ".0.1",
	".33", ".2.33", "10.", "192.0.", "192.0.2.", "127.", "h\xe4st.example",
	"example.", "_a.example", "-x", "p*d" };

static const char *const words_of_state[] = { "ALL", "all", "KNOWN", "UNKNOWN",
	"LOCAL", "PARANOID", "Known", "unknown" };

static const char *const broken[] = { "1.2.3", "0x7f.1", "010.0.0.1", "[::1",
	"::1]", "[x]", "[]", "[10.0.0.1]", "1.2.3.4.5", "256.1.1.1", "1.2.3.4/",
	"/x[", "::1/", "::1/x", "[::1]/", "a/b", "10.0.0.0/24x", "1..2.3",
	"10.0.0.1a", "fe80::1%eth0", "[fe80::1%eth0]", "fe80::1%eth1/64",
	":::", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "@", "a@", "root@",
	"10.0.0.1\v", "10.0.0.1\\x", "\\10.0.0.1", "x\x01y" };

void
same_add_file(struct ha_strbuf *out, struct chance *chance,
    const struct same_set *set)
{
	static const char *const others[] = { "/nonexistent/file", "/", "/dev",
		"/dev/null", "/etc/hostname/x" };

	if (chance_percent(chance, 90))
		ha_strbuf_add_text(out,
		    set->texts[chance_below(chance, SAME_TEXTS)].path);
	else
		ha_strbuf_add_text(out, CHANCE_PICK(chance, others));
}

void
same_add_sound_host(struct ha_strbuf *out, struct chance *chance)
{
	if (chance_percent(chance, 60))
		same_add_addr(out, chance);
	else
		ha_strbuf_add_text(out, CHANCE_PICK(chance, plain_names));
}

static void
add_netgroup(struct ha_strbuf *out, struct chance *chance)
{
	static const char *const netgroups[] = { "@g", "@trusted", "@x" };

	ha_strbuf_add_text(out, CHANCE_PICK(chance, netgroups));
}

void
same_add_host(struct ha_strbuf *out, struct chance *chance,
    const struct same_set *set)
{
	size_t kind = chance_below(chance, 100);

	if (kind < 55)
		add_net(out, chance);
	else if (kind < 72)
		ha_strbuf_add_text(out, CHANCE_PICK(chance, plain_names));
	else if (kind < 82)
		ha_strbuf_add_text(out, CHANCE_PICK(chance, odd_names));
	else if (kind < 86)
		ha_strbuf_add_text(out, CHANCE_PICK(chance, words_of_state));
	else if (kind < 91)
		ha_strbuf_add_text(out, CHANCE_PICK(chance, broken));
	else if (kind < 97)
		same_add_file(out, chance, set);
	else
		add_netgroup(out, chance);
}
