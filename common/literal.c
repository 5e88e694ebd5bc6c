#include "literal.h"

#include <stdbool.h>

#include "span.h"

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

/* One to four digits; their count, or 0 for none or more. */
static size_t
read_group(const char *text, uint16_t *group)
{
	unsigned value = 0, kind;
	size_t len = 0;

	while (((kind = kind_of(text[len])) & IS_HEX) != 0) {
		value = value << 4 | (kind & 0xf);
		if (++len > 4)
			return 0;
	}
	*group = (uint16_t)value;
	return len;
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

static struct ha_u128
join_groups(const struct groups *groups)
{
	uint16_t all[8] = { 0 };
	struct ha_u128 value = { 0, 0 };
	size_t ahead = groups->has_gap ? groups->gap : groups->count;

	for (size_t i = 0; i < ahead; i++)
		all[i] = groups->at[i];
	for (size_t i = ahead; i < groups->count; i++)
		all[8 - groups->count + i] = groups->at[i];
	for (size_t i = 0; i < 4; i++) {
		value.high = value.high << 16 | all[i];
		value.low = value.low << 16 | all[i + 4];
	}
	return value;
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
	*value = join_groups(&groups);
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
