#include <string.h>

#include "common/language/text.h"
#include "common/language/wildcard.h"
#include "common/libwrap/parts.h"
#include "common/match/host.h"
#include "common/match/malformed.h"

/* ---- which patterns libwrap reads otherwise ---- */

/* The first of the differences that make the pattern malformed. */
static enum ha_difference
reason_of_bad_net(struct ha_span word)
{
	size_t slash = ha_text_find_slash(word);
	struct ha_span addr = ha_span_before(word, slash);
	struct ha_span mask = ha_span_from(word, slash + 1);
	struct ha_addr ignored;

	if (ha_text_is_bracketed(addr) &&
	    ha_addr_parse_ipv6(ha_text_inside_brackets(addr), &ignored))
		return HA_P3;
	if (!ha_addr_parse_ipv4(addr, &ignored))
		return ha_addr_is_aton(addr) ? HA_P5 : HA_M2;
	return ha_malformed_quad(mask, &ignored) ? HA_P5 : HA_P3;
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
    struct ha_differences differences)
{
	size_t slash = ha_text_find_slash(word);
	struct ha_addr written;

	if (!ha_differs(differences, HA_P2))
		return true;
	return !ha_differs(differences, HA_P1) &&
	    ha_addr_parse_ipv4(ha_span_before(word, slash), &written) &&
	    !ha_addr_equal(&written, &net->addr);
}

/* In libwrap's [address] the scope counts for little, and names match it. */
static bool
ipv6_net_differs(struct ha_span word, struct ha_differences differences)
{
	if (word.at[0] != '[')
		return !ha_differs(differences, HA_F2);
	if (ha_span_holds(word, '/') && !ha_pattern_has_mask(word))
		return !ha_differs(differences, HA_P6);
	return !ha_differs(differences, HA_P10) ||
	    !ha_differs(differences, HA_P13);
}

static bool
stars_differ(struct ha_span word, struct ha_differences differences)
{
	return !ha_differs(differences, HA_P12) && word.len >= 2 &&
	    memcmp(word.at + word.len - 2, "**", 2) == 0;
}

/* Does our reading rest on a difference that is switched off? */
static bool
is_libwraps(struct ha_span word, const struct ha_pattern *pattern,
    struct ha_differences differences)
{
	switch (pattern->kind) {
	case HA_PATTERN_NET:
		if (ha_span_holds(word, ':'))
			return ipv6_net_differs(word, differences);
		return ha_pattern_has_mask(word) &&
		    ipv4_net_differs(word, &pattern->net, differences);
	case HA_PATTERN_ADDRESS_WILDCARD:
		return !ha_differs(differences, HA_P8) ||
		    stars_differ(word, differences);
	case HA_PATTERN_MALFORMED:
		return !ha_differs(differences, HA_M2) ||
		    !ha_differs(differences, reason_of_fault(pattern));
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
		return stars_differ(word, differences) ||
		    (pattern->is_rooted && !ha_differs(differences, HA_P9));
	case HA_PATTERN_ALL:
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_FILE:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_FOREIGN:
		return false;
	}
	return false;
}

static struct ha_differences
differences_of(const struct ha_dialect *dialect)
{
	return ((const struct ha_libwrap *)dialect)->differences;
}

static void
read_pattern(const struct ha_dialect *dialect, struct ha_span word,
    struct ha_pattern *pattern)
{
	struct ha_differences differences = differences_of(dialect);

	if (!ha_differs(differences, HA_L4) || !ha_differs(differences, HA_M2))
		word = ha_span_before(word, ha_span_find(word, '\0'));
	ha_pattern_parse(word, pattern);
	if (pattern->kind == HA_PATTERN_NET && ha_span_holds(word, ':') &&
	    !ha_differs(differences, HA_P7))
		pattern->net.addr.family = HA_IPV6;
	if (is_libwraps(word, pattern, differences))
		*pattern = (struct ha_pattern){ .kind = HA_PATTERN_FOREIGN,
			.text = word };
}

/* ---- how it matches them ---- */

/*
 * In libwrap a '*' with another wildcard after it needs one more byte.  That
 * shows only where nothing else is left that needs one: at the end.
 */
static bool
match_text(struct ha_differences differences, struct ha_span pattern,
    struct ha_span text)
{
	if (!stars_differ(pattern, differences))
		return ha_text_match(pattern, text);
	ha_text_cut_mapped(&text);
	return text.len > 0 &&
	    ha_wildcard_match(pattern, ha_span_before(text, text.len - 1));
}

static bool
is_link_local(const unsigned char bytes[16])
{
	return (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) ||
	    (bytes[0] == 0xff && (bytes[1] & 0x0f) == 0x02);
}

/*
 * getaddrinfo() wants an interface of that name, of a link-local address, or
 * a number; libwrap then does not look at the scope any more.
 */
