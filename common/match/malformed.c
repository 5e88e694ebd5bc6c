#include "common/match/malformed.h"

#include <arpa/inet.h>
#include <limits.h>
#include <string.h>

#include "common/language/text.h"
#include "common/language/wildcard.h"

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

bool
ha_malformed_quad(struct ha_span text, struct ha_addr *addr)
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

	if (!ha_malformed_quad(addr, &net->addr))
		return false;
	/* libwrap never drops host bits: such a network holds nothing. */
	memcpy(wanted, net->addr.bytes, sizeof(wanted));
	if (ha_malformed_quad(mask, &quad)) {
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
ha_malformed_net(struct ha_span word, bool keeps_mapped, struct ha_net *net)
{
	size_t slash = ha_text_find_slash(word);
	struct ha_span addr, mask;
	long length;

	if (slash == word.len)
		return false;
	addr = ha_span_before(word, slash);
	mask = ha_span_from(word, slash + 1);
	if (ipv4_net_as_libwrap(addr, mask, net))
		return true;
	if (!ha_text_is_bracketed(addr) ||
	    !ha_addr_parse_ipv6(ha_text_inside_brackets(addr), &net->addr))
		return false;
	length = number_as_libwrap(mask);
	if (length < 0 || length > 128)
		return false;
	if (keeps_mapped)
		net->addr.family = HA_IPV6;
	ha_net_set_ipv6_length(net, (unsigned long)length);
	return true;
}

bool
ha_malformed_tries_name(struct ha_span word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!ha_is_digit(word.at[i]) && word.at[i] != '.' &&
		    word.at[i] != '/')
			return !ha_pattern_has_mask(word);
	}
	return false;
}

struct ha_host
ha_host_settled(const struct ha_host *host)
{
	struct ha_host copy = *host;

	if (host->addr_fact != HA_FACT_KNOWN)
		copy.addr_fact = HA_FACT_ABSENT;
	if ((host->name_fact == HA_FACT_UNASKED ||
		host->name_fact == HA_FACT_CLAIMED) &&
	    host->claim.len > 0) {
		copy.name = host->claim;
		copy.name_fact = HA_FACT_KNOWN;
	} else if (host->name_fact == HA_FACT_UNASKED ||
	    host->name_fact == HA_FACT_FAILED ||
	    host->name_fact == HA_FACT_CLAIMED) {
		copy.name_fact =
		    host->is_suspect ? HA_FACT_CONFLICT : HA_FACT_ABSENT;
	}
	copy.claim = HA_SPAN_EMPTY;
	return copy;
}

static bool
lies_in_net(struct ha_span word, const struct ha_host *host)
{
	struct ha_net net;

	return host->addr_fact == HA_FACT_KNOWN &&
	    ha_malformed_net(word, false, &net) &&
	    ha_net_holds(&net, &host->addr);
}

/* A plain match; of "[address]" it does not look at the scopes. */
static bool
fits_text(struct ha_span word, struct ha_span text)
{
	struct ha_addr wanted, given;

	if (!ha_text_match(word, text))
		return false;
	if (word.at[0] != '[' || ha_is_wildcard(word) ||
	    !ha_addr_parse_host(word, &wanted) || !ha_addr_parse(text, &given))
		return true;
	return wanted.scope.len == 0 ||
	    ha_span_equal(wanted.scope, given.scope);
}

static bool
fits(const void *context, const struct ha_host *host)
{
	const struct ha_pattern *pattern = context;
	struct ha_span word = pattern->text;
	char buffer[HA_ADDR_TEXT];

	if (ha_pattern_has_mask(word))
		return lies_in_net(word, host);
	if (fits_text(word, ha_host_addr_text(host, buffer)))
		return true;
	return ha_malformed_tries_name(word) &&
	    fits_text(word, ha_host_name_text(host));
}

static bool
fits_claim(const struct ha_host *host,
    bool (*fits_one)(const void *context, const struct ha_host *host),
    const void *context)
{
	struct ha_host claimed = ha_host_settled(host);
	char buffer[HA_ADDR_TEXT];
	bool does = fits_one(context, &claimed);

	for (size_t i = 0; !does && i < host->nclaimed_addrs; i++) {
		claimed.addr_fact = HA_FACT_KNOWN;
		claimed.addr = host->claimed_addrs[i];
		claimed.addr_given = ha_addr_format(&claimed.addr, buffer);
		does = fits_one(context, &claimed);
	}
	return does;
}

bool
ha_malformed_fits_any(const struct ha_host *host,
    bool (*fits_one)(const void *context, const struct ha_host *host),
    const void *context)
{
	return fits_one(context, host) ||
	    (host->name_fact == HA_FACT_CLAIMED &&
		fits_claim(host, fits_one, context));
}

/* An empty host is no pattern to libwrap either. */
bool
ha_malformed_matches(const struct ha_pattern *pattern,
    const struct ha_host *host)
{
	return pattern->fault != HA_CODE_NO_HOST &&
	    ha_malformed_fits_any(host, fits, pattern);
}
