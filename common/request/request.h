#ifndef HA_REQUEST_REQUEST_H
#define HA_REQUEST_REQUEST_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/span.h"
#include "common/language/addr.h"
#include "common/request/resolver.h"

/* What is known of a host's name or address. */
enum ha_fact {
	HA_FACT_ABSENT,   /* there is none: libwrap's "unknown" */
	HA_FACT_UNASKED,  /* not looked up; without a resolver, cannot tell */
	HA_FACT_FAILED,   /* looked up without an answer: cannot tell */
	HA_FACT_CLAIMED,  /* somebody says so, and nothing confirms it */
	HA_FACT_UNTOLD,   /* there is one, not given: it only refuses */
	HA_FACT_CONFLICT, /* name and address disagree: "paranoid" */
	HA_FACT_KNOWN
};

/*
 * Client or server.  The spans are borrowed from whoever made the request.
 *
 * A name of HA_FACT_CLAIMED: all that is said of the host is a claim, which
 * can make a rule refuse and never makes one admit.
 */
struct ha_host {
	enum ha_fact name_fact;
	struct ha_span name;       /* HA_FACT_KNOWN; no root dot */
	struct ha_span name_given; /* the same with it; or empty */
	struct ha_span claim;      /* a name that nothing confirms; or empty */
	bool is_suspect; /* HA_FACT_FAILED: it has one that leads nowhere yet */
	enum ha_fact addr_fact;
	struct ha_addr addr;                 /* HA_FACT_KNOWN */
	struct ha_span addr_given;           /* as written, no brackets */
	const struct ha_addr *claimed_addrs; /* HA_FACT_CLAIMED */
	size_t nclaimed_addrs;
	unsigned long port; /* 0: not known */
};

/* What is known of the user that "user@host" patterns mean. */
enum ha_user_state {
	HA_USER_GIVEN,   /* user; there is none when that is empty */
	HA_USER_UNTOLD,  /* there is one, not given: it only refuses */
	HA_USER_FAVOURED /* whoever would get the best verdict */
};

/*
 * The facts of one connection.  Start with HA_REQUEST_INIT.  Only what is
 * looked up changes while it is decided: when a rule needs it, and once.
 */
struct ha_request {
	struct ha_span service; /* the daemon's name */
	struct ha_span user;    /* the client's; empty: not known */
	enum ha_user_state user_state;
	struct ha_host client, server;
	unsigned long pid; /* for %p */

	struct ha_known_group *groups; /* netgroups that were asked for */
	size_t ngroups;
	bool has_failed; /* a look-up gave no answer; whoever tells resets it */
	bool is_broken;  /* look-ups cannot be made at all */
	/* The verdict may be what it is because these were not given. */
	bool has_missed_user, has_missed_server;
	struct ha_arena arena; /* what was looked up */
};

#define HA_REQUEST_INIT \
	((struct ha_request){ \
	    .service = { "", 0 }, .user = { "", 0 }, .arena = HA_ARENA_INIT })

void ha_request_free(struct ha_request *request);

/* Is anything known of the host, its name or its address? */
static inline bool
ha_host_is_known(const struct ha_host *host)
{
	return host->name_fact == HA_FACT_KNOWN ||
	    host->addr_fact == HA_FACT_KNOWN;
}

/* The user for comparisons: libwrap's "unknown" when there is none. */
struct ha_span ha_request_user(const struct ha_request *request);

/*
 * Letters, digits, '-', '_' and dots, and no address: no other byte comes from
 * honest DNS.
 */
bool ha_is_host_name(struct ha_span text);

/* False when text is no address; the host is then unchanged. */
bool ha_host_set_addr(struct ha_host *host, struct ha_span text);

/*
 * What sshd says in SSH_CONNECTION: "ADDRESS PORT SERVER-ADDRESS SERVER-PORT".
 * False when the first is no address; the request is then unchanged.  What
 * else is not understood stays unknown.  Their names can be looked up.
 */
bool ha_request_set_connection(struct ha_request *request,
    struct ha_span connection);

/*
 * A name that is given as a fact: "unknown" and "paranoid" are those states,
 * one final dot is dropped (P11), an address literal is no name (P10).
 */
void ha_host_set_name(struct ha_host *host, struct ha_span name);

/*
 * The same for a name that nothing confirms: it makes rules refuse, never
 * admit.  If the address is known, which is to be set before, a look-up can
 * confirm the name; else nothing can, and what the name leads to is a claim,
 * too.  What is no name claims nothing: the host is then unchanged.
 */
void ha_host_claim_name(struct ha_host *host, struct ha_span name);

/* A host of which only this is said, and not confirmed.  addr is borrowed. */
void ha_host_claim_addr(struct ha_host *host, const struct ha_addr *addr);

/* A server of which it is not known which one it is. */
void ha_host_set_untold(struct ha_host *host);

/* Would the function below ask for it? */
bool ha_host_may_ask_name(const struct ha_host *host,
    const struct ha_resolver *resolver);
bool ha_host_may_ask_addr(const struct ha_host *host,
    const struct ha_resolver *resolver);

/*
 * Looks the name up if that has not been done: it counts when it resolves
 * back to the address, is HA_FACT_CONFLICT when it does not.
 */
void ha_request_ask_name(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver);

/*
 * Looks up the addresses of a host of which only a name was given or claimed.
 * It may come from any of them, or from elsewhere: HA_FACT_CLAIMED.
 */
void ha_request_ask_addr(struct ha_request *request, struct ha_host *host,
    const struct ha_resolver *resolver);

/*
 * The same name in the same netgroup is asked for once, which holds for the
 * first HA_GROUPS_KEPT of such pairs.
 */
enum ha_answer ha_request_ask_netgroup(struct ha_request *request,
    struct ha_span group, struct ha_span name,
    const struct ha_resolver *resolver);

/* Address and name in text: "unknown" and "paranoid" where libwrap says so.
 * buffer may be pointed into. */
struct ha_span ha_host_addr_text(const struct ha_host *host,
    char buffer[HA_ADDR_TEXT]);
struct ha_span ha_host_name_text(const struct ha_host *host);

#endif
