#include "cli/replay/sources.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"

#define FIRST_SLOTS 1024

void
cli_sources_init(struct cli_sources *sources)
{
	*sources = (struct cli_sources){ .names = CLI_INTERN_INIT };
	/* Without it all is as right, and might be slower. */
	if (getrandom(&sources->seed, sizeof(sources->seed), GRND_NONBLOCK) < 0)
		sources->seed = (uint64_t)(uintptr_t)sources;
}

void
cli_sources_free(struct cli_sources *sources)
{
	free(sources->list);
	free(sources->slots);
	cli_intern_free(&sources->names);
}

static uint64_t
mix(uint64_t value)
{
	value ^= value >> 32;
	value *= UINT64_C(0xd6e8feb86659fd93);
	value ^= value >> 32;
	value *= UINT64_C(0xd6e8feb86659fd93);
	return value ^ value >> 32;
}

static uint64_t
hash(const struct cli_sources *sources, const struct cli_source *source)
{
	uint64_t high, low;

	memcpy(&high, source->bytes, sizeof(high));
	memcpy(&low, source->bytes + sizeof(high), sizeof(low));
	return mix(mix(high ^ sources->seed) ^ low ^ (source->is_name ? 1 : 0));
}

static bool
is_same(const struct cli_source *a, const struct cli_source *b)
{
	return a->is_name == b->is_name && a->is_ipv6 == b->is_ipv6 &&
	    memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The slot of the source, or the free one where it belongs. */
static uint32_t *
find_slot(const struct cli_sources *sources, const struct cli_source *source)
{
	size_t at = (size_t)hash(sources, source) & (sources->nslots - 1);

	while (sources->slots[at] != 0 &&
	    !is_same(&sources->list[sources->slots[at] - 1], source))
		at = (at + 1) & (sources->nslots - 1);
	return &sources->slots[at];
}

/* Less than half of the slots are taken. */
static void
make_room(struct cli_sources *sources)
{
	if (2 * (sources->count + 1) <= sources->nslots)
		return;
	free(sources->slots);
	sources->nslots =
	    sources->nslots == 0 ? FIRST_SLOTS : 2 * sources->nslots;
	sources->slots = cli_zeroed(sources->nslots, sizeof(*sources->slots));
	for (size_t i = 0; i < sources->count; i++)
		*find_slot(sources, &sources->list[i]) = (uint32_t)i + 1;
}

static uint32_t
find(struct cli_sources *sources, const struct cli_source *source)
{
	uint32_t *slot;

	make_room(sources);
	slot = find_slot(sources, source);
	if (*slot != 0)
		return *slot - 1;
	if (sources->count == CLI_SOURCES_MAX)
		return CLI_SOURCE_BEYOND;
	sources->list = cli_vector_grow(sources->list, &sources->size,
	    sources->count, sizeof(*sources->list));
	sources->list[sources->count] = *source;
	*slot = (uint32_t)++sources->count;
	return *slot - 1;
}

uint32_t
cli_sources_addr(struct cli_sources *sources, const struct ha_addr *addr)
{
	struct cli_source source = { .is_ipv6 = addr->family == HA_IPV6 };

	memcpy(source.bytes, addr->bytes, sizeof(source.bytes));
	return find(sources, &source);
}

uint32_t
cli_sources_name(struct cli_sources *sources, struct ha_span name)
{
	struct cli_source source = { .is_name = true };
	uint32_t number;
	bool is_new;

	if (!cli_intern_find(&sources->names, name, &number)) {
		if (sources->names.count == CLI_SOURCE_NAMES_MAX)
			return CLI_SOURCE_BEYOND;
		number = cli_intern(&sources->names, name, &is_new);
	}
	memcpy(source.bytes, &number, sizeof(number));
	return find(sources, &source);
}

struct ha_addr
cli_source_addr(const struct cli_source *source)
{
	struct ha_addr addr = { .family = source->is_ipv6 ? HA_IPV6 : HA_IPV4,
		.scope = HA_SPAN_EMPTY };

	memcpy(addr.bytes, source->bytes, sizeof(addr.bytes));
	return addr;
}

struct ha_span
cli_source_text(const struct cli_sources *sources,
    const struct cli_source *source, char buffer[HA_ADDR_TEXT])
{
	struct ha_addr addr = cli_source_addr(source);
	uint32_t number;

	if (!source->is_name)
		return ha_addr_format(&addr, buffer);
	memcpy(&number, source->bytes, sizeof(number));
	return sources->names.texts[number];
}
