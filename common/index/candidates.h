#ifndef HA_INDEX_CANDIDATES_H
#define HA_INDEX_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

/*
 * A rule or word that may concern the client: where it begins, as an offset
 * and as the number of its line, from 1.
 */
struct ha_candidate {
	uint32_t offset, line;
};

/* Owned; all zero at first; to be used again as often as wanted. */
struct ha_candidates {
	struct ha_candidate *at;
	size_t count, room;
};

void ha_candidates_free(struct ha_candidates *candidates);

/* HA_OK or HA_NOMEM. */
enum ha_status ha_candidates_add(struct ha_candidates *candidates,
    struct ha_candidate candidate);

/*
 * Puts them in order of offset, each once.  Fast where they consist of few
 * runs that are in order.  HA_OK; HA_NOMEM; HA_INVALID when lines do not go
 * with offsets.
 */
enum ha_status ha_candidates_order(struct ha_candidates *candidates);

#endif
