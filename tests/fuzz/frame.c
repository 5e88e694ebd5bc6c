/*
 * What the look-up program may say, had it been taken over: a packet is
 * refused, or read as what it says and nothing else.
 */
#include "common/lookup/frame.h"

#include "tests/fuzz/fuzz.h"

static void
check_names(struct ha_span packet)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_span *names;
	size_t count, bytes = 1;

	if (ha_reply_names(packet, &arena, &names, &count) == HA_OK) {
		hold(count > 0);
		for (size_t i = 0; i < count; i++) {
			hold(fuzz_within(names[i], packet));
			hold(!ha_span_holds(names[i], '\n'));
			hold(!ha_span_holds(names[i], '\0'));
			bytes += names[i].len + 1;
		}
		hold(bytes == packet.len);
	}
	ha_arena_free(&arena);
}

static void
check_addresses(struct ha_span packet)
{
	struct ha_arena arena = HA_ARENA_INIT;
	struct ha_addr *addrs, again;
	char text[HA_ADDR_TEXT];
	size_t count;

	if (ha_reply_addresses(packet, &arena, &addrs, &count) == HA_OK) {
		hold(count > 0 && count < packet.len);
		for (size_t i = 0; i < count; i++) {
			hold(addrs[i].scope.len == 0);
			hold(ha_addr_parse(ha_addr_format(&addrs[i], text),
			    &again));
			hold(ha_addr_equal(&addrs[i], &again));
		}
	}
	ha_arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span packet = fuzz_span(data, size);
	enum ha_answer answer;
	bool is_shared;
	int error;

	/* What it says first is no answer, and no answer is that. */
	if (ha_ready_read(packet, &is_shared)) {
		hold(!ha_reply_read(packet, &answer, &error));
		return 0;
	}
	if (!ha_reply_read(packet, &answer, &error))
		return 0;
	hold((answer == HA_ANSWER_BROKEN) == (error > 0));
	if (answer == HA_ANSWER_FOUND) {
		check_names(packet);
		check_addresses(packet);
	}
	return 0;
}
