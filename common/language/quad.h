#ifndef HA_LANGUAGE_QUAD_H
#define HA_LANGUAGE_QUAD_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(HA_QUAD_PLAIN)
#define HA_QUAD_SSE2
#include <emmintrin.h>
#endif

/*
 * Dotted quads where they stand in a text, read in one go and nearly without
 * branches: a blocklist has a million of them, and what random digits make a
 * processor guess wrong costs more than all the rest.  Sixteen bytes of the
 * text are looked at, whatever they are.  In a header, so that each is read
 * without a call.
 *
 * Accepted is exactly what ha_addr_parse_ipv4 accepts, if no '.' follows.
 * Where the processor has SSE2, that finds the bytes; elsewhere, and for tests
 * with HA_QUAD_PLAIN, words of eight bytes do.
 */

/* Where a quad ends, 0: there is none; and a bit for each of its dots. */
struct ha_quad {
	unsigned end, dots;
};

/* Where in 16 bytes they stand, a bit for each, the first in the lowest. */
struct ha_quad_places {
	unsigned dots, digits, zeros;
	unsigned twos, fives;         /* the digits 2 and 5 */
	unsigned over_two, over_five; /* digits above them */
};

#ifdef HA_QUAD_SSE2

static inline unsigned
ha_quad_equal_bytes(__m128i bytes, __m128i wanted)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
}

/* Digits above limit; the highest bit of none is set. */
static inline unsigned
ha_quad_digits_above(__m128i bytes, char limit, unsigned digits)
{
	return (unsigned)_mm_movemask_epi8(
		   _mm_cmpgt_epi8(bytes, _mm_set1_epi8(limit))) &
	    digits;
}

static inline struct ha_quad_places
ha_quad_places_in(const char *text)
{
	__m128i bytes = _mm_loadu_si128((const void *)text);
	__m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
	unsigned digits =
	    ha_quad_equal_bytes(_mm_min_epu8(values, _mm_set1_epi8(9)), values);

	return (struct ha_quad_places){ .dots = ha_quad_equal_bytes(bytes,
					    _mm_set1_epi8('.')),
		.digits = digits,
		.zeros = ha_quad_equal_bytes(bytes, _mm_set1_epi8('0')),
		.twos = ha_quad_equal_bytes(bytes, _mm_set1_epi8('2')),
		.fives = ha_quad_equal_bytes(bytes, _mm_set1_epi8('5')),
		.over_two = ha_quad_digits_above(bytes, '2', digits),
		.over_five = ha_quad_digits_above(bytes, '5', digits) };
}

/* Where the two are equal. */
static inline unsigned
ha_quad_equal_places(const char *text, const char *other)
{
	__m128i bytes = _mm_loadu_si128((const void *)text);

	return ha_quad_equal_bytes(bytes, _mm_loadu_si128((const void *)other));
}

#else

/* A byte of eight, as often as there are bytes in a word. */
#define HA_QUAD_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

static inline uint64_t
ha_quad_load_word(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return le64toh(word);
}

/* One bit a byte, from the top bits of the bytes; the first byte is bit 0. */
static inline unsigned
ha_quad_gather_tops(uint64_t tops)
{
	return (unsigned)(((tops & HA_QUAD_EACH(0x80)) >> 7) *
		UINT64_C(0x0102040810204080) >>
	    56);
}

/* The bytes that equal byte. */
static inline unsigned
ha_quad_equal_bytes(uint64_t front, uint64_t back, char byte)
{
	uint64_t low = HA_QUAD_EACH(0x7f);

	front ^= HA_QUAD_EACH(byte);
	back ^= HA_QUAD_EACH(byte);
	return ha_quad_gather_tops(~(((front & low) + low) | front)) |
	    ha_quad_gather_tops(~(((back & low) + low) | back)) << 8;
}

/* The digits from first on, which is '0' to '9'. */
static inline unsigned
ha_quad_digits_from(uint64_t word, char first)
{
	uint64_t value = word ^ HA_QUAD_EACH('0'),
		 low = value & HA_QUAD_EACH(0x7f);
	uint64_t least =
	    HA_QUAD_EACH(0x80) - HA_QUAD_EACH(1) * (uint64_t)(first - '0');

	return ha_quad_gather_tops((low + least) &
	    ~((low + HA_QUAD_EACH(0x80 - 10)) | value));
}

