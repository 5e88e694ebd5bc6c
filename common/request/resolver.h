#ifndef HA_REQUEST_RESOLVER_H
#define HA_REQUEST_RESOLVER_H

#include "common/base/arena.h"
#include "common/base/span.h"
#include "common/language/addr.h"
#include "common/language/pattern.h"

enum ha_answer {
	HA_ANSWER_NONE,   /* asked, and there is none */
	HA_ANSWER_FOUND,  /* the out-values are set */
	HA_ANSWER_FAILED, /* error or time-out: cannot tell */
	HA_ANSWER_BROKEN  /* nobody can be asked: the decision is an error */
};

/*
 * The only way for the engine to learn more than the request says.  A
 * question that may not be asked is NULL: then the engine cannot tell, which
 * is not "no".  Answers are allocated in the arena that is given.
 */
struct ha_resolver {
	void *context;

	/* An errno value after HA_ANSWER_BROKEN; NULL: none is known. */
	const int *error;

	/* The names of an address, as its owner claims them: not verified. */
	enum ha_answer (*names)(void *context, const struct ha_addr *addr,
	    struct ha_arena *arena, struct ha_span **names, size_t *count);

	/* The addresses of a name. */
	enum ha_answer (*addresses)(void *context, struct ha_span name,
	    struct ha_arena *arena, struct ha_addr **addrs, size_t *count);

	/* Is this host name a member of the netgroup? */
	enum ha_answer (*netgroup)(void *context, struct ha_span group,
	    struct ha_span host);

	/* Does this machine know the account?  For "user" and "group". */
	enum ha_answer (*user)(void *context, struct ha_span name);
	enum ha_answer (*group)(void *context, struct ha_span name);

	/*
	 * Does this machine have the network interface?  Without one libwrap
	 * cannot read an address with that scope; nothing else asks.
	 */
	enum ha_answer (*interface)(void *context, struct ha_span name);
};

/* May it be asked for what a pattern asks beside name and address? */
static inline bool
ha_resolver_answers(const struct ha_resolver *resolver, enum ha_asks asks)
{
	switch (asks) {
	case HA_ASKS_NETGROUP:
		return resolver->netgroup != NULL;
	case HA_ASKS_NOTHING:
	case HA_ASKS_WORDS:
		break;
	}
	return false;
}

#endif
