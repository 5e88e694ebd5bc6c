#ifndef HA_CURSOR_PREFILTER_H
#define HA_CURSOR_PREFILTER_H

#include "common/cursor/known_client.h"

/*
 * Passes over rules, or words of a pattern file, that surely have no effect
 * on a request: plain ones, well formed, that do not match it.  A blocklist
 * has hardly any others.  Whatever is not plain is left to the matcher, which
 * alone decides; here it is only kept from work.
 *
 * Only for our own lines: libwrap takes others for sound.
 */
struct ha_prefilter {
	struct ha_known_client client;
	struct ha_span service;

	/* The daemons of the last line, up to its ':'.  Most lines have those
	 * of the line before. */
	struct ha_span daemons;
	bool daemons_match;
	/* Their first bytes, and 0xff for each of those that count. */
	uint64_t start, start_mask;
};

/*
 * Sets what is known of the request, which may change while rules are tried;
 * to be called again then.  All zero at first; it must stay where it is.
 */
void ha_prefilter_set(struct ha_prefilter *prefilter,
    const struct ha_inquiry *inquiry);

/* How far a text was passed over: whole lines or words. */
struct ha_passed {
	const char *at;
	size_t lines;  /* newlines on the way */
	bool is_found; /* at at begins what must be looked at; else the text
			* ends before what begins there does */
};

/*
 * Of lines that each begin a logical line; and of words, where none has begun.
 * HA_SOURCE_SLACK bytes after the end are 0.  What ends at the text's end,
 * without a newline or a blank, does not end.
 */
struct ha_passed ha_prefilter_rules(struct ha_prefilter *prefilter,
    struct ha_span text);
struct ha_passed ha_prefilter_words(struct ha_prefilter *prefilter,
    struct ha_span text);

#endif
