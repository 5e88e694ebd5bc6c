#ifndef HA_SOURCE_IDENTITY_H
#define HA_SOURCE_IDENTITY_H

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

/* When its bytes were changed, in ns of CLOCK_REALTIME. */
int64_t ha_identity_modified(const struct ha_identity *identity);

/*
 * Were its bytes changed less than age ns before now, which is in ns of
 * CLOCK_REALTIME; or may they have been, where its times are coarse?  A time in
 * the future counts as old: anybody can set it.
 */
bool ha_identity_is_racy(const struct ha_identity *identity, int64_t age,
    int64_t now);

/*
 * The moment, in ns of CLOCK_REALTIME, from which on a change of the file shows
 * in its identity, whatever was changed.  It may lie far ahead: anybody
 * can set a file's time.
 */
int64_t ha_identity_ripe_at(const struct ha_identity *identity);

#endif
