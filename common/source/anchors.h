#ifndef HA_SOURCE_ANCHORS_H
#define HA_SOURCE_ANCHORS_H

#include <stddef.h>

/* The number of a line, from 1, and where in the text it begins. */
struct ha_anchor {
	size_t offset, line;
};

/*
 * Places whose lines are known, so that nobody has to count lines from the
 * top: in ascending order, and not closer to each other than asked.  Start
 * with all zero.
 */
struct ha_anchors {
	struct ha_anchor *at;
	size_t count, room;
};

void ha_anchors_free(struct ha_anchors *anchors);

/*
 * Nothing, if it lies less than distance after the last one, or before it, or
 * if there is no memory: then more will have to be counted.
 */
void ha_anchors_add(struct ha_anchors *anchors, struct ha_anchor anchor,
    size_t distance);

/* The last one at or before the offset; the text's first line if none. */
struct ha_anchor ha_anchors_before(const struct ha_anchors *anchors,
    size_t offset);

#endif
