#include "common/lookup/frame.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>

static bool
is_whole(struct ha_span packet)
{
	return packet.len > 1 && packet.at[packet.len - 1] == '\n' &&
	    !ha_span_holds(packet, '\0');
}

bool
ha_ready_read(struct ha_span packet, bool *is_shared)
{
	*is_shared = ha_span_equal(packet, HA_SPAN(HA_READY_AS_NOBODY));
	return *is_shared || ha_span_equal(packet, HA_SPAN(HA_READY));
}

bool
ha_reply_read(struct ha_span packet, enum ha_answer *answer, int *error)
{
	unsigned long number;

	*error = 0;
	if (packet.len == 0)
		return false;
	switch (packet.at[0]) {
	case HA_REPLY_NONE:
		*answer = HA_ANSWER_NONE;
		return packet.len == 1;
	case HA_REPLY_FAILED:
		*answer = HA_ANSWER_FAILED;
		return packet.len == 1;
	case HA_REPLY_FOUND:
		*answer = HA_ANSWER_FOUND;
		return packet.len == 1 || is_whole(packet);
	case HA_REPLY_ENDED:
		*answer = HA_ANSWER_BROKEN;
		*error = EPIPE;
		return true;
	case HA_REPLY_BROKEN:
		*answer = HA_ANSWER_BROKEN;
		if (!ha_span_number(ha_span_from(packet, 1), 4095, &number) ||
		    number == 0)
			return false;
		*error = (int)number;
		return true;
	default:
		return false;
	}
}

static struct ha_span
take_line(struct ha_span *rest)
{
	size_t end = ha_span_find(*rest, '\n');
	struct ha_span line = ha_span_before(*rest, end);

	*rest = ha_span_from(*rest, end + 1);
	return line;
}

static size_t
count_lines(struct ha_span text)
{
	size_t count = 0;

	while (text.len > 0) {
		take_line(&text);
		count++;
	}
	return count;
}

enum ha_status
ha_reply_names(struct ha_span packet, struct ha_arena *arena,
    struct ha_span **names, size_t *count)
{
	struct ha_span rest = packet;

	if (!is_whole(packet))
		return HA_INVALID;
	rest = ha_span_from(packet, 1);
	*count = count_lines(rest);
	*names = ha_arena_alloc(arena, *count * sizeof(**names));
	if (*names == NULL)
		return HA_NOMEM;
	for (size_t i = 0; i < *count; i++)
		(*names)[i] = take_line(&rest);
	return HA_OK;
}

enum ha_status
ha_reply_addresses(struct ha_span packet, struct ha_arena *arena,
    struct ha_addr **addrs, size_t *count)
{
	struct ha_span rest;

	if (!is_whole(packet))
		return HA_INVALID;
	rest = ha_span_from(packet, 1);
	*count = count_lines(rest);
	*addrs = ha_arena_alloc(arena, *count * sizeof(**addrs));
	if (*addrs == NULL)
		return HA_NOMEM;
	for (size_t i = 0; i < *count; i++) {
		struct ha_addr *addr = &(*addrs)[i];

		/* A scope would point into the packet, which does not last. */
		if (!ha_addr_parse(take_line(&rest), addr) ||
		    addr->scope.len > 0)
			return HA_INVALID;
	}
	return HA_OK;
}

bool
ha_reply_account(struct ha_span packet, struct ha_account *account)
{
	size_t blank = ha_span_find(packet, ' ');

	return blank < packet.len && is_whole(packet) &&
	    ha_span_number(ha_span_from(ha_span_before(packet, blank), 1),
		UINT32_MAX - 1, &account->user) &&
	    ha_span_number(ha_span_before(ha_span_from(packet, blank + 1),
			       packet.len - blank - 2),
		UINT32_MAX - 1, &account->group);
}

bool
ha_reply_ended(struct ha_span packet, int *status)
{
	unsigned long number;

	if (packet.len < 2 || packet.at[0] != HA_REPLY_ENDED ||
	    !ha_span_number(ha_span_from(packet, 1), INT_MAX, &number))
		return false;
	*status = (int)number;
	return true;
}
