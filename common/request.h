#ifndef HA_REQUEST_H
#define HA_REQUEST_H

#include <stdbool.h>

#include "addr.h"
#include "arena.h"
#include "resolver.h"
#include "span.h"

/* What is known of a host's name or address. */
enum ha_fact {
	HA_FACT_ABSENT,   /* there is none: libwrap's "unknown" */
	HA_FACT_UNASKED,  /* not looked up; without a resolver, cannot tell */
	HA_FACT_FAILED,   /* looked up without an answer: cannot tell */
	HA_FACT_CLAIMED,  /* somebody says so, and nothing confirms it */
	HA_FACT_CONFLICT, /* name and address disagree: "paranoid" */
	HA_FACT_KNOWN
};

/* Client or server.  The spans are borrowed from whoever made the request. */
struct ha_host {
	enum ha_fact name_fact;
	struct ha_span name; /* HA_FACT_KNOWN, HA_FACT_CLAIMED; no root dot */
	enum ha_fact addr_fact;
	struct ha_addr addr;       /* HA_FACT_KNOWN */
	struct ha_span addr_given; /* the address as written, no brackets */
	unsigned long port;        /* 0: not known */
};

/*
 * The facts of one connection.  Start with HA_REQUEST_INIT.  Only the names
 * change while it is decided: they are looked up when a rule needs them.
 */
struct ha_request {
	struct ha_span service; /* the daemon's name */
	struct ha_span user;    /* the client's; empty: not known */
	struct ha_host client, server;
	unsigned long pid;     /* for %p */
	struct ha_arena arena; /* looked-up names */
};

#define HA_REQUEST_INIT \
	((struct ha_request){ \
	    .service = { "", 0 }, .user = { "", 0 }, .arena = HA_ARENA_INIT })

void ha_request_free(struct ha_request *request);

/* The user for comparisons: libwrap's "unknown" when there is none. */
struct ha_span ha_request_user(const struct ha_request *request);

/* False when text is no address; the host is then unchanged. */
bool ha_host_set_addr(struct ha_host *host, struct ha_span text);

/*
 * A name that is given as a fact: "unknown" and "paranoid" are those states,
 * one final dot is dropped (P11), an address literal is no name (P10).
 */
void ha_host_set_name(struct ha_host *host, struct ha_span name);

/* The same for a name that nothing confirms. */
void ha_host_claim_name(struct ha_host *host, struct ha_span name);

/*
 * Looks the name up if that has not been done: it counts when it resolves
 * back to the address, is HA_FACT_CONFLICT when it does not.
 */
void ha_request_ask_name(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver);

/* Would ha_request_ask_name ask? */
bool ha_host_may_be_asked(const struct ha_host *host,
    const struct ha_resolver *resolver);

/* Address and name in text: "unknown" and "paranoid" where libwrap says so.
 * buffer may be pointed into. */
struct ha_span ha_host_addr_text(const struct ha_host *host,
    char buffer[HA_ADDR_TEXT]);
struct ha_span ha_host_name_text(const struct ha_host *host);

#endif
