#include "common/language/pattern.h"

#include <arpa/inet.h>
#include <limits.h>
#include <string.h>

#include "common/language/text.h"
#include "common/language/wildcard.h"

const struct ha_pattern_needs ha_pattern_needs[] = {
#define HA_PATTERN(kind, word, names, addrs, asks, ...) \
	{ HA_NAMES_##names, HA_ADDRS_##addrs, HA_ASKS_##asks },
#include "common/language/pattern.def"
#undef HA_PATTERN
};

/* By enum ha_pattern_kind; empty where that is no word. */
static const struct ha_span words[] = {
#define HA_PATTERN(kind, word, ...) { (word), sizeof(word) - 1 },
#include "common/language/pattern.def"
#undef HA_PATTERN
};

#define NKINDS (sizeof(words) / sizeof(words[0]))

/* A member as long as each word: the longest has the size of all. */
union any_word {
#define HA_PATTERN(kind, word, ...) char kind[sizeof(word)];
#include "common/language/pattern.def"
#undef HA_PATTERN
};

static bool
find_word(struct ha_span text, enum ha_pattern_kind *kind)
{
	if (text.len >= sizeof(union any_word))
		return false;
	for (size_t i = 0; i < NKINDS; i++) {
		if (text.len > 0 && ha_span_equal_fold(text, words[i])) {
			*kind = (enum ha_pattern_kind)i;
			return true;
		}
	}
	return false;
}

/* A lone '*' is ALL, too. */
static bool
parse_word(struct ha_pattern *pattern)
{
	pattern->kind = HA_PATTERN_ALL;
	return ha_text_is_all(pattern->text) ||
	    find_word(pattern->text, &pattern->kind);
}

bool
ha_pattern_is_word(struct ha_span text)
{
	enum ha_pattern_kind ignored;

	return find_word(text, &ignored);
}

bool
ha_pattern_begins_word(struct ha_span text)
{
	for (size_t i = 0; i < NKINDS; i++) {
		if (text.len > 0 && text.len < words[i].len &&
		    ha_span_starts_fold(words[i], text))
			return true;
	}
	return false;
}

bool
ha_pattern_is_of_names(enum ha_pattern_kind kind)
{
	const struct ha_pattern_needs *needs = &ha_pattern_needs[kind];

	return needs->asks == HA_ASKS_NOTHING &&
	    (needs->names == HA_NAMES_ONE || needs->names == HA_NAMES_DOMAIN ||
		needs->names == HA_NAMES_ANY);
}

/*
 * An address has hexadecimal digits, and after a dot only decimal ones; behind
 * a '%' there may be anything.
 */
static bool
is_like_address(struct ha_span text)
{
	bool has_dot = false;

	for (size_t i = 0; i < text.len && text.at[i] != '%'; i++) {
		char byte = ha_fold(text.at[i]);
		bool is_hex = byte >= 'a' && byte <= 'f' && !has_dot;

		if (byte == '.')
			has_dot = true;
		else if (!is_hex && !ha_is_digit(byte) && byte != ':' &&
		    byte != '*' && byte != '?')
			return false;
	}
	return true;
}

bool
ha_pattern_may_fit_address(const struct ha_pattern *pattern)
{
	switch (ha_pattern_needs[pattern->kind].addrs) {
	case HA_ADDRS_NONE:
	case HA_ADDRS_STATE:
		return false;
	case HA_ADDRS_SET:
		return true;
	case HA_ADDRS_TEXT:
		return is_like_address(pattern->text);
	}
	return true;
}

unsigned
ha_pattern_facts(const struct ha_pattern *pattern)
{
	const struct ha_pattern_needs *needs = &ha_pattern_needs[pattern->kind];
	unsigned facts = 0;

	if (needs->names != HA_NAMES_NONE)
		facts |= HA_NEEDS_NAME;
	if (needs->addrs == HA_ADDRS_STATE ||
	    ha_pattern_may_fit_address(pattern))
		facts |= HA_NEEDS_ADDRESS;
	if (needs->asks == HA_ASKS_NETGROUP)
		facts |= HA_NEEDS_NETGROUP;
	return facts;
}

static void
malformed(struct ha_pattern *pattern, enum ha_code fault)
{
	pattern->kind = HA_PATTERN_MALFORMED;
	pattern->fault = fault;
}

static bool
consists_of(struct ha_span text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\0' || strchr(bytes, text.at[i]) == NULL)
			return false;
	}
	return true;
}

