#include "cli/policy/scattered.h"

#include <stdlib.h>

#include "cli/io/vector.h"

/* Places in a wildcard, a bit each. */
#define PLACES_MAX ((size_t)63)

/* Neighbours become one.  False: there are too many. */
static bool
add(struct cli_stretches *stretches, uint32_t first, uint32_t last)
{
	struct cli_stretch *before = stretches->count > 0
	    ? &stretches->list[stretches->count - 1]
	    : NULL;

	if (before != NULL && before->last + 1 == first) {
		before->last = last;
		return true;
	}
	if (stretches->count == CLI_SCATTERED_MAX)
		return false;
	stretches->list = cli_vector_grow(stretches->list, &stretches->size,
	    stretches->count, sizeof(*stretches->list));
	stretches->list[stretches->count++] =
	    (struct cli_stretch){ first, last };
	return true;
}

/* ---- masks ---- */

static uint32_t
number_of(const unsigned char bytes[16])
{
	return (uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 |
	    (uint32_t)bytes[14] << 8 | bytes[15];
}

static bool
take_mask_apart(const struct ha_net *net, struct cli_stretches *stretches)
{
	uint32_t wild = ~number_of(net->mask),
		 start = number_of(net->addr.bytes);
	/* Those at the end are one stretch; each of the others doubles it. */
	uint32_t low = ~wild & (wild + 1), high = wild & ~(low - 1);
	uint32_t bits = 0;

	if (low == 0 || __builtin_popcount(high) > 12)
		return false;
	do {
		if (!add(stretches, start | bits, start | bits | (low - 1)))
			return false;
		bits = (bits - high) & high;
	} while (bits != 0);
	return true;
}

/* ---- wildcards ---- */

/* Where in the wildcard a text may have come to, a star passed over. */
static uint64_t
reach(struct ha_span glob, uint64_t places)
{
	for (size_t i = 0; i < glob.len; i++) {
		if (glob.at[i] == '*' && (places >> i & 1))
			places |= (uint64_t)1 << (i + 1);
	}
	return places;
}

static uint64_t
step(struct ha_span glob, uint64_t places, char byte)
{
	uint64_t next = 0;

	for (size_t i = 0; i < glob.len; i++) {
		if (!(places >> i & 1))
			continue;
		if (glob.at[i] == '*')
			next |= (uint64_t)1 << i;
		else if (glob.at[i] == '?' || glob.at[i] == byte)
			next |= (uint64_t)1 << (i + 1);
	}
	return reach(glob, next);
}

static uint64_t
step_octet(struct ha_span glob, uint64_t places, unsigned octet)
{
	if (octet >= 100)
		places = step(glob, places, (char)('0' + octet / 100));
	if (octet >= 10)
		places = step(glob, places, (char)('0' + octet / 10 % 10));
	return step(glob, places, (char)('0' + octet % 10));
}

/* One after the other, as digits are counted up; what can fit no more is
 * passed over. */
static bool
take_wildcard_apart(struct ha_span glob, struct cli_stretches *stretches)
{
	uint64_t places[5] = { reach(glob, 1) };
	unsigned octets[4] = { 0 };
	size_t depth = 0;

	for (;;) {
		uint64_t next;

		while (octets[depth] == 256) {
			if (depth == 0)
				return true;
			octets[depth--] = 0;
			octets[depth]++;
		}
		next = step_octet(glob, places[depth], octets[depth]);
		if (depth == 3) {
			uint32_t at = octets[0] << 24 | octets[1] << 16 |
			    octets[2] << 8 | octets[3];

			if ((next >> glob.len & 1) && !add(stretches, at, at))
				return false;
			octets[3]++;
		} else {
			next = step(glob, next, '.');
			if (next == 0) {
				octets[depth]++;
			} else {
				places[++depth] = next;
			}
		}
	}
}

/* No address of IPv6 begins with digits and a dot. */
static bool
is_of_ipv4(struct ha_span glob)
{
	size_t len = 0;

	while (len < glob.len && ha_is_digit(glob.at[len]))
		len++;
	return len > 0 && len < glob.len && glob.at[len] == '.' &&
	    glob.len <= PLACES_MAX;
}

bool
cli_scattered(const struct ha_pattern *pattern, struct cli_stretches *stretches)
{
	const struct ha_net *net = &pattern->net;

	*stretches = (struct cli_stretches){ NULL, 0, 0 };
	if (pattern->kind == HA_PATTERN_ADDRESS_WILDCARD)
		return is_of_ipv4(pattern->text) &&
		    take_wildcard_apart(pattern->text, stretches);
	return pattern->kind == HA_PATTERN_NET && net->addr.family == HA_IPV4 &&
	    net->addr.scope.len == 0 && ha_net_holds(net, &net->addr) &&
	    take_mask_apart(net, stretches);
}
