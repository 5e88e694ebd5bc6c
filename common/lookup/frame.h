#ifndef HA_LOOKUP_FRAME_H
#define HA_LOOKUP_FRAME_H

#include "common/base/status.h"
#include "common/request/resolver.h"

/*
 * What is said to the look-up helper, and what it says: each question and
 * each answer is one packet, a byte that says what it is and then its text.
 * Nothing here reads or writes; a packet that is not sound is refused.
 */
enum ha_question {
	HA_ASK_NAMES = 'n',     /* an address: "192.0.2.1" */
	HA_ASK_ADDRESSES = 'a', /* a host name */
	HA_ASK_NETGROUP = 'g',  /* the netgroup, a newline, the host name; or
				 * the netgroup alone: is there one? */
	HA_ASK_USER = 'u',      /* an account's name */
	HA_ASK_GROUP = 'p'
};

/*
 * The answer's first byte is this for enum ha_answer.  "Found" is followed by
 * names or addresses in text, each with a newline after it, or the numbers of
 * an account; "broken" by an errno value in decimal, "ended" by what wait(2)
 * said.
 */
enum ha_reply {
	HA_REPLY_NONE = '-',
	HA_REPLY_FOUND = '+',
	HA_REPLY_FAILED = '?',
	HA_REPLY_BROKEN = '!',
	HA_REPLY_ENDED = '=' /* said by its keeper, see child.h */
};

/*
 * The version of all this.  It changes when anything here does: the program
 * says it first, and the path where the program is installed ends in it, so
 * that what was loaded before an upgrade still finds whom it understands.
 */
#define HA_PROTOCOL "1"

/* The first packet, before any answer. */
#define HA_READY "@" HA_PROTOCOL
#define HA_READY_AS_NOBODY HA_READY " nobody" /* it has no user of its own */

/*
 * Reads the first packet; *is_shared: the program has no user of its own.
 * False: it is another program's, or another version's.
 */
bool ha_ready_read(struct ha_span packet, bool *is_shared);

/*
 * All the IPv4 addresses that one DNS answer can hold fit.  A name with more
 * addresses than fit is nobody's: its look-up fails.
 */
#define HA_FRAME_MAX 65536

/* False: the packet is no reply, or its text is not sound. */
bool ha_reply_read(struct ha_span packet, enum ha_answer *answer, int *error);

/*
 * The names or addresses of a packet that says HA_ANSWER_FOUND.  Names point
 * into the packet.  HA_INVALID: not sound, or none; HA_NOMEM.
 */
enum ha_status ha_reply_names(struct ha_span packet, struct ha_arena *arena,
    struct ha_span **names, size_t *count);
enum ha_status ha_reply_addresses(struct ha_span packet, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count);

/* The numbers of a user and his group, or of a group. */
struct ha_account {
	unsigned long user, group;
};

bool ha_reply_account(struct ha_span packet, struct ha_account *account);

/* HA_REPLY_ENDED: what wait(2) said. */
bool ha_reply_ended(struct ha_span packet, int *status);

#endif