static bool
has_letter(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (ha_is_letter(text.at[i]))
			return true;
	}
	return false;
}

/* The first '/' outside brackets, or text.len. */
static size_t
find_slash(struct ha_span text)
{
	long depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '[')
			depth++;
		else if (text.at[i] == ']')
			depth--;
		else if (text.at[i] == '/' && depth == 0)
			return i;
	}
	return text.len;
}

static bool
is_bracketed(struct ha_span text)
{
	return text.len >= 2 && text.at[0] == '[' &&
	    text.at[text.len - 1] == ']';
}

static struct ha_span
inside_brackets(struct ha_span text)
{
	return ha_span_before(ha_span_from(text, 1), text.len - 2);
}

/* An IPv6 literal, which always holds a ':'; mapped ones turn out as IPv4. */
static bool
parse_ipv6(struct ha_span text, struct ha_addr *addr)
{
	return ha_span_holds(text, ':') && ha_addr_parse(text, addr);
}

/*
 * A length written for an IPv6 address.  On a v4-mapped one it counts from
 * the front of ::ffff:0:0/96; below 96 the network is an IPv6 network.
 */
static void
set_ipv6_length(struct ha_net *net, unsigned long length)
{
	if (net->addr.family == HA_IPV4 && length >= 96)
		length -= 96;
	else
		net->addr.family = HA_IPV6;
	ha_net_set_length(net, length);
}

static bool
parse_ipv6_net(struct ha_span addr, struct ha_span mask, struct ha_net *net)
{
	unsigned long length;

	if (!parse_ipv6(addr, &net->addr) ||
	    !ha_span_number(mask, 128, &length))
		return false;
	set_ipv6_length(net, length);
	return true;
}

static bool
parse_ipv4_net(struct ha_span addr, struct ha_span mask, struct ha_net *net)
{
	struct ha_addr quad;
	unsigned long length;

	if (!ha_addr_parse_ipv4(addr, &net->addr))
		return false;
	if (ha_span_number(mask, 32, &length))
		ha_net_set_length(net, length);
	else if (ha_addr_parse_ipv4(mask, &quad))
		ha_net_set_quad(net, &quad);
	else
		return false;
	return true;
}

static void
parse_net(struct ha_pattern *pattern, size_t slash)
{
	struct ha_span addr = ha_span_before(pattern->text, slash);
	struct ha_span mask = ha_span_from(pattern->text, slash + 1);

	pattern->kind = HA_PATTERN_NET;
	if (parse_ipv4_net(addr, mask, &pattern->net))
		return;
	if (is_bracketed(addr))
		addr = inside_brackets(addr);
	if (!parse_ipv6_net(addr, mask, &pattern->net))
		malformed(pattern, HA_CODE_BAD_NET);
}

static void
set_single_address(struct ha_pattern *pattern)
{
	pattern->kind = HA_PATTERN_NET;
	ha_net_set_length(&pattern->net,
	    pattern->net.addr.family == HA_IPV4 ? 32 : 128);
}

/* [address] or [address/length] (difference P6). */
static void
parse_bracketed(struct ha_pattern *pattern)
{
	struct ha_span inner = inside_brackets(pattern->text);
	size_t slash = ha_span_find(inner, '/');

	pattern->kind = HA_PATTERN_NET;
	if (parse_ipv6(inner, &pattern->net.addr))
		set_single_address(pattern);
	else if (slash == inner.len ||
	    !parse_ipv6_net(ha_span_before(inner, slash),
		ha_span_from(inner, slash + 1), &pattern->net))
		malformed(pattern, HA_CODE_BAD_BRACKETS);
}