static bool
is_readable(const struct ha_addr *addr, const struct ha_resolver *resolver)
{
	unsigned long number;

	if (addr->scope.len == 0 ||
	    ha_span_number(addr->scope, UINT32_MAX, &number))
		return true;
	return is_link_local(addr->bytes) &&
	    (resolver->interface == NULL ||
		resolver->interface(resolver->context, addr->scope) ==
		    HA_ANSWER_FOUND);
}

static bool
scopes_fit(const struct ha_addr *wanted, const struct ha_addr *given,
    const struct ha_resolver *resolver, struct ha_differences differences)
{
	if (ha_differs(differences, HA_P13))
		return wanted->scope.len == 0 ||
		    ha_span_equal(wanted->scope, given->scope);
	return is_readable(wanted, resolver) && is_readable(given, resolver);
}

static bool
is_all_ones(const struct ha_addr *addr)
{
	return addr->family == HA_IPV4 &&
	    memcmp(addr->bytes + 12, "\xff\xff\xff\xff", 4) == 0;
}

static bool
lies_in_net(struct ha_span word, const struct ha_host *host,
    const struct ha_resolver *resolver, struct ha_differences differences)
{
	struct ha_net net;

	if (host->addr_fact != HA_FACT_KNOWN ||
	    !ha_malformed_net(word, !ha_differs(differences, HA_P7), &net))
		return false;
	if (!ha_differs(differences, HA_P2) && is_all_ones(&host->addr))
		return false;
	if (!scopes_fit(&net.addr, &host->addr, resolver, differences))
		return false;
	net.addr.scope = HA_SPAN_EMPTY;
	return ha_net_holds(&net, &host->addr);
}

/* A plain match; of "[address]" it does not look at the scopes. */
static bool
fits_text(struct ha_span word, struct ha_span text,
    const struct ha_resolver *resolver, struct ha_differences differences)
{
	struct ha_addr wanted, given;

	if (!match_text(differences, word, text))
		return false;
	if (word.at[0] != '[' || ha_is_wildcard(word) ||
	    !ha_addr_parse_host(word, &wanted) || !ha_addr_parse(text, &given))
		return true;
	return scopes_fit(&wanted, &given, resolver, differences);
}

/* A host pattern under trial. */
struct trial {
	struct ha_span word;
	const struct ha_resolver *resolver;
	struct ha_differences differences;
};

/*
 * net/mask, or a plain match of the text on the address and then on the name.
 * Facts that are not known are libwrap's "unknown".
 */
static bool
fits(const void *context, const struct ha_host *host)
{
	const struct trial *trial = context;
	struct ha_span word = trial->word;
	char buffer[HA_ADDR_TEXT];

	if (ha_pattern_has_mask(word))
		return lies_in_net(word, host, trial->resolver,
		    trial->differences);
	if (fits_text(word, ha_host_addr_text(host, buffer), trial->resolver,
		trial->differences))
		return true;
	return ha_malformed_tries_name(word) &&
	    fits_text(word, ha_host_name_text(host), trial->resolver,
		trial->differences);
}

static enum ha_found
match_settled(const struct ha_pattern *pattern, struct ha_request *request,
    const struct ha_host *host, const struct trial *trial)
{
	if (pattern->kind == HA_PATTERN_FOREIGN)
		return fits(trial, host) ? HA_FOUND_YES : HA_FOUND_NO;
	if (pattern->kind != HA_PATTERN_MALFORMED)
		return ha_match_facts(pattern, request, host, trial->resolver);
	return pattern->fault != HA_CODE_NO_HOST &&
		ha_malformed_fits_any(host, fits, trial)
	    ? HA_FOUND_BAD_YES
	    : HA_FOUND_BAD_NO;
}

/* Where nobody can tell, libwrap finds no match (P14). */
static enum ha_found
match_pattern(const struct ha_dialect *dialect,
    const struct ha_pattern *pattern, struct ha_request *request,
    const struct ha_host *host, const struct ha_resolver *resolver)
{
	struct ha_differences differences = differences_of(dialect);
	struct trial trial = { pattern->text, resolver, differences };
	struct ha_host settled;
	enum ha_found found;

	if (ha_differs(differences, HA_P14))
		return match_settled(pattern, request, host, &trial);
	settled = ha_host_settled(host);
	found = match_settled(pattern, request, &settled, &trial);
	return found == HA_FOUND_UNKNOWN ? HA_FOUND_NO : found;
}

static bool
match_word(const struct ha_dialect *dialect, struct ha_span pattern,
    struct ha_span text)
{
	return match_text(differences_of(dialect), pattern, text);
}

void
ha_libwrap_set_patterns(struct ha_libwrap *libwrap)
{
	libwrap->dialect.read = read_pattern;
	libwrap->dialect.match = match_pattern;
	libwrap->dialect.match_text = match_word;
}
