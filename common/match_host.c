#include "match_host.h"

#include "text.h"
#include "wildcard.h"

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

static enum ha_found
match_name(const struct ha_pattern *pattern, const struct ha_host *host)
{
	switch (host->name_fact) {
	case HA_FACT_KNOWN:
		return found(fits_name(pattern, host->name));
	case HA_FACT_CLAIMED:
		return fits_name(pattern, host->name) ? HA_FOUND_CLAIMED
						      : HA_FOUND_UNKNOWN;
	case HA_FACT_ABSENT:
	case HA_FACT_CONFLICT:
		return match_missing_name(pattern, host);
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* LOCAL needs a name: none, or none that can be told, is not local. */
static enum ha_found
match_local(const struct ha_pattern *pattern, const struct ha_host *host)
{
	bool fits = fits_name(pattern, host->name);

	if (host->name_fact == HA_FACT_CLAIMED)
		return fits ? HA_FOUND_CLAIMED : HA_FOUND_NO;
	return found(host->name_fact == HA_FACT_KNOWN && fits);
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
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

/* The address in text, or the word "unknown" that libwrap has in its place. */
static enum ha_found
match_addr_text(const struct ha_pattern *pattern, const struct ha_host *host)
{
	char buffer[HA_ADDR_TEXT];

	if (host->addr_fact != HA_FACT_KNOWN &&
	    host->addr_fact != HA_FACT_ABSENT)
		return HA_FOUND_UNKNOWN;
	if (host->addr_fact == HA_FACT_ABSENT && pattern->is_rooted)
		return HA_FOUND_NO;
	return found(fits_addr_text(pattern, ha_host_addr_text(host, buffer)));
}

static enum ha_found
match_net(const struct ha_net *net, const struct ha_host *host)
{
	switch (host->addr_fact) {
	case HA_FACT_KNOWN:
		return found(ha_net_holds(net, &host->addr));
	case HA_FACT_ABSENT:
		return HA_FOUND_NO;
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_CLAIMED:
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
	return by_name == HA_FOUND_NO ? by_addr : by_name;
}

/* The group's host is the name, or libwrap's word where there is none. */
static enum ha_found
match_netgroup(const struct ha_pattern *pattern, const struct ha_host *host,
    const struct ha_resolver *resolver)
{
	if (host->name_fact != HA_FACT_KNOWN &&
	    host->name_fact != HA_FACT_ABSENT &&
	    host->name_fact != HA_FACT_CONFLICT)
		return HA_FOUND_UNKNOWN;
	if (resolver->netgroup == NULL)
		return HA_FOUND_UNKNOWN;
	switch (resolver->netgroup(resolver->context, pattern->text,
	    ha_host_name_text(host))) {
	case HA_ANSWER_FOUND:
		return HA_FOUND_YES;
	case HA_ANSWER_NONE:
		return HA_FOUND_NO;
	case HA_ANSWER_FAILED:
		return HA_FOUND_UNKNOWN;
	}
	return HA_FOUND_UNKNOWN;
}

/* libwrap's plain match of a word, on the address and then on the name. */
static bool
fits_as_libwrap(struct ha_span word, const struct ha_host *host)
{
	char buffer[HA_ADDR_TEXT];

	if (ha_text_match(word, ha_host_addr_text(host, buffer)))
		return true;
	for (size_t i = 0; i < word.len; i++) {
		if (!ha_is_digit(word.at[i]) && word.at[i] != '.' &&
		    word.at[i] != '/')
			return ha_text_match(word, ha_host_name_text(host));
	}
	return false;
}

static bool
fits_malformed(const struct ha_pattern *pattern, const struct ha_host *host)
{
	struct ha_net net;

	if (pattern->fault == HA_CODE_NO_HOST)
		return false;
	if (pattern->fault == HA_CODE_BAD_NET)
		return host->addr_fact == HA_FACT_KNOWN &&
		    ha_pattern_parse_as_libwrap(pattern->text, &net) &&
		    ha_net_holds(&net, &host->addr);
	return fits_as_libwrap(pattern->text, host);
}

static bool
needs_name(const struct ha_pattern *pattern)
{
	switch (pattern->kind) {
	case HA_PATTERN_KNOWN:
	case HA_PATTERN_UNKNOWN:
	case HA_PATTERN_LOCAL:
	case HA_PATTERN_PARANOID:
	case HA_PATTERN_NETGROUP:
	case HA_PATTERN_NAME:
	case HA_PATTERN_SUFFIX:
	case HA_PATTERN_PREFIX:
	case HA_PATTERN_WILDCARD:
		return true;
	case HA_PATTERN_ALL:
	case HA_PATTERN_FILE:
	case HA_PATTERN_NET:
	case HA_PATTERN_ADDRESS_SUFFIX:
	case HA_PATTERN_ADDRESS_WILDCARD:
	case HA_PATTERN_MALFORMED:
		return false;
	}
	return false;
}

/* The rows of libwrap's table of the words, for facts that are settled. */
static enum ha_found
match_facts(const struct ha_pattern *pattern, const struct ha_host *host,
    const struct ha_resolver *resolver)
{
	bool has_addr = host->addr_fact == HA_FACT_KNOWN;

	switch (pattern->kind) {
	case HA_PATTERN_ALL:
		return HA_FOUND_YES;
	case HA_PATTERN_KNOWN:
		return found(has_addr && host->name_fact == HA_FACT_KNOWN);
	case HA_PATTERN_UNKNOWN:
		return found(!has_addr ||
		    (host->name_fact != HA_FACT_KNOWN &&
			host->name_fact != HA_FACT_CONFLICT));
	case HA_PATTERN_LOCAL:
		return match_local(pattern, host);
	case HA_PATTERN_PARANOID:
		return found(host->name_fact == HA_FACT_CONFLICT);
	case HA_PATTERN_NETGROUP:
		return match_netgroup(pattern, host, resolver);
	case HA_PATTERN_NET:
		return match_net(&pattern->net, host);
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
		return fits_malformed(pattern, host) ? HA_FOUND_BAD_YES
						     : HA_FOUND_BAD_NO;
	case HA_PATTERN_FILE:
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
	case HA_FOUND_CLAIMED:
	case HA_FOUND_BAD_YES:
		return HA_FOUND_BAD_YES;
	case HA_FOUND_LATER:
		return HA_FOUND_LATER;
	case HA_FOUND_NO:
	case HA_FOUND_UNKNOWN:
	case HA_FOUND_BAD_NO:
		return HA_FOUND_BAD_NO;
	}
	return HA_FOUND_BAD_NO;
}

static enum ha_found
match_word(const struct ha_pattern *pattern, struct ha_request *request,
    struct ha_host *host, const struct ha_resolver *resolver, bool may_ask)
{
	if (needs_name(pattern) && ha_host_may_be_asked(host, resolver)) {
		if (match_addr_text(pattern, host) == HA_FOUND_YES)
			return HA_FOUND_YES;
		if (!may_ask)
			return HA_FOUND_LATER;
		ha_request_ask_name(request, host, resolver);
	}
	return match_facts(pattern, host, resolver);
}

enum ha_found
ha_match_host(const struct ha_pattern *pattern, struct ha_request *request,
    struct ha_host *host, const struct ha_resolver *resolver, bool may_ask)
{
	struct ha_pattern shorter;

	if (pattern->kind != HA_PATTERN_MALFORMED ||
	    pattern->fault != HA_CODE_NUL_WORD)
		return match_word(pattern, request, host, resolver, may_ask);
	ha_pattern_parse(before_nul(pattern->text), &shorter);
	return found_by_libwrap(
	    match_word(&shorter, request, host, resolver, may_ask));
}
