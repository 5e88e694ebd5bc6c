#ifndef HA_CURSOR_SKIM_H
#define HA_CURSOR_SKIM_H

#include "common/language/literal.h"
#include "common/request/request.h"

/*
 * Passes over rules, or words of a pattern file, that surely have no effect
 * on a request: plain ones, well formed, that do not match it.  A blocklist
 * has hardly any others.  Whatever is not plain is left to the matcher, which
 * alone decides; here it is only kept from work.
 *
 * Only for our own dialect: libwrap takes other lines for sound.
 */
struct ha_skim {
	/* The facts that it was set from. */
	bool is_set, doubt_is_no;
	enum ha_fact name_fact, addr_fact;

	struct ha_span service;
	/* Of which kind the client's address is, as far as it is settled. */
	enum {
		HA_SKIM_UNSETTLED, /* it is not: every net must be looked at */
		HA_SKIM_IPV4,
		HA_SKIM_IPV6,
		HA_SKIM_ABSENT /* there is none: it lies in no net */
	} address;
	uint32_t ipv4;
	char ipv4_text[16]; /* with zeros behind it; else nothing but zeros */
	struct ha_u128 ipv6;
	/* Can no name pattern match but one that fits these? */
	bool has_names;
	struct ha_span name, address_text;
	char buffer[HA_ADDR_TEXT];

	/* The daemons of the last line, up to its ':'.  Most lines have those
	 * of the line before. */
	struct ha_span daemons;
	bool daemons_match;
	/* Their first bytes, and 0xff for each of those that count. */
	uint64_t start, start_mask;
};

/*
 * Sets what is known of the request, which may change while rules are tried;
 * to be called again then.  The request is borrowed.  doubt_is_no: a pattern
 * of which nobody can tell whether it matches has no effect.
 */
void ha_skim_set(struct ha_skim *skim, const struct ha_request *request,
    const struct ha_resolver *resolver, bool doubt_is_no);

/* How far a text was passed over: whole lines or words. */
struct ha_skimmed {
	const char *at;
	size_t lines;  /* newlines on the way */
	bool is_found; /* at at begins what must be looked at; else the text
			* ends before what begins there does */
};

/*
 * Of lines that each begin a logical line; and of words, where none has begun.
 * HA_SOURCE_SLACK bytes behind the end are 0.  What ends at the text's end,
 * without a newline or a blank, does not end.
 */
struct ha_skimmed ha_skim_rules(struct ha_skim *skim, struct ha_span text);
struct ha_skimmed ha_skim_words(struct ha_skim *skim, struct ha_span text);

#endif
