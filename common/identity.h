#ifndef HA_IDENTITY_H
#define HA_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * Which file it is, and in which state.  A file that was changed has another
 * identity, unless that happened within the same tick of its clock, or through
 * a mapping.
 */
struct ha_identity {
	uint64_t device, inode, size;
	/* Last changes of the bytes, and of anything about the file. */
	struct {
		int64_t sec;
		uint32_t nsec;
	} modified, changed;
};

struct ha_identity ha_identity_of(const struct stat *st);

bool ha_identity_equal(const struct ha_identity *a,
    const struct ha_identity *b);

#endif