/* "10.", "10.1." or "10.1.2.": the networks of 8, 16 or 24 bits. */
static bool
parse_address_prefix(struct ha_pattern *pattern)
{
	char quad[sizeof("255.255.255.0.0.0.0")];
	struct ha_span text = pattern->text;
	size_t parts = 0;

	for (size_t i = 0; i < text.len; i++)
		parts += text.at[i] == '.';
	if (text.len > sizeof("255.255.255.") - 1 || parts < 1 || parts > 3 ||
	    text.at[text.len - 1] != '.')
		return false;
	memcpy(quad, text.at, text.len);
	memcpy(quad + text.len, "0.0.0.0", 7);
	/* "10." + "0.0.0", "10.1." + "0.0", "10.1.2." + "0". */
	if (!ha_addr_parse_ipv4(
		(struct ha_span){ quad, text.len + 2 * (4 - parts) - 1 },
		&pattern->net.addr))
		return false;
	pattern->kind = HA_PATTERN_NET;
	ha_net_set_length(&pattern->net, 8 * parts);
	return true;
}

/* ".1", ".2.1" or ".3.2.1". */
static bool
parse_address_suffix(struct ha_pattern *pattern)
{
	static const char front[] = "0.0.0";
	char quad[sizeof("0.0.0.255.255.255")];
	struct ha_span text = pattern->text;
	size_t parts = 0, front_len;
	struct ha_addr ignored;

	for (size_t i = 0; i < text.len; i++)
		parts += text.at[i] == '.';
	if (text.len > sizeof(".255.255.255") - 1 || parts < 1 || parts > 3 ||
	    text.at[0] != '.')
		return false;
	front_len = 2 * (4 - parts) - 1;
	memcpy(quad, front, front_len);
	memcpy(quad + front_len, text.at, text.len);
	if (!ha_addr_parse_ipv4((struct ha_span){ quad, front_len + text.len },
		&ignored))
		return false;
	pattern->kind = HA_PATTERN_ADDRESS_SUFFIX;
	return true;
}

/*
 * Digits and dots, but no address: only exact forms, for other tools read
 * others in them.
 */
static void
parse_numeric(struct ha_pattern *pattern)
{
	if (!parse_address_prefix(pattern) && !parse_address_suffix(pattern))
		malformed(pattern, HA_CODE_BAD_ADDRESS);
}

static void
parse_name(struct ha_pattern *pattern)
{
	struct ha_span *text = &pattern->text;
	bool ends_in_dot = text->at[text->len - 1] == '.';

	if (ends_in_dot && has_letter(*text)) {
		text->len--;
		pattern->is_rooted = true;
		ends_in_dot = false;
	}
	if (ha_is_wildcard(*text))
		pattern->kind = HA_PATTERN_WILDCARD;
	else if (text->at[0] == '.')
		pattern->kind = HA_PATTERN_SUFFIX;
	else if (ends_in_dot)
		pattern->kind = HA_PATTERN_PREFIX;
	else
		pattern->kind = HA_PATTERN_NAME;
}

static bool
has_bracket(struct ha_span text)
{
	return ha_span_holds(text, '[') || ha_span_holds(text, ']');
}

static void
parse_text(struct ha_pattern *pattern)
{
	struct ha_span text = pattern->text;

	if (consists_of(text, "0123456789."))
		parse_numeric(pattern);
	else if (parse_ipv6(text, &pattern->net.addr))
		set_single_address(pattern);
	else if (is_bracketed(text) && !ha_is_wildcard(text))
		parse_bracketed(pattern);
	else if (has_bracket(text))
		malformed(pattern, HA_CODE_BAD_BRACKETS);
	else if (ha_addr_is_aton(text))
		malformed(pattern, HA_CODE_BAD_ADDRESS);
	else if (consists_of(text, "0123456789.:*?"))
		pattern->kind = ha_is_wildcard(text)
		    ? HA_PATTERN_ADDRESS_WILDCARD
		    : HA_PATTERN_NAME;
	else
		parse_name(pattern);
}

