#include "cli/check/order/twins.h"

#include <stdlib.h>

#include "cli/io/vector.h"

/* Rules by the hash of their lines, which are many and need no copies. */
struct lines {
	const struct cli_policy *policy;
	uint32_t *slots; /* rules + 1 */
	size_t mask;
};

static struct ha_span
line_of(const struct lines *lines, const struct cli_policy_rule *rule)
{
	const struct ha_source *source =
	    lines->policy->tables[rule->table].source;

	return (struct ha_span){ source->bytes + rule->offset, rule->len };
}

/* The slot of a line of the same table, or the free one where it belongs. */
static uint32_t *
find_slot(const struct lines *lines, const struct cli_policy_rule *rule)
{
	struct ha_span line = line_of(lines, rule);
	size_t at = (size_t)cli_hash(line) & lines->mask;

	for (; lines->slots[at] != 0; at = (at + 1) & lines->mask) {
		const struct cli_policy_rule *other =
		    &lines->policy->rules[lines->slots[at] - 1];

		if (other->table == rule->table &&
		    ha_span_equal(line_of(lines, other), line))
			break;
	}
	return &lines->slots[at];
}

void
cli_twins_find(const struct cli_policy *policy, struct cli_twins *twins)
{
	struct lines lines = { .policy = policy };
	size_t nslots = 64;

	while (nslots < 2 * policy->nrules)
		nslots *= 2;
	lines.mask = nslots - 1;
	lines.slots = cli_zeroed(nslots, sizeof(*lines.slots));
	for (size_t i = 0; i < policy->nrules; i++) {
		uint32_t *slot = find_slot(&lines, &policy->rules[i]);

		if (*slot == 0) {
			*slot = (uint32_t)i + 1;
			continue;
		}
		twins->list = cli_vector_grow(twins->list, &twins->size,
		    twins->count, sizeof(*twins->list));
		twins->list[twins->count++] =
		    (struct cli_twin){ (uint32_t)i, *slot - 1 };
	}
	free(lines.slots);
}

void
cli_twins_free(struct cli_twins *twins)
{
	free(twins->list);
}
