#ifndef HA_INDEX_KEY_H
#define HA_INDEX_KEY_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/index/format.h"
#include "common/language/addr.h"

/*
 * An address of either family as one number of 128 bits, which an IPv4
 * address fills from the top, so that lengths count from there.
 */
struct ha_index_key {
	uint64_t high, low;
};

/* A network: no bit is set in key after the first length bits. */
struct ha_index_prefix {
	struct ha_index_key key;
	uint32_t length;
};

struct ha_index_key ha_index_key_of(const struct ha_addr *addr);

/* Keys in a page: size is HA_INDEX_KEY4 or HA_INDEX_KEY6. */
static inline struct ha_index_key
ha_index_key_load(const unsigned char *bytes, size_t size)
{
	uint64_t halves[2] = { 0, 0 };
	uint32_t quad;

	if (size == HA_INDEX_KEY4) {
		memcpy(&quad, bytes, sizeof(quad));
		halves[0] = (uint64_t)be32toh(quad) << 32;
	} else {
		memcpy(halves, bytes, sizeof(halves));
		halves[0] = be64toh(halves[0]);
		halves[1] = be64toh(halves[1]);
	}
	return (struct ha_index_key){ halves[0], halves[1] };
}

void ha_index_key_store(struct ha_index_key key, unsigned char *bytes,
    size_t size);

/*
 * False when the network is no prefix: with a scattered mask, or a scope.
 * The prefix holds exactly the addresses of the network's family that the
 * network holds.
 */
bool ha_index_prefix_of(const struct ha_net *net,
    struct ha_index_prefix *prefix);

/* No bit is set after the length, which is one of the family. */
bool ha_index_prefix_is_sound(const struct ha_index_prefix *prefix,
    enum ha_family family);
bool ha_index_prefix_holds(const struct ha_index_prefix *prefix,
    struct ha_index_key key);

static inline bool
ha_index_key_equal(struct ha_index_key a, struct ha_index_key b)
{
	return a.high == b.high && a.low == b.low;
}

static inline bool
ha_index_key_less(struct ha_index_key a, struct ha_index_key b)
{
	return a.high < b.high || (a.high == b.high && a.low < b.low);
}

/* By key, then by length: a network stands before those that lie in it. */
static inline bool
ha_index_prefix_less(const struct ha_index_prefix *a,
    const struct ha_index_prefix *b)
{
	return ha_index_key_less(a->key, b->key) ||
	    (ha_index_key_equal(a->key, b->key) && a->length < b->length);
}

/* The networks that hold the one at hand, while they pass by in order. */
struct ha_index_nest {
	size_t depth;
	struct {
		struct ha_index_prefix prefix;
		uint32_t row;
	} at[129]; /* their lengths ascend, 0-128 */
};

/*
 * Adds the next network, which has this row; returns the row of the smallest
 * one before it that holds it, or HA_INDEX_NONE.
 */
uint32_t ha_index_nest_add(struct ha_index_nest *nest,
    const struct ha_index_prefix *prefix, uint32_t row);

#endif