void
ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern)
{
	size_t slash;

	*pattern = (struct ha_pattern){ .text = word };
	if (word.len == 0) {
		malformed(pattern, HA_CODE_NO_HOST);
	} else if (ha_addr_parse_ipv4(word, &pattern->net.addr)) {
		/* Of all patterns the most frequent, and of one meaning. */
		set_single_address(pattern);
	} else if (ha_span_holds(word, '\0')) {
		malformed(pattern, HA_CODE_NUL_WORD);
	} else if (word.at[0] == '@') {
		pattern->kind = HA_PATTERN_NETGROUP;
		pattern->text = ha_span_from(word, 1);
	} else if (word.at[0] == '/') {
		pattern->kind = HA_PATTERN_FILE;
	} else if (!parse_word(pattern)) {
		slash = find_slash(word);
		if (slash < word.len)
			parse_net(pattern, slash);
		else
			parse_text(pattern);
	}
}

/*
 * strtol: an optional sign, digits, and what follows is ignored.  The result
 * goes through an int, hence modulo 2^32.
 */
static long
number_as_libwrap(struct ha_span text)
{
	bool is_negative = text.len > 0 && text.at[0] == '-';
	unsigned long number = 0;

	if (is_negative || (text.len > 0 && text.at[0] == '+'))
		text = ha_span_from(text, 1);
	for (size_t i = 0; i < text.len && ha_is_digit(text.at[i]); i++) {
		unsigned long digit = (unsigned long)(text.at[i] - '0');

		if (number > (LONG_MAX - digit) / 10)
			return is_negative ? 0 : -1;
		number = number * 10 + digit;
	}
	if (is_negative)
		number = 0 - number;
	number &= 0xffffffffUL;
	return number <= INT_MAX ? (long)number : -1;
}

/* Four parts, each as inet_addr reads it; its error value is no address. */
static bool
quad_as_libwrap(struct ha_span text, struct ha_addr *addr)
{
	char copy[64];
	struct in_addr value;
	unsigned char ones[4] = { 255, 255, 255, 255 };
	size_t dots = 0;

	for (size_t i = 0; i < text.len; i++)
		dots += text.at[i] == '.';
	if (dots != 3 || text.len >= sizeof(copy) || !ha_addr_is_aton(text))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	if (inet_aton(copy, &value) == 0 || memcmp(&value, ones, 4) == 0)
		return false;
	if (!ha_addr_parse_ipv4(HA_SPAN("0.0.0.0"), addr))
		return false;
	memcpy(addr->bytes + 12, &value, 4);
	return true;
}

static bool
ipv4_net_as_libwrap(struct ha_span addr, struct ha_span mask,
    struct ha_net *net)
{
	struct ha_addr quad;
	unsigned char wanted[16];
	long length;

	if (!quad_as_libwrap(addr, &net->addr))
		return false;
	/* libwrap never drops host bits: such a network holds nothing. */
	memcpy(wanted, net->addr.bytes, sizeof(wanted));
	if (quad_as_libwrap(mask, &quad)) {
		ha_net_set_quad(net, &quad);
	} else {
		length = number_as_libwrap(mask);
		if (length < 1 || length > 32)
			return false;
		ha_net_set_length(net, (unsigned long)length);
	}
	memcpy(net->addr.bytes, wanted, sizeof(wanted));
	return true;
}

bool
ha_pattern_parse_as_libwrap(struct ha_span word, struct ha_dialect dialect,
    struct ha_net *net)
{
	size_t slash = find_slash(word);
	struct ha_span addr, mask;
	long length;

	if (slash == word.len)
		return false;
	addr = ha_span_before(word, slash);
	mask = ha_span_from(word, slash + 1);
	if (ipv4_net_as_libwrap(addr, mask, net))
		return true;
	if (!is_bracketed(addr) ||
	    !parse_ipv6(inside_brackets(addr), &net->addr))
		return false;
	length = number_as_libwrap(mask);
	if (length < 0 || length > 128)
		return false;
	if (!ha_differs(dialect, HA_P7))
		net->addr.family = HA_IPV6;
	set_ipv6_length(net, (unsigned long)length);
	return true;
}

bool
ha_pattern_has_mask(struct ha_span word)
{
	return find_slash(word) < word.len;
}

