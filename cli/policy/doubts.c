#include "cli/policy/doubts.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"

static void
start(struct cli_doubts *doubts, uint32_t cells)
{
	if (doubts->may == NULL) {
		doubts->may = cli_zeroed(cells, sizeof(*doubts->may));
		doubts->trail = cli_zeroed(cells, sizeof(*doubts->trail));
	}
	doubts->cells = cells;
}

size_t
cli_doubts_add(struct cli_doubts *doubts, struct cli_paint *paint,
    struct cli_range range, struct cli_doubt doubt)
{
	uint32_t cell = cli_paint_find(paint, range.first);
	size_t count = 0;

	for (; cell <= range.last && cell < paint->count;
	     cell = cli_paint_find(paint, cell + 1)) {
		if (doubts->cells == 0)
			start(doubts, paint->count);
		doubts->may[cell] |= (uint8_t)doubt.may;
		/* FNV-1a, a rule at a time. */
		doubts->trail[cell] =
		    (doubts->trail[cell] ^ doubt.rule) * 1099511628211u;
		count++;
	}
	return count;
}

void
cli_doubts_clear(struct cli_doubts *doubts, uint32_t cells)
{
	if (doubts->cells == 0)
		return;
	memset(doubts->may, 0, cells * sizeof(*doubts->may));
	memset(doubts->trail, 0, cells * sizeof(*doubts->trail));
	doubts->cells = 0;
}

void
cli_doubts_free(struct cli_doubts *doubts)
{
	free(doubts->may);
	free(doubts->trail);
}
