#ifndef HA_CURSOR_KNOWN_CLIENT_H
#define HA_CURSOR_KNOWN_CLIENT_H

#include "common/language/literal.h"
#include "common/request/request.h"

/* For which request a text is read.  All of it is borrowed. */
struct ha_inquiry {
	const struct ha_request *request;
	const struct ha_resolver *resolver;
	/* A pattern of which nobody can tell whether it matches is none. */
	bool doubt_is_no;
};

/* What is known of the client by now, as far as patterns need it. */
struct ha_known_client {
	/* The facts that it was set from. */
	bool is_set, doubt_is_no;
	enum ha_fact name_fact, addr_fact;

	/* Of which kind the address is, as far as it is settled. */
	enum {
		HA_CLIENT_UNSETTLED, /* it is not: every net may hold it */
		HA_CLIENT_IPV4,
		HA_CLIENT_IPV6,
		HA_CLIENT_ABSENT /* there is none: it lies in no net */
	} address;
	uint32_t ipv4;
	char ipv4_text[16]; /* zeros follow it; else nothing but zeros */
	struct ha_u128 ipv6;

	/* Can no name pattern match but one that fits these? */
	bool has_names;
	struct ha_span name, address_text;
	char buffer[HA_ADDR_TEXT];
};

/* To be called again when more may be known.  All zero at first. */
void ha_known_client_set(struct ha_known_client *known,
    const struct ha_inquiry *inquiry);

/*
 * Passes over a client pattern, if it is plain, well formed and surely does
 * not match: the place after it, or else NULL.  What stands there must end the
 * pattern, or it was not this one.
 */
const char *ha_known_client_pass(const struct ha_known_client *known,
    const char *text);

#endif
