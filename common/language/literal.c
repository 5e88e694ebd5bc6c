#include "common/language/literal.h"

/* What a byte may be part of; a table, for random bytes defy prediction. */
enum {
	IS_HEX = 0x10, /* and its value in the low bits */
	IS_NAME = 0x20
};

#define HEX(value) (IS_NAME | IS_HEX | (value))
#define DIGITS \
	HEX(0), HEX(1), HEX(2), HEX(3), HEX(4), HEX(5), HEX(6), HEX(7), \
	    HEX(8), HEX(9)
#define A_TO_F HEX(10), HEX(11), HEX(12), HEX(13), HEX(14), HEX(15)
#define TEN_LETTERS \
	IS_NAME, IS_NAME, IS_NAME, IS_NAME, IS_NAME, IS_NAME, IS_NAME, \
	    IS_NAME, IS_NAME, IS_NAME

static const unsigned char kinds[256] = {
	['0'] = DIGITS,
	['A'] = A_TO_F,
	['G'] = TEN_LETTERS,
	['Q'] = TEN_LETTERS,
	['a'] = A_TO_F,
	['g'] = TEN_LETTERS,
	['q'] = TEN_LETTERS,
	['-'] = IS_NAME,
	['_'] = IS_NAME,
	['.'] = IS_NAME,
};

static inline unsigned
kind_of(char byte)
{
	return kinds[(unsigned char)byte];
}

size_t
ha_literal_name(const char *text)
{
	size_t len = 0;

	while ((kind_of(text[len]) & IS_NAME) != 0)
		len++;
	return len;
}

static inline bool
is_hex(unsigned kind)
{
	return (kind & IS_HEX) != 0;
}

bool
ha_literal_is_name(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((kind_of(text.at[i]) & IS_NAME) == 0)
			return false;
	}
	return true;
}

/* One to four digits; their count, or 0 for none or more.  Not a loop: its end
 * would be guessed wrong. */
static inline size_t
read_group(const char *text, uint16_t *group)
{
	unsigned first = kind_of(text[0]), second, third, fourth;

	*group = first & 15;
	if (!is_hex(first))
		return 0;
	second = kind_of(text[1]);
	if (!is_hex(second))
		return 1;
	*group = (uint16_t)((unsigned)*group << 4 | (second & 15));
	third = kind_of(text[2]);
	if (!is_hex(third))
		return 2;
	*group = (uint16_t)((unsigned)*group << 4 | (third & 15));
	fourth = kind_of(text[3]);
	if (!is_hex(fourth))
		return 3;
	*group = (uint16_t)((unsigned)*group << 4 | (fourth & 15));
	return is_hex(kind_of(text[4])) ? 0 : 4;
}

/* The groups of an address, and before which of them "::" stands. */
struct groups {
	uint16_t at[8];
	size_t count, gap;
	bool has_gap;
};

static void
set_gap(struct groups *groups)
{
	groups->has_gap = true;
	groups->gap = groups->count;
}

/* Where "::" stands there are zeros, and the groups after it come last. */
static void
spread_groups(struct groups *groups)
{
	size_t behind = groups->count - groups->gap;

	for (size_t i = 1; i <= 8 - groups->gap; i++)
		groups->at[8 - i] =
		    i <= behind ? groups->at[groups->count - i] : 0;
}

static uint64_t
join_four(const uint16_t groups[4])
{
	return (uint64_t)groups[0] << 48 | (uint64_t)groups[1] << 32 |
	    (uint64_t)groups[2] << 16 | (uint64_t)groups[3];
}

/* Where the groups end; NULL: there is no address. */
static const char *
read_groups(const char *at, struct groups *groups)
{
	bool may_end = at[0] == ':' && at[1] == ':';

	if (may_end) {
		set_gap(groups);
		at += 2;
	}
	for (;;) {
		size_t len = read_group(at, &groups->at[groups->count]);

		if (len == 0)
			return may_end ? at : NULL;
		groups->count++;
		at += len;
		if (*at != ':')
			return at;
		may_end = at[1] == ':';
		if (groups->count == 8 || (may_end && groups->has_gap))
			return NULL;
		if (may_end)
			set_gap(groups);
		at += may_end ? 2 : 1;
	}
}

size_t
ha_literal_ipv6(const char *text, struct ha_u128 *value)
{
	struct groups groups = { .count = 0 };
	const char *end = read_groups(text, &groups);

	if (end == NULL || *end == ':' || *end == '.' ||
	    (groups.has_gap ? groups.count > 7 : groups.count != 8))
		return 0;
	if (groups.has_gap)
		spread_groups(&groups);
	*value =
	    (struct ha_u128){ join_four(groups.at), join_four(groups.at + 4) };
	return (size_t)(end - text);
}

size_t
ha_literal_length(const char *text, unsigned *value)
{
	size_t len = 0;

	*value = 0;
	while (len < 3 && ha_is_digit(text[len]))
		*value = *value * 10 + (unsigned)(text[len++] - '0');
	return ha_is_digit(text[len]) ? 0 : len;
}
