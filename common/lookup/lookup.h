#ifndef HA_LOOKUP_LOOKUP_H
#define HA_LOOKUP_LOOKUP_H

#include <stdbool.h>

#include "common/lookup/child.h"
#include "common/lookup/deadline.h"
#include "common/lookup/frame.h"
#include "common/request/resolver.h"

/*
 * Look-ups by the program hostsaccess-lookup, which is started with the first
 * question.  All questions of one decision share one deadline: what is not
 * answered by then has failed, and the program is killed.
 *
 * As whom a command runs is asked of a program that has read nothing that a
 * client could have written: one that was asked for names is ended before.
 */
struct ha_lookup {
	unsigned long seconds;       /* for one decision */
	struct ha_deadline deadline; /* once has_deadline */
	bool has_deadline, is_late;
	int left; /* milliseconds, while paused */
	bool is_running;
	bool is_ready;      /* the program has said what it is */
	bool has_met_names; /* it was asked for names, and may be anybody's */
	bool is_shared;     /* one had no user of its own, see helper.c */
	struct ha_child child;
	int error;    /* an errno value; not 0: nothing can be looked up */
	char *packet; /* HA_FRAME_MAX bytes, allocated with the first use */
};

void ha_lookup_init(struct ha_lookup *lookup, unsigned long seconds);

/* A new decision: the deadline is ahead again.  The program may go on. */
void ha_lookup_restart(struct ha_lookup *lookup);

/*
 * Between the two nothing is asked, and no time passes for the deadline: what
 * else a decision waits for must not make its look-ups late.
 */
void ha_lookup_pause(struct ha_lookup *lookup);
void ha_lookup_resume(struct ha_lookup *lookup);

void ha_lookup_end(struct ha_lookup *lookup);

/*
 * The questions that lookup answers; borrows it.  Without asks_names only the
 * accounts in options are asked for, and what is known of hosts is all.
 */
struct ha_resolver ha_lookup_resolver(struct ha_lookup *lookup,
    bool asks_names);

/* The numbers of an account; is_group: of a group.  HA_ANSWER_FOUND, or why
 * not.
 */
enum ha_answer ha_lookup_account(struct ha_lookup *lookup, struct ha_span name,
    bool is_group, struct ha_account *account);

/* Is there a netgroup of that name? */
enum ha_answer ha_lookup_netgroup(struct ha_lookup *lookup,
    struct ha_span group);

/* Where the program lies: in the build folder, or where it is installed. */
extern const char ha_lookup_helper[];

#endif
