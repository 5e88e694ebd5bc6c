#ifndef HA_BASE_SPAN_H
#define HA_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A view of bytes that somebody else owns: not terminated, may hold any byte,
 * never written through.  Letter case is folded for ASCII alone, so that no
 * locale changes a verdict.
 */
struct ha_span {
	const char *at;
	size_t len;
};

#define HA_SPAN(literal) ((struct ha_span){ (literal), sizeof(literal) - 1 })
#define HA_SPAN_EMPTY ((struct ha_span){ "", 0 })

/* text may be NULL: an empty span. */
struct ha_span ha_span_of(const char *text);

/* The part from start on, and the part before end; both within the span. */
static inline struct ha_span
ha_span_from(struct ha_span span, size_t start)
{
	return (struct ha_span){ span.at + start, span.len - start };
}

static inline struct ha_span
ha_span_before(struct ha_span span, size_t end)
{
	return (struct ha_span){ span.at, end };
}

bool ha_span_equal(struct ha_span a, struct ha_span b);
bool ha_span_equal_fold(struct ha_span a, struct ha_span b);
bool ha_span_starts_fold(struct ha_span span, struct ha_span start);
bool ha_span_ends_fold(struct ha_span span, struct ha_span end);

/* The offset of the first such byte, or span.len. */
size_t ha_span_find(struct ha_span span, char byte);
bool ha_span_holds(struct ha_span span, char byte);
bool ha_span_has_letter(struct ha_span span);

/* Without the leading and trailing bytes of isspace() in the C locale. */
struct ha_span ha_span_trim(struct ha_span span);

/*
 * One or more decimal digits and nothing else, at most max.  *value is set
 * only when true is returned.
 */
bool ha_span_number(struct ha_span span, unsigned long max,
    unsigned long *value);

static inline char
ha_fold(char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return (char)(byte - 'A' + 'a');
	return byte;
}

static inline bool
ha_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool
ha_is_letter(char byte)
{
	char folded = ha_fold(byte);

	return folded >= 'a' && folded <= 'z';
}

/* Blank, tab, CR, newline: what tcp_wrappers skips between words. */
static inline bool
ha_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* A blank or a comma: what separates the tokens of a list. */
static inline bool
ha_is_separator(char byte)
{
	return byte == ',' || ha_is_blank(byte);
}

/* isspace() in the C locale. */
static inline bool
ha_is_space(char byte)
{
	return ha_is_blank(byte) || byte == '\v' || byte == '\f';
}

#endif
