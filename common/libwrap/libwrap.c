#include "common/libwrap/libwrap.h"

#include <string.h>

#include "common/language/pattern.h"
#include "common/language/text.h"
#include "common/language/wildcard.h"

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
    const struct ha_resolver *resolver, struct ha_dialect dialect)
{
	if (ha_differs(dialect, HA_P13))
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
    const struct ha_resolver *resolver, struct ha_dialect dialect)
{
	struct ha_net net;

	if (host->addr_fact != HA_FACT_KNOWN ||
	    !ha_pattern_parse_as_libwrap(word, dialect, &net))
		return false;
	if (!ha_differs(dialect, HA_P2) && is_all_ones(&host->addr))
		return false;
	if (!scopes_fit(&net.addr, &host->addr, resolver, dialect))
		return false;
	net.addr.scope = HA_SPAN_EMPTY;
	return ha_net_holds(&net, &host->addr);
}

/* A plain match; of "[address]" it does not look at the scopes. */
static bool
fits_text(struct ha_span word, struct ha_span text,
    const struct ha_resolver *resolver, struct ha_dialect dialect)
{
	struct ha_addr wanted, given;

	if (!ha_text_match(word, text, dialect))
		return false;
	if (word.at[0] != '[' || ha_is_wildcard(word) ||
	    !ha_addr_parse_host(word, &wanted) || !ha_addr_parse(text, &given))
		return true;
	return scopes_fit(&wanted, &given, resolver, dialect);
}

bool
ha_libwrap_tries_name(struct ha_span word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!ha_is_digit(word.at[i]) && word.at[i] != '.' &&
		    word.at[i] != '/')
			return !ha_pattern_has_mask(word);
	}
	return false;
}

bool
ha_libwrap_matches(struct ha_span word, const struct ha_host *host,
    const struct ha_resolver *resolver, struct ha_dialect dialect)
{
	char buffer[HA_ADDR_TEXT];

	if (ha_pattern_has_mask(word))
		return lies_in_net(word, host, resolver, dialect);
	if (fits_text(word, ha_host_addr_text(host, buffer), resolver, dialect))
		return true;
	return ha_libwrap_tries_name(word) &&
	    fits_text(word, ha_host_name_text(host), resolver, dialect);
}
