#ifndef HA_LANGUAGE_ADDR_H
#define HA_LANGUAGE_ADDR_H

#include <stdbool.h>

#include "common/base/span.h"

enum ha_family {
	HA_IPV4,
	HA_IPV6
};

/*
 * An address of either family.  An IPv4 address fills the last four bytes of
 * ::ffff:0:0/96, so that masks and comparisons are written once; the family
 * is kept apart, or [::]/0 would quietly cover IPv4.
 */
struct ha_addr {
	enum ha_family family;
	unsigned char bytes[16];
	struct ha_span scope; /* borrowed, as written after '%'; often empty */
};

/* Room for any address in text, with its NUL, without a scope. */
#define HA_ADDR_TEXT 46

/*
 * Reads a literal without brackets: a dotted quad of four decimal numbers
 * without leading zeros (difference P5), or an IPv6 address with or without
 * a scope.  A v4-mapped IPv6 address without scope is its IPv4 address (P7).
 */
bool ha_addr_parse(struct ha_span text, struct ha_addr *addr);

/* The same for the address of a host: brackets may stand around it, and a
 * v4-mapped address is IPv4 whatever its scope. */
bool ha_addr_parse_host(struct ha_span text, struct ha_addr *addr);

/* A dotted quad as in ha_addr_parse, and nothing else. */
bool ha_addr_parse_ipv4(struct ha_span text, struct ha_addr *addr);

/*
 * Is this text an address to anybody?  True for all that inet_aton and
 * inet_pton read, with brackets or a scope too: such a text is never a host
 * name (difference P10).
 */
bool ha_addr_is_literal(struct ha_span text);

/* Does inet_aton read it, as a quad, or as octal, hex or fewer parts (P5)? */
bool ha_addr_is_aton(struct ha_span text);

/* Same family and bytes; scopes are not compared. */
bool ha_addr_equal(const struct ha_addr *a, const struct ha_addr *b);

/* Writes the canonical text without scope into text and returns its span. */
struct ha_span ha_addr_format(const struct ha_addr *addr,
    char text[HA_ADDR_TEXT]);

/* A network: the addresses that equal addr in the bits of mask. */
struct ha_net {
	struct ha_addr addr;
	unsigned char mask[16];
};

/* length counts bits of the family, 0-32 or 0-128. */
void ha_net_set_length(struct ha_net *net, unsigned long length);

/*
 * quad is an IPv4 address read as mask, contiguous or not.  Bits of the
 * address outside the mask are dropped when it is contiguous (P1); otherwise
 * they stay, and the network holds nothing, as in libwrap (P4).
 */
void ha_net_set_quad(struct ha_net *net, const struct ha_addr *quad);

/* A scope of the network must be the address's (P13). */
bool ha_net_holds(const struct ha_net *net, const struct ha_addr *addr);

/* An IPv6 literal, which always holds a ':'; mapped ones turn out as IPv4. */
bool ha_addr_parse_ipv6(struct ha_span text, struct ha_addr *addr);

/*
 * A length written for an IPv6 address.  On a v4-mapped one it counts from
 * the front of ::ffff:0:0/96; below 96 the network is an IPv6 network.
 */
void ha_net_set_ipv6_length(struct ha_net *net, unsigned long length);

#endif
