#ifndef HA_LIBWRAP_PARTS_H
#define HA_LIBWRAP_PARTS_H

#include "common/libwrap/differences.h"
#include "common/match/dialect.h"

/*
 * libwrap's language, but for the differences that are on.  It serves one
 * decision: libwrap remembers there what its last command said (O2).
 */
struct ha_libwrap {
	struct ha_dialect dialect; /* the first member */
	struct ha_differences differences;
	bool has_failed_command;
};

/* The parts of it, each in the file of its name. */
void ha_libwrap_set_patterns(struct ha_libwrap *libwrap);
void ha_libwrap_set_options(struct ha_libwrap *libwrap);
void ha_libwrap_set_policy(struct ha_libwrap *libwrap);

#endif
