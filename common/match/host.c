#include "common/match/host.h"

#include "common/language/wildcard.h"
#include "common/match/malformed.h"
#include "common/match/needs.h"

static enum ha_found
found(bool is_match)
{
	return is_match ? HA_FOUND_YES : HA_FOUND_NO;
}

/* A name in the pattern's terms; the word for "no name" fits few of them. */
static bool
fits_name(const struct ha_pattern *pattern, struct ha_span name)
{
	switch (pattern->kind) {
	case HA_PATTERN_LOCAL:
		return !ha_span_holds(name, '.');
	case HA_PATTERN_NAME:
		return ha_span_equal_fold(pattern->text, name);
	case HA_PATTERN_SUFFIX:
		return name.len > pattern->text.len &&
		    ha_span_ends_fold(name, pattern->text);
	case HA_PATTERN_PREFIX:
		return ha_span_starts_fold(name, pattern->text);
	case HA_PATTERN_WILDCARD:
		return ha_wildcard_match(pattern->text, name);
	case HA_PATTERN_ALL:
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_FOREIGN:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

/*
 * A wildcard such as u* also fits the word "unknown" that libwrap puts where
 * no name is; with a root's dot (P9) it is meant for a name alone.
 */
static enum ha_found
match_missing_name(const struct ha_pattern *pattern, const struct ha_host *host)
{
	return found(pattern->kind == HA_PATTERN_WILDCARD &&
	    !pattern->is_rooted && fits_name(pattern, ha_host_name_text(host)));
}

/* A claimed name that fits can make a rule refuse, and does nothing else. */
static bool
fits_claim(const struct ha_pattern *pattern, const struct ha_host *host)
{
	return host->name_fact != HA_FACT_KNOWN && host->claim.len > 0 &&
	    fits_name(pattern, host->claim);
}

static enum ha_found
match_name(const struct ha_pattern *pattern, const struct ha_host *host)
{
	if (fits_claim(pattern, host))
		return HA_FOUND_CLAIMED_YES;
	switch (host->name_fact) {
	case HA_FACT_KNOWN:
		return found(fits_name(pattern, host->name));
	case HA_FACT_ABSENT:
	case HA_FACT_CONFLICT:
		return match_missing_name(pattern, host);
	case HA_FACT_CLAIMED:
		/* Who claims something is not spared what "unknown" gets. */
		return match_missing_name(pattern, host) == HA_FOUND_YES
		    ? HA_FOUND_CLAIMED_YES
		    : HA_FOUND_UNKNOWN;
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_UNTOLD:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* Nothing but a claim is said of the host: so nobody knows what it is. */
static bool
is_claim(const struct ha_host *host)
{
	return host->name_fact == HA_FACT_CLAIMED;
}

/* LOCAL needs a name: none, or none that can be told, is not local. */
static enum ha_found
match_local(const struct ha_pattern *pattern, const struct ha_host *host)
{
	if (fits_claim(pattern, host))
		return HA_FOUND_CLAIMED_YES;
	if (is_claim(host))
		return HA_FOUND_UNKNOWN;
	return found(host->name_fact == HA_FACT_KNOWN &&
	    fits_name(pattern, host->name));
}

/*
 * Addresses of which the host may have one.  A name that is known to be its
 * own leads to no others; a claim may lead anywhere.
 */
static enum ha_found
match_claimed_addrs(const struct ha_host *host,
    bool (*fits)(const struct ha_pattern *pattern, const struct ha_addr *addr),
    const struct ha_pattern *pattern)
{
	for (size_t i = 0; i < host->nclaimed_addrs; i++) {
		if (fits(pattern, &host->claimed_addrs[i]))
			return HA_FOUND_CLAIMED_YES;
	}
	return is_claim(host) ? HA_FOUND_UNKNOWN : HA_FOUND_CLAIMED_NO;
}

static bool
fits_addr_text(const struct ha_pattern *pattern, struct ha_span text)
{
	switch (pattern->kind) {
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_SUFFIX:
		return text.len > pattern->text.len &&
		    ha_span_ends_fold(text, pattern->text);
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_WILDCARD:
		return ha_wildcard_match(pattern->text, text);
	case HA_PATTERN_ALL:
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_NAME:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_FOREIGN:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

static bool
fits_text_of(const struct ha_pattern *pattern, const struct ha_addr *addr)
{
	char buffer[HA_ADDR_TEXT];

	return fits_addr_text(pattern, ha_addr_format(addr, buffer));
}

/* The address in text, or the word "unknown" that libwrap has in its place. */
static enum ha_found
match_addr_text(const struct ha_pattern *pattern, const struct ha_host *host)
{
	char buffer[HA_ADDR_TEXT];

	switch (host->addr_fact) {
	case HA_FACT_KNOWN:
		break;
	case HA_FACT_ABSENT:
		if (pattern->is_rooted)
			return HA_FOUND_NO;
		break;
	case HA_FACT_CLAIMED:
		return match_claimed_addrs(host, fits_text_of, pattern);
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_UNTOLD:
	case HA_FACT_CONFLICT:
		return HA_FOUND_UNKNOWN;
	}
	return found(fits_addr_text(pattern, ha_host_addr_text(host, buffer)));
}

static bool
lies_in_net(const struct ha_pattern *pattern, const struct ha_addr *addr)
{
	return ha_net_holds(&pattern->net, addr);
}

static enum ha_found
match_net(const struct ha_pattern *pattern, const struct ha_host *host)
{
	switch (host->addr_fact) {
	case HA_FACT_KNOWN:
		return found(ha_net_holds(&pattern->net, &host->addr));
	case HA_FACT_ABSENT:
		return HA_FOUND_NO;
	case HA_FACT_CLAIMED:
		return match_claimed_addrs(host, lies_in_net, pattern);
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_UNTOLD:
	case HA_FACT_CONFLICT:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* On the address first, as libwrap does; a "yes" there needs no look-up. */
static enum ha_found
match_either(const struct ha_pattern *pattern, const struct ha_host *host)
{
	enum ha_found by_addr = match_addr_text(pattern, host);
	enum ha_found by_name;

	if (by_addr == HA_FOUND_YES)
		return HA_FOUND_YES;
	by_name = match_name(pattern, host);
	if (by_name == HA_FOUND_YES)
		return HA_FOUND_YES;
	if (by_addr == HA_FOUND_CLAIMED_YES)
		return HA_FOUND_CLAIMED_YES;
	return by_name == HA_FOUND_NO ? by_addr : by_name;
}

/* Name and address, where an address that is only claimed is half a fact. */
static enum ha_found
match_known(const struct ha_host *host)
{
	if (is_claim(host))
		return HA_FOUND_CLAIMED_YES;
	if (host->name_fact != HA_FACT_KNOWN)
		return HA_FOUND_NO;
	if (host->addr_fact == HA_FACT_CLAIMED)
		return HA_FOUND_CLAIMED_YES;
	return found(host->addr_fact == HA_FACT_KNOWN);
}

/*
 * libwrap calls a name that cannot be verified paranoid.  Ours may yet be a
 * good one: so it is unknown and paranoid where that refuses, and neither
 * where it would admit.
 */
static bool
is_suspect(const struct ha_host *host)
{
	return host->name_fact == HA_FACT_FAILED && host->is_suspect;
}

static enum ha_found
match_paranoid(const struct ha_host *host)
{
	if (is_suspect(host))
		return HA_FOUND_CLAIMED_YES;
	if (is_claim(host))
		return HA_FOUND_UNKNOWN;
	return found(host->name_fact == HA_FACT_CONFLICT);
}

/* Who only claims something is unknown where that refuses. */
static enum ha_found
match_unknown(const struct ha_host *host)
{
	if (is_claim(host))
		return HA_FOUND_CLAIMED_YES;
	if (host->addr_fact == HA_FACT_CLAIMED)
		return HA_FOUND_CLAIMED_NO;
	if (is_suspect(host))
		return HA_FOUND_CLAIMED_YES;
	return found(host->addr_fact != HA_FACT_KNOWN ||
	    (host->name_fact != HA_FACT_KNOWN &&
		host->name_fact != HA_FACT_CONFLICT));
}

static bool
is_settled(enum ha_fact fact)
{
	return fact != HA_FACT_UNASKED && fact != HA_FACT_FAILED &&
	    fact != HA_FACT_CLAIMED;
}

/* The group's host is the name, or libwrap's word where there is none. */
static enum ha_found
match_netgroup(const struct ha_pattern *pattern, struct ha_request *request,
    const struct ha_host *host, const struct ha_resolver *resolver)
{
	if (resolver->netgroup == NULL)
		return HA_FOUND_UNKNOWN;
	if (host->name_fact != HA_FACT_KNOWN && host->claim.len > 0 &&
	    ha_request_ask_netgroup(request, pattern->text, host->claim,
		resolver) == HA_ANSWER_FOUND)
		return HA_FOUND_CLAIMED_YES;
	if (!is_settled(host->name_fact))
		return HA_FOUND_UNKNOWN;
	switch (ha_request_ask_netgroup(request, pattern->text,
	    ha_host_name_text(host), resolver)) {
	case HA_ANSWER_FOUND:
		return HA_FOUND_YES;
	case HA_ANSWER_NONE:
		return HA_FOUND_NO;
	case HA_ANSWER_FAILED:
	case HA_ANSWER_BROKEN:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* The rows of libwrap's table of the words, for facts that are settled. */
enum ha_found
ha_match_facts(const struct ha_pattern *pattern, struct ha_request *request,
    const struct ha_host *host, const struct ha_resolver *resolver)
{
	switch (pattern->kind) {
	case HA_PATTERN_ALL:
		return HA_FOUND_YES;
	case HA_PATTERN_KNOWN:
		return match_known(host);
	case HA_PATTERN_UNKNOWN:
		return match_unknown(host);
	case HA_PATTERN_LOCAL:
		return match_local(pattern, host);
	case HA_PATTERN_PARANOID:
		return match_paranoid(host);
	case HA_PATTERN_NETGROUP:
		return match_netgroup(pattern, request, host, resolver);
	case HA_PATTERN_NET:
		return match_net(pattern, host);
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
		return match_addr_text(pattern, host);
	case HA_PATTERN_NAME:
	case HA_PATTERN_PREFIX:
		return match_name(pattern, host);
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_WILDCARD:
		return match_either(pattern, host);
	case HA_PATTERN_MALFORMED:
		return ha_malformed_matches(pattern, host) ? HA_FOUND_BAD_YES
							   : HA_FOUND_BAD_NO;
	case HA_PATTERN_FILE:
	case HA_PATTERN_FOREIGN:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* A word in a file that holds a NUL: libwrap's reading ends before it. */
static struct ha_span
before_nul(struct ha_span word)
{
	return ha_span_before(word, ha_span_find(word, '\0'));
}

/* What a reading is worth that only libwrap would make of the word. */
static enum ha_found
found_by_libwrap(enum ha_found found)
{
	switch (found) {
	case HA_FOUND_YES:
	case HA_FOUND_CLAIMED_YES:
	case HA_FOUND_BAD_YES:
		return HA_FOUND_BAD_YES;
	case HA_FOUND_LATER:
		return HA_FOUND_LATER;
	case HA_FOUND_NO:
	case HA_FOUND_UNKNOWN:
	case HA_FOUND_CLAIMED_NO:
	case HA_FOUND_BAD_NO:
		return HA_FOUND_BAD_NO;
	}
	return HA_FOUND_BAD_NO;
}

/* A claim that fits says all that a look-up could say about a claim. */
static bool
claim_is_enough(const struct ha_pattern *pattern, const struct ha_host *host)
{
	return is_claim(host) &&
	    (fits_claim(pattern, host) || pattern->kind == HA_PATTERN_KNOWN ||
		pattern->kind == HA_PATTERN_UNKNOWN);
}

/* It is not known which server it is: it may be any, which only refuses. */
static enum ha_found
match_untold(const struct ha_pattern *pattern, struct ha_request *request)
{
	if (pattern->kind == HA_PATTERN_ALL)
		return HA_FOUND_YES;
	if (pattern->fault == HA_CODE_NO_HOST)
		return HA_FOUND_BAD_NO;
	request->has_missed_server = true;
	return pattern->kind == HA_PATTERN_MALFORMED ? HA_FOUND_BAD_YES
						     : HA_FOUND_CLAIMED_YES;
}

/*
 * What can be said before the facts are compared.  False: nothing, and what the
 * pattern needs has been looked up.
 */
static bool
is_said_early(const struct ha_pattern *pattern, struct ha_request *request,
    struct ha_host *host, const struct ha_asking *asking, enum ha_found *found)
{
	const struct ha_resolver *resolver = asking->resolver;

	if (host->addr_fact == HA_FACT_UNTOLD) {
		*found = match_untold(pattern, request);
	} else if (claim_is_enough(pattern, host)) {
		*found = HA_FOUND_CLAIMED_YES;
	} else if (!ha_pattern_needs_look_up(pattern, host, resolver)) {
		return false;
	} else if (match_addr_text(pattern, host) == HA_FOUND_YES) {
		*found = HA_FOUND_YES;
	} else if (!asking->may_ask) {
		*found = HA_FOUND_LATER;
	} else {
		ha_pattern_look_up(pattern, request, host, resolver);
		return false;
	}
	return true;
}

enum ha_found
ha_match_host(const struct ha_pattern *pattern, struct ha_request *request,
    struct ha_host *host, const struct ha_asking *asking)
{
	const struct ha_dialect *dialect = asking->dialect;
	bool is_cut = pattern->kind == HA_PATTERN_MALFORMED &&
	    pattern->fault == HA_CODE_NUL_WORD;
	struct ha_pattern shorter;
	enum ha_found found;

	if (is_cut) {
		ha_pattern_parse(before_nul(pattern->text), &shorter);
		pattern = &shorter;
	}
	if (is_said_early(pattern, request, host, asking, &found))
		;
	else if (dialect != NULL)
		found = dialect->match(dialect, pattern, request, host,
		    asking->resolver);
	else
		found =
		    ha_match_facts(pattern, request, host, asking->resolver);
	return is_cut ? found_by_libwrap(found) : found;
}
