#include "literal.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "span.h"

/* Where in 16 bytes they stand, a bit for each, the first in the lowest. */
struct places {
	unsigned dots, digits, zeros;
};

#if defined(__SSE2__) && !defined(HA_LITERAL_PLAIN)

static inline unsigned
equal_bytes(__m128i bytes, __m128i wanted)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
}

static inline struct places
places_in(const char *text)
{
	__m128i bytes = _mm_loadu_si128((const void *)text);
	__m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));

	return (struct places){ equal_bytes(bytes, _mm_set1_epi8('.')),
		equal_bytes(_mm_min_epu8(values, _mm_set1_epi8(9)), values),
		equal_bytes(bytes, _mm_set1_epi8('0')) };
}

#else

/* A byte of eight, as often as there are bytes in a word. */
#define EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

static inline uint64_t
load_word(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return le64toh(word);
}

/* One bit a byte, from the top bits of the bytes; the first byte is bit 0. */
static inline unsigned
gather_tops(uint64_t tops)
{
	return (unsigned)(((tops & EACH(0x80)) >> 7) *
		UINT64_C(0x0102040810204080) >>
	    56);
}

static inline unsigned
equal_bytes(uint64_t word, char wanted)
{
	uint64_t other = word ^ EACH(wanted), low = EACH(0x7f);

	return gather_tops(~(((other & low) + low) | other));
}

static inline unsigned
digits_of(uint64_t word)
{
	uint64_t value = word ^ EACH('0');

	return gather_tops(~(((value & EACH(0x7f)) + EACH(0x80 - 10)) | value));
}

static inline struct places
places_in(const char *text)
{
	uint64_t front = load_word(text), back = load_word(text + 8);

	return (struct places){ equal_bytes(front, '.') |
		    equal_bytes(back, '.') << 8,
		digits_of(front) | digits_of(back) << 8,
		equal_bytes(front, '0') | equal_bytes(back, '0') << 8 };
}

#endif

/* Is a part empty, longer than three digits, or does it begin with a 0? */
static inline bool
has_bad_part(const struct places *places, unsigned dots)
{
	unsigned digits = places->digits, starts = dots << 1 | 1;
	unsigned two = digits & digits >> 1;

	return (starts & ~digits) != 0 || (two & two >> 2) != 0 ||
	    (starts & places->zeros & digits >> 1) != 0;
}

/* A part that begins at start, of one to three digits. */
static inline uint32_t
read_part(const char *text, unsigned start, unsigned end)
{
	uint32_t digits;

	memcpy(&digits, text + start, sizeof(digits));
	digits = le32toh(digits) << (24 - 8 * (end - start)) & 0x0f0f0f;
	return (digits & 0xff) * 100 + (digits >> 8 & 0xff) * 10 +
	    (digits >> 16);
}

size_t
ha_literal_quad(const char *text, uint32_t *value)
{
	struct places places = places_in(text);
	/* The longest has 15 bytes: then the 16th is what follows. */
	unsigned end =
	    (unsigned)__builtin_ctz(~(places.digits | places.dots) | 1u << 16);
	unsigned inside = (1u << end) - 1;
	unsigned dots = places.dots & inside;
	unsigned dots2 = dots & (dots - 1), dots3 = dots2 & (dots2 - 1);
	uint32_t first, second, third, fourth;
	unsigned at1, at2, at3;

	places.digits &= inside;
	if (end > 15 || dots3 == 0 || (dots3 & (dots3 - 1)) != 0 ||
	    has_bad_part(&places, dots))
		return 0;
	at1 = (unsigned)__builtin_ctz(dots);
	at2 = (unsigned)__builtin_ctz(dots2);
	at3 = (unsigned)__builtin_ctz(dots3);
	first = read_part(text, 0, at1);
	second = read_part(text, at1 + 1, at2);
	third = read_part(text, at2 + 1, at3);
	fourth = read_part(text, at3 + 1, end);
	*value = first << 24 | second << 16 | third << 8 | fourth;
	return (first | second | third | fourth) > 255 ? 0 : end;
}

/* What a byte may be part of; a table, for random bytes defy prediction. */
enum {
	IS_HEX = 0x10, /* and its value in the low bits */
	IS_NAME = 0x20,
	IS_DOT = 0x40
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
	['.'] = IS_NAME | IS_DOT,
};

static inline unsigned
kind_of(char byte)
{
	return kinds[(unsigned char)byte];
}

size_t
ha_literal_name(const char *text, bool *has_dot)
{
	unsigned seen = 0, kind;
	size_t len = 0;

	for (; ((kind = kind_of(text[len])) & IS_NAME) != 0; len++)
		seen |= kind;
	*has_dot = (seen & IS_DOT) != 0;
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
