#ifndef HA_LANGUAGE_LITERAL_H
#define HA_LANGUAGE_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/span.h"

/*
 * IPv6 addresses and names where they stand in a text, read in one go: for
 * tables of a million lines.  (Dotted quads: quad.h.)  Each accepts less than
 * ha_addr_parse and never more; what it does not accept is for that function to
 * judge.
 *
 * Up to HA_SOURCE_SLACK bytes of the text are looked at ahead of need.
 */

/* The 128 bits of an IPv6 address. */
struct ha_u128 {
	uint64_t high, low;
};

/*
 * An IPv6 literal of groups alone, without a dotted quad, which neither ':'
 * nor '.' follows.  Its length, or 0.
 */
size_t ha_literal_ipv6(const char *text, struct ha_u128 *value);

/*
 * The letters, digits, '-', '_' and dots that follow each other: all that
 * plain names consist of.
 */
size_t ha_literal_name(const char *text);

/* Does it consist of such bytes alone?  Nothing after the text is read. */
bool ha_literal_is_name(struct ha_span text);

/* One to three digits that no digit follows.  Their count, or 0. */
size_t ha_literal_length(const char *text, unsigned *value);

#endif
