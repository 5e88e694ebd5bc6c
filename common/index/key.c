#include "common/index/key.h"

void
ha_index_key_store(struct ha_index_key key, unsigned char *bytes, size_t size)
{
	uint64_t halves[2] = { htobe64(key.high), htobe64(key.low) };

	memcpy(bytes, halves, size);
}

struct ha_index_key
ha_index_key_of(const struct ha_addr *addr)
{
	if (addr->family == HA_IPV4)
		return ha_index_key_load(addr->bytes + 12, HA_INDEX_KEY4);
	return ha_index_key_load(addr->bytes, HA_INDEX_KEY6);
}

/* The first length bits, 0-128. */
static struct ha_index_key
mask_of(uint32_t length)
{
	struct ha_index_key mask = { UINT64_MAX, UINT64_MAX };

	if (length < 64)
		mask.high = ~(UINT64_MAX >> length);
	if (length < 128)
		mask.low = length <= 64 ? 0 : ~(UINT64_MAX >> (length - 64));
	return mask;
}

/* How many bits the mask begins with. */
static uint32_t
count_leading(struct ha_index_key mask)
{
	uint32_t length = 0;

	while (length < 64 && (mask.high << length >> 63) == 1)
		length++;
	while (length >= 64 && length < 128 &&
	    (mask.low << (length - 64) >> 63) == 1)
		length++;
	return length;
}

bool
ha_index_prefix_of(const struct ha_net *net, struct ha_index_prefix *prefix)
{
	struct ha_addr mask = { .family = net->addr.family };
	struct ha_index_key wanted;

	if (net->addr.scope.len > 0)
		return false;
	memcpy(mask.bytes, net->mask, sizeof(mask.bytes));
	wanted = ha_index_key_of(&mask);
	prefix->key = ha_index_key_of(&net->addr);
	prefix->length = count_leading(wanted);
	return ha_index_key_equal(wanted, mask_of(prefix->length)) &&
	    ha_index_prefix_is_sound(prefix, net->addr.family);
}

bool
ha_index_prefix_is_sound(const struct ha_index_prefix *prefix,
    enum ha_family family)
{
	struct ha_index_key mask;

	if (prefix->length > (family == HA_IPV4 ? 32 : 128))
		return false;
	mask = mask_of(prefix->length);
	return (prefix->key.high & ~mask.high) == 0 &&
	    (prefix->key.low & ~mask.low) == 0;
}

bool
ha_index_prefix_holds(const struct ha_index_prefix *prefix,
    struct ha_index_key key)
{
	struct ha_index_key mask = mask_of(prefix->length);

	return ((prefix->key.high ^ key.high) & mask.high) == 0 &&
	    ((prefix->key.low ^ key.low) & mask.low) == 0;
}

uint32_t
ha_index_nest_add(struct ha_index_nest *nest,
    const struct ha_index_prefix *prefix, uint32_t row)
{
	uint32_t parent = HA_INDEX_NONE;

	while (nest->depth > 0) {
		const struct ha_index_prefix *outer =
		    &nest->at[nest->depth - 1].prefix;

		/* Lengths ascend whatever comes, so there is always room. */
		if (outer->length < prefix->length &&
		    ha_index_prefix_holds(outer, prefix->key))
			break;
		nest->depth--;
	}
	if (nest->depth > 0)
		parent = nest->at[nest->depth - 1].row;
	nest->at[nest->depth].prefix = *prefix;
	nest->at[nest->depth++].row = row;
	return parent;
}