/* The first of the differences that make the pattern malformed. */
static enum ha_difference
reason_of_bad_net(struct ha_span word)
{
	size_t slash = find_slash(word);
	struct ha_span addr = ha_span_before(word, slash);
	struct ha_span mask = ha_span_from(word, slash + 1);
	struct ha_addr ignored;

	if (is_bracketed(addr) && parse_ipv6(inside_brackets(addr), &ignored))
		return HA_P3;
	if (!ha_addr_parse_ipv4(addr, &ignored))
		return ha_addr_is_aton(addr) ? HA_P5 : HA_M2;
	return quad_as_libwrap(mask, &ignored) ? HA_P5 : HA_P3;
}

static enum ha_difference
reason_of_fault(const struct ha_pattern *pattern)
{
	if (pattern->fault == HA_CODE_BAD_NET)
		return reason_of_bad_net(pattern->text);
	if (pattern->fault == HA_CODE_BAD_BRACKETS)
		return ha_span_holds(pattern->text, '/') ? HA_P6 : HA_M2;
	return HA_P5;
}

/* libwrap masks no address, and 255.255.255.255 is none, also a client's. */
static bool
ipv4_net_differs(struct ha_span word, const struct ha_net *net,
    struct ha_dialect dialect)
{
	size_t slash = find_slash(word);
	struct ha_addr written;

	if (!ha_differs(dialect, HA_P2))
		return true;
	return !ha_differs(dialect, HA_P1) &&
	    ha_addr_parse_ipv4(ha_span_before(word, slash), &written) &&
	    !ha_addr_equal(&written, &net->addr);
}

/* In libwrap's [address] the scope counts for little, and names match it. */
static bool
ipv6_net_differs(struct ha_span word, struct ha_dialect dialect)
{
	if (word.at[0] != '[')
		return !ha_differs(dialect, HA_F2);
	if (ha_span_holds(word, '/') && !ha_pattern_has_mask(word))
		return !ha_differs(dialect, HA_P6);
	return !ha_differs(dialect, HA_P10) || !ha_differs(dialect, HA_P13);
}

static bool
stars_differ(struct ha_span word, struct ha_dialect dialect)
{
	return !ha_differs(dialect, HA_P12) && word.len >= 2 &&
	    memcmp(word.at + word.len - 2, "**", 2) == 0;
}

/* Does our reading rest on a difference that is switched off? */
static bool
is_libwraps(struct ha_span word, const struct ha_pattern *pattern,
    struct ha_dialect dialect)
{
	switch (pattern->kind) {
	case HA_PATTERN_NET:
		if (ha_span_holds(word, ':'))
			return ipv6_net_differs(word, dialect);
		return ha_pattern_has_mask(word) &&
		    ipv4_net_differs(word, &pattern->net, dialect);
	case HA_PATTERN_ADDRESS_WILDCARD:
		return !ha_differs(dialect, HA_P8) ||
		    stars_differ(word, dialect);
	case HA_PATTERN_MALFORMED:
		return !ha_differs(dialect, HA_M2) ||
		    !ha_differs(dialect, reason_of_fault(pattern));
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
		return stars_differ(word, dialect) ||
		    (pattern->is_rooted && !ha_differs(dialect, HA_P9));
	case HA_PATTERN_ALL:
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_FILE:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_LIBWRAP:
		return false;
	}
	return false;
}

void
ha_pattern_read(struct ha_span word, struct ha_dialect dialect,
    struct ha_pattern *pattern)
{
	if (!ha_differs(dialect, HA_L4) || !ha_differs(dialect, HA_M2))
		word = ha_span_before(word, ha_span_find(word, '\0'));
	ha_pattern_parse(word, pattern);
	if (pattern->kind == HA_PATTERN_NET && ha_span_holds(word, ':') &&
	    !ha_differs(dialect, HA_P7))
		pattern->net.addr.family = HA_IPV6;
	if (dialect.off != 0 && is_libwraps(word, pattern, dialect))
		*pattern = (struct ha_pattern){ .kind = HA_PATTERN_LIBWRAP,
			.text = word };
}
