#ifndef HA_LITERAL_H
#define HA_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Addresses and names where they stand in a text, read in one go: for tables of
 * a million lines.  Each accepts less than ha_addr_parse and never more; what
 * it does not accept is for that function to judge.
 *
 * Up to HA_SOURCE_SLACK bytes of the text are looked at ahead of need.
 */

/*
 * A dotted quad that a '.' does not follow.  Its length, or 0; *value is in
 * host order.
 */
size_t ha_literal_quad(const char *text, uint32_t *value);

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
size_t ha_literal_name(const char *text, bool *has_dot);

/* One to three digits that no digit follows.  Their count, or 0. */
size_t ha_literal_length(const char *text, unsigned *value);

#endif
