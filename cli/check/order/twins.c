#include "cli/policy/order_impl.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/grow.h"

/* Rules by the hash of their lines. */
struct lines {
	const struct cli_order *order;
	uint32_t *slots; /* rules + 1 */
	size_t mask;
};

static struct ha_span
line_of(const struct lines *lines, const struct cli_order_rule *rule)
{
	const struct cli_table *table =
	    &lines->order->check->tables[rule->table];

	return (struct ha_span){ table->source->bytes + rule->offset,
		rule->len };
}

/* The slot of a line of the same table, or the free one where it belongs. */
static uint32_t *
find_slot(const struct lines *lines, const struct cli_order_rule *rule)
{
	struct ha_span line = line_of(lines, rule);
	size_t at = (size_t)cli_hash(line) & lines->mask;

	for (; lines->slots[at] != 0; at = (at + 1) & lines->mask) {
		const struct cli_order_rule *other =
		    &lines->order->rules[lines->slots[at] - 1];

		if (other->table == rule->table &&
		    ha_span_equal(line_of(lines, other), line))
			break;
	}
	return &lines->slots[at];
}

void
cli_order_find_twins(struct cli_order *order)
{
	struct lines lines = { .order = order };
	size_t nslots = 64;

	while (nslots < 2 * order->nrules)
		nslots *= 2;
	lines.mask = nslots - 1;
	lines.slots = cli_zeroed(nslots, sizeof(*lines.slots));
	for (size_t i = 0; i < order->nrules; i++) {
		uint32_t *slot = find_slot(&lines, &order->rules[i]);

		if (*slot == 0) {
			*slot = (uint32_t)i + 1;
			continue;
		}
		order->twins = cli_grow(order->twins, &order->twins_size,
		    order->ntwins, sizeof(*order->twins));
		order->twins[order->ntwins++] =
		    (struct cli_twin){ (uint32_t)i, *slot - 1 };
	}
	free(lines.slots);
}
