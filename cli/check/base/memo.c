#include "cli/check/base/memo.h"

#include "cli/io/intern.h"
#include "cli/io/message.h"

struct cli_memo_entry *
cli_memo_find(struct cli_memo *memo, struct ha_arena *arena,
    struct ha_span name)
{
	size_t slot = (size_t)cli_hash(name) % CLI_MEMO_SLOTS;
	struct cli_memo_entry *entry = &memo->slots[slot];

	while (entry->name.len > 0 && !ha_span_equal(entry->name, name)) {
		slot = (slot + 1) % CLI_MEMO_SLOTS;
		entry = &memo->slots[slot];
	}
	if (entry->name.len > 0)
		return entry;
	if (memo->count == CLI_MEMO_SLOTS / 2)
		return NULL;
	entry->name.at = ha_arena_text(arena, name);
	if (entry->name.at == NULL)
		cli_no_memory();
	entry->name.len = name.len;
	memo->count++;
	return entry;
}
