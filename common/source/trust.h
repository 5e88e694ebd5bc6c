#ifndef HA_SOURCE_TRUST_H
#define HA_SOURCE_TRUST_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/source/source.h"

/* Is it root, or the effective user of this process? */
bool ha_owner_is_trusted(uid_t owner);

/*
 * Can only the owner write?  What an access control list grants shows in the
 * mode of the group.
 */
bool ha_mode_is_trusted(mode_t mode);

/* Both: nobody else can write what has that owner and that mode. */
bool ha_is_trusted(uid_t owner, mode_t mode);

/*
 * The same of a table.  The rules of one that is not trusted allow and deny;
 * their options do nothing else, for whoever can write it is not root.
 */
bool ha_source_is_trusted(const struct ha_source *source);

#endif
