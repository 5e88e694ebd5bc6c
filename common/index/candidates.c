#include "common/index/candidates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Enough for nearly every client. */
#define FIRST_ROOM 32

void
ha_candidates_free(struct ha_candidates *candidates)
{
	free(candidates->at);
	*candidates = (struct ha_candidates){ NULL, 0, 0 };
}

static enum ha_status
make_room(struct ha_candidates *candidates, size_t wanted)
{
	size_t room = candidates->room < FIRST_ROOM / 2 ? FIRST_ROOM
							: 2 * candidates->room;
	struct ha_candidate *at;

	if (wanted <= candidates->room)
		return HA_OK;
	if (room < wanted)
		room = wanted;
	at = reallocarray(candidates->at, room, sizeof(*at));
	if (at == NULL)
		return HA_NOMEM;
	candidates->at = at;
	candidates->room = room;
	return HA_OK;
}

enum ha_status
ha_candidates_add(struct ha_candidates *candidates,
    struct ha_candidate candidate)
{
	if (candidates->count == candidates->room &&
	    make_room(candidates, candidates->count + 1) != HA_OK)
		return HA_NOMEM;
	candidates->at[candidates->count++] = candidate;
	return HA_OK;
}

/* The end of the run in order that begins at start. */
static size_t
end_of_run(const struct ha_candidate *at, size_t start, size_t count)
{
	size_t end = start;

	while (end < count &&
	    (end == start || at[end - 1].offset <= at[end].offset))
		end++;
	return end;
}

static void
merge(const struct ha_candidate *a, size_t na, const struct ha_candidate *b,
    size_t nb, struct ha_candidate *to)
{
	while (na > 0 && nb > 0) {
		if (b->offset < a->offset) {
			*to++ = *b++;
			nb--;
		} else {
			*to++ = *a++;
			na--;
		}
	}
	if (na > 0)
		memcpy(to, a, na * sizeof(*to));
	if (nb > 0)
		memcpy(to, b, nb * sizeof(*to));
}

/* Merges the runs two by two; was that all there was to do? */
static bool
merge_pairs(const struct ha_candidate *from, size_t count,
    struct ha_candidate *to)
{
	size_t start = 0, nruns = 0;

	while (start < count) {
		size_t middle = end_of_run(from, start, count);
		size_t end = end_of_run(from, middle, count);

		merge(from + start, middle - start, from + middle, end - middle,
		    to + start);
		start = end;
		nruns++;
	}
	return nruns <= 1;
}

/* The second half of the room is where they are merged to. */
static enum ha_status
sort(struct ha_candidates *candidates)
{
	size_t count = candidates->count;
	bool is_second = false, is_done;
	enum ha_status status;

	if (end_of_run(candidates->at, 0, count) == count)
		return HA_OK;
	status = make_room(candidates, 2 * count);
	if (status != HA_OK)
		return status;
	do {
		struct ha_candidate *first = candidates->at;
		struct ha_candidate *second = candidates->at + count;

		is_done = merge_pairs(is_second ? second : first, count,
		    is_second ? first : second);
		is_second = !is_second;
	} while (!is_done);
	if (is_second)
		memcpy(candidates->at, candidates->at + count,
		    count * sizeof(*candidates->at));
	return HA_OK;
}

enum ha_status
ha_candidates_order(struct ha_candidates *candidates)
{
	enum ha_status status = sort(candidates);
	size_t kept = 0;

	if (status != HA_OK)
		return status;
	for (size_t i = 0; i < candidates->count; i++) {
		struct ha_candidate next = candidates->at[i];
		struct ha_candidate last = { 0, 0 };
		bool is_same;

		if (kept > 0)
			last = candidates->at[kept - 1];
		is_same = kept > 0 && next.offset == last.offset;
		if (next.line < last.line ||
		    (is_same && next.line != last.line))
			return HA_INVALID;
		if (!is_same)
			candidates->at[kept++] = next;
	}
	candidates->count = kept;
	return HA_OK;
}