static inline unsigned
ha_quad_all_digits_from(uint64_t front, uint64_t back, char first)
{
	return ha_quad_digits_from(front, first) |
	    ha_quad_digits_from(back, first) << 8;
}

static inline struct ha_quad_places
ha_quad_places_in(const char *text)
{
	uint64_t front = ha_quad_load_word(text),
		 back = ha_quad_load_word(text + 8);

	return (struct ha_quad_places){ .dots = ha_quad_equal_bytes(front, back,
					    '.'),
		.digits = ha_quad_all_digits_from(front, back, '0'),
		.zeros = ha_quad_equal_bytes(front, back, '0'),
		.twos = ha_quad_equal_bytes(front, back, '2'),
		.fives = ha_quad_equal_bytes(front, back, '5'),
		.over_two = ha_quad_all_digits_from(front, back, '3'),
		.over_five = ha_quad_all_digits_from(front, back, '6') };
}

/* Where the two are equal. */
static inline unsigned
ha_quad_equal_places(const char *text, const char *other)
{
	uint64_t front = ha_quad_load_word(text) ^ ha_quad_load_word(other);
	uint64_t back =
	    ha_quad_load_word(text + 8) ^ ha_quad_load_word(other + 8);

	return ha_quad_equal_bytes(front, back, '\0');
}

#endif

/*
 * Is a part empty, of more than three digits, does it begin with a 0 that is
 * not all of it, or is it above 255?
 */
static inline bool
ha_quad_has_bad_part(const struct ha_quad_places *places, unsigned digits,
    unsigned dots)
{
	unsigned starts = dots << 1 | 1;
	unsigned two = digits & digits >> 1, three = two & digits >> 2;
	unsigned above = places->over_two |
	    (places->twos &
		(places->over_five >> 1 |
		    (places->fives >> 1 & places->over_five >> 2)));

	return ((starts & ~digits) | (three & digits >> 3) |
		   (starts & places->zeros & two) | (starts & three & above)) !=
	    0;
}

/* Of one and the same address there is but one text. */
static inline __attribute__((always_inline)) struct ha_quad
ha_quad_read(const char *text)
{
	struct ha_quad_places places = ha_quad_places_in(text);
	/* The longest has 15 bytes: then the 16th is what follows. */
	unsigned ends = ~(places.digits | places.dots) | 1u << 16;
	unsigned end = (unsigned)__builtin_ctz(ends);
	unsigned inside = (ends & (0 - ends)) - 1;
	unsigned dots = places.dots & inside;
	unsigned second = dots & (dots - 1), third = second & (second - 1);

	if (end > 15 || third == 0 || (third & (third - 1)) != 0 ||
	    ha_quad_has_bad_part(&places, places.digits & inside, dots))
		return (struct ha_quad){ 0, 0 };
	return (struct ha_quad){ end, dots };
}

/* A part that begins at start, of one to three digits. */
static inline uint32_t
ha_quad_read_part(const char *text, unsigned start, unsigned end)
{
	uint32_t digits;

	memcpy(&digits, text + start, sizeof(digits));
	digits = le32toh(digits) << (24 - 8 * (end - start)) & 0x0f0f0f;
	return (digits & 0xff) * 100 + (digits >> 8 & 0xff) * 10 +
	    (digits >> 16);
}

/* Its value, in host order. */
static inline uint32_t
ha_quad_value(const char *text, struct ha_quad quad)
{
	uint32_t value = 0;
	unsigned start = 0;

	for (unsigned dots = quad.dots; dots != 0; dots &= dots - 1) {
		unsigned dot = (unsigned)__builtin_ctz(dots);

		value = value << 8 | ha_quad_read_part(text, start, dot);
		start = dot + 1;
	}
	return value << 8 | ha_quad_read_part(text, start, quad.end);
}

/* Do the first 15 bytes or less equal those of start? */
static inline bool
ha_quad_starts(const char *text, size_t len, const char start[16])
{
	unsigned places = (1u << len) - 1;

	return (ha_quad_equal_places(text, start) & places) == places;
}

#endif
