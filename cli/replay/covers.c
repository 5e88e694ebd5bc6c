#include "cli/replay/covers.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"

#define IPV4_OFFSET 96
#define IPV4_GROUP (IPV4_OFFSET + 24)
#define IPV6_GROUP 64

/* Sources in the order of their addresses. */
struct slice {
	const struct cli_source *const *list;
	size_t count;
};

static int
compare_sources(const void *a, const void *b)
{
	const struct cli_source *first = *(const struct cli_source *const *)a;
	const struct cli_source *second = *(const struct cli_source *const *)b;

	if (first->is_ipv6 != second->is_ipv6)
		return first->is_ipv6 ? 1 : -1;
	return memcmp(first->bytes, second->bytes, sizeof(first->bytes));
}

static bool
is_open(const struct cli_source *source)
{
	return !source->has_logged_in && source->attempts > 0 &&
	    source->fate == CLI_FATE_OPEN;
}

static bool
has_logged_in(const struct cli_source *source)
{
	return source->has_logged_in;
}

/* The caller frees the list. */
static struct slice
choose(const struct cli_sources *sources,
    bool (*is_chosen)(const struct cli_source *source))
{
	const struct cli_source **list =
	    cli_zeroed(sources->count, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < sources->count; i++) {
		if (!sources->list[i].is_name && is_chosen(&sources->list[i]))
			list[count++] = &sources->list[i];
	}
	qsort(list, count, sizeof(*list), compare_sources);
	return (struct slice){ list, count };
}

/* How many bits at the front are the same, of 128. */
static unsigned
common_bits(const struct cli_source *a, const struct cli_source *b)
{
	unsigned bits = 0;

	if (a->is_ipv6 != b->is_ipv6)
		return 0;
	while (bits < 128 && a->bytes[bits / 8] == b->bytes[bits / 8])
		bits += 8;
	while (bits < 128 &&
	    ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) >> (7 - bits % 8)) == 0)
		bits++;
	return bits;
}

static bool
has_bit(const struct cli_source *source, unsigned bit)
{
	return (source->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

/* How many of the list are before the source. */
static size_t
place_of(const struct slice *slice, const struct cli_source *source)
{
	size_t low = 0, high = slice->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_sources(&slice->list[middle], &source) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Does one of them share so many bits with the source?  The nearest would. */
static bool
holds_one(const struct slice *slice, const struct cli_source *source,
    unsigned bits)
{
	size_t at = place_of(slice, source);

	return (at < slice->count &&
		   common_bits(slice->list[at], source) >= bits) ||
	    (at > 0 && common_bits(slice->list[at - 1], source) >= bits);
}

static bool
is_good(const struct slice *part, unsigned bits, const struct slice *users)
{
	if (holds_one(users, part->list[0], bits))
		return false;
	return part->list[0]->is_ipv6 ||
	    (size_t)1 << (128 - bits) <= part->count * CLI_REPLAY_COVER_SPARSE;
}

static void
add(struct cli_replay_covers *covers, const struct slice *part, unsigned bits)
{
	struct ha_net net = { .addr = cli_source_addr(part->list[0]) };
	struct cli_replay_cover cover = { .sources = part->count };

	cover.length = part->list[0]->is_ipv6 ? bits : bits - IPV4_OFFSET;
	ha_net_set_length(&net, cover.length);
	for (size_t i = 0; i < sizeof(net.mask); i++)
		net.addr.bytes[i] &= net.mask[i];
	cover.addr = net.addr;
	for (size_t i = 0; i < part->count; i++)
		cover.attempts += part->list[i]->attempts;
	covers->list = cli_vector_grow(covers->list, &covers->size,
	    covers->count, sizeof(*covers->list));
	covers->list[covers->count++] = cover;
}

/* Those before the first with that bit. */
static struct slice
lower_half(const struct slice *part, unsigned bit)
{
	struct slice lower = { part->list, 0 };

	while (!has_bit(part->list[lower.count], bit))
		lower.count++;
	return lower;
}

/* Halves it until each part is good; what waits has more bits each time. */
static void
cover(struct cli_replay_covers *covers, struct slice group,
    const struct slice *users)
{
	struct slice waiting[129] = { group };
	size_t n = 1;

	while (n > 0) {
		struct slice part = waiting[--n], lower;
		unsigned bits =
		    common_bits(part.list[0], part.list[part.count - 1]);

		/* One address alone is never one that has logged in. */
		if (part.count == 1 || is_good(&part, bits, users)) {
			add(covers, &part, bits);
			continue;
		}
		lower = lower_half(&part, bits);
		waiting[n++] = (struct slice){ part.list + lower.count,
			part.count - lower.count };
		waiting[n++] = lower;
	}
}

static unsigned
group_bits(const struct cli_source *source)
{
	return source->is_ipv6 ? IPV6_GROUP : IPV4_GROUP;
}

static int
compare_covers(const void *a, const void *b)
{
	const struct cli_replay_cover *first = a, *second = b;

	if (first->attempts != second->attempts)
		return first->attempts > second->attempts ? -1 : 1;
	if (first->addr.family != second->addr.family)
		return first->addr.family == HA_IPV6 ? 1 : -1;
	return memcmp(first->addr.bytes, second->addr.bytes,
	    sizeof(first->addr.bytes));
}

void
cli_replay_covers_find(struct cli_replay_covers *covers,
    const struct cli_tally *tally)
{
	struct slice open = choose(&tally->sources, is_open);
	struct slice users = choose(&tally->sources, has_logged_in);
	size_t at = 0;

	*covers = (struct cli_replay_covers){ NULL, 0, 0 };
	while (at < open.count) {
		struct slice group = { open.list + at, 1 };

		while (at + group.count < open.count &&
		    common_bits(group.list[0], group.list[group.count]) >=
			group_bits(group.list[0]))
			group.count++;
		at += group.count;
		cover(covers, group, &users);
	}
	free((void *)(uintptr_t)open.list);
	free((void *)(uintptr_t)users.list);
	if (covers->count > 0)
		qsort(covers->list, covers->count, sizeof(*covers->list),
		    compare_covers);
}

void
cli_replay_cover_add(struct ha_strbuf *out,
    const struct cli_replay_cover *cover)
{
	bool is_ipv6 = cover->addr.family == HA_IPV6;
	char text[HA_ADDR_TEXT];

	if (is_ipv6)
		ha_strbuf_add_byte(out, '[');
	ha_strbuf_add(out, ha_addr_format(&cover->addr, text));
	if (is_ipv6)
		ha_strbuf_add_byte(out, ']');
	if (cover->length == (is_ipv6 ? 128 : 32))
		return;
	ha_strbuf_add_byte(out, '/');
	ha_strbuf_add_number(out, cover->length);
}
