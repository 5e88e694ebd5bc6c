#include "common/source/anchors.h"

#include <stdbool.h>
#include <stdlib.h>

void
ha_anchors_free(struct ha_anchors *anchors)
{
	free(anchors->at);
	*anchors = (struct ha_anchors){ NULL, 0, 0 };
}

/* For one more? */
static bool
has_room(struct ha_anchors *anchors)
{
	size_t room = anchors->room == 0 ? 16 : 2 * anchors->room;
	struct ha_anchor *grown;

	if (anchors->count < anchors->room)
		return true;
	grown = reallocarray(anchors->at, room, sizeof(*grown));
	if (grown == NULL)
		return false;
	anchors->at = grown;
	anchors->room = room;
	return true;
}

void
ha_anchors_add(struct ha_anchors *anchors, struct ha_anchor anchor,
    size_t distance)
{
	size_t last =
	    anchors->count == 0 ? 0 : anchors->at[anchors->count - 1].offset;

	/* Who goes through a text once more comes by what is there already. */
	if (anchor.offset >= last + distance && has_room(anchors))
		anchors->at[anchors->count++] = anchor;
}

struct ha_anchor
ha_anchors_before(const struct ha_anchors *anchors, size_t offset)
{
	size_t low = 0, high = anchors->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anchors->at[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? (struct ha_anchor){ 0, 1 } : anchors->at[low - 1];
}
