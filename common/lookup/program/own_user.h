#ifndef HA_LOOKUP_PROGRAM_OWN_USER_H
#define HA_LOOKUP_PROGRAM_OWN_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/base/span.h"

/* Whom the program becomes when root starts it: a user whom nobody else is. */
struct ha_own_user {
	uid_t user;
	gid_t group;
};

/*
 * passwd is the text of /etc/passwd; whatever else knows accounts is not
 * asked.  The account HA_LOOKUP_USER counts if its user is a system account
 * that no other line has and that nobody can log in to; otherwise it is the
 * number HA_LOOKUP_UID.  Likewise for the group.  Both are fixed at build time.
 *
 * False: that number belongs to a line.  *own is then not set.
 */
bool ha_own_user_choose(struct ha_span passwd, struct ha_own_user *own);

#endif
