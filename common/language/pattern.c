#include "common/language/pattern.h"

#include <string.h>

#include "common/base/bounds.h"
#include "common/language/literal.h"
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
	char except[sizeof("EXCEPT")];
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
ha_pattern_is_net(struct ha_span text)
{
	struct ha_pattern pattern;

	ha_pattern_parse(text, &pattern);
	return pattern.kind == HA_PATTERN_NET;
}

bool
ha_pattern_is_word(struct ha_span text)
{
	enum ha_pattern_kind ignored;

	return find_word(text, &ignored);
}

bool
ha_pattern_is_plain_name(struct ha_span word)
{
	bool is_suffix = word.len > 0 && word.at[0] == '.';

	if (word.len <= is_suffix || !ha_is_letter(word.at[is_suffix]) ||
	    word.at[word.len - 1] == '.')
		return false;
	/* Most names are longer than each of the words. */
	return word.len >= sizeof(union any_word) ||
	    (!ha_pattern_is_word(word) && !ha_text_is_except(word));
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
 * An address has hexadecimal digits, and after a dot only decimal ones; after
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

/*
 * Where '*' and '?' stand, a letter does.  That one fits wherever anything
 * does, for beside it every other byte may stand, a dot, too.
 */
static bool
has_other_bytes(struct ha_span text)
{
	if (ha_literal_is_name(text))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '*' && text.at[i] != '?' &&
		    !ha_literal_is_name((struct ha_span){ text.at + i, 1 }))
			return true;
	}
	return false;
}

/* A dot ends a label, which holds something; more may stand on either side. */
static bool
has_sound_labels(struct ha_span text, bool goes_on_before, bool goes_on_after)
{
	bool may_end = goes_on_before;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.' && !may_end)
			return false;
		may_end = text.at[i] != '.';
	}
	return may_end || goes_on_after;
}

bool
ha_pattern_fits_nobody(const struct ha_pattern *pattern)
{
	struct ha_span text = pattern->text;
	size_t nstars = 0;

	if (!ha_pattern_is_of_names(pattern->kind) ||
	    ha_pattern_may_fit_address(pattern))
		return false;
	if (pattern->kind == HA_PATTERN_WILDCARD) {
		for (size_t i = 0; i < text.len; i++)
			nstars += text.at[i] == '*';
	}
	return text.len - nstars > HA_NAME_MAX || has_other_bytes(text) ||
	    !has_sound_labels(text, pattern->kind == HA_PATTERN_SUFFIX,
		pattern->kind == HA_PATTERN_PREFIX);
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
parse_ipv6_net(struct ha_span addr, struct ha_span mask, struct ha_net *net)
{
	unsigned long length;

	if (!ha_addr_parse_ipv6(addr, &net->addr) ||
	    !ha_span_number(mask, 128, &length))
		return false;
	ha_net_set_ipv6_length(net, length);
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
	if (ha_text_is_bracketed(addr))
		addr = ha_text_inside_brackets(addr);
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
	struct ha_span inner = ha_text_inside_brackets(pattern->text);
	size_t slash = ha_span_find(inner, '/');

	pattern->kind = HA_PATTERN_NET;
	if (ha_addr_parse_ipv6(inner, &pattern->net.addr))
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

	if (ends_in_dot && ha_span_has_letter(*text)) {
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
	else if (ha_addr_parse_ipv6(text, &pattern->net.addr))
		set_single_address(pattern);
	else if (ha_text_is_bracketed(text) && !ha_is_wildcard(text))
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
	} else if (ha_literal_is_name(word) && ha_pattern_is_plain_name(word)) {
		parse_name(pattern);
	} else if (ha_span_holds(word, '\0')) {
		malformed(pattern, HA_CODE_NUL_WORD);
	} else if (word.at[0] == '@') {
		pattern->kind = HA_PATTERN_NETGROUP;
		pattern->text = ha_span_from(word, 1);
	} else if (word.at[0] == '/') {
		pattern->kind = HA_PATTERN_FILE;
	} else if (!parse_word(pattern)) {
		slash = ha_text_find_slash(word);
		if (slash < word.len)
			parse_net(pattern, slash);
		else
			parse_text(pattern);
	}
}

bool
ha_pattern_has_mask(struct ha_span word)
{
	return ha_text_find_slash(word) < word.len;
}
