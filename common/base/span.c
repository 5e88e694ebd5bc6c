#include "common/base/span.h"

#include <string.h>

struct ha_span
ha_span_of(const char *text)
{
	if (text == NULL)
		return HA_SPAN_EMPTY;
	return (struct ha_span){ text, strlen(text) };
}

bool
ha_span_equal(struct ha_span a, struct ha_span b)
{
	/* An empty span may point nowhere. */
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool
ha_span_equal_fold(struct ha_span a, struct ha_span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (ha_fold(a.at[i]) != ha_fold(b.at[i]))
			return false;
	}
	return true;
}

bool
ha_span_starts_fold(struct ha_span span, struct ha_span start)
{
	return span.len >= start.len &&
	    ha_span_equal_fold(ha_span_before(span, start.len), start);
}

bool
ha_span_ends_fold(struct ha_span span, struct ha_span end)
{
	return span.len >= end.len &&
	    ha_span_equal_fold(ha_span_from(span, span.len - end.len), end);
}

size_t
ha_span_find(struct ha_span span, char byte)
{
	const char *found =
	    span.len == 0 ? NULL : memchr(span.at, byte, span.len);

	return found == NULL ? span.len : (size_t)(found - span.at);
}

bool
ha_span_holds(struct ha_span span, char byte)
{
	return ha_span_find(span, byte) < span.len;
}

bool
ha_span_has_letter(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (ha_is_letter(text.at[i]))
			return true;
	}
	return false;
}

struct ha_span
ha_span_trim(struct ha_span span)
{
	while (span.len > 0 && ha_is_space(span.at[0]))
		span = ha_span_from(span, 1);
	while (span.len > 0 && ha_is_space(span.at[span.len - 1]))
		span.len--;
	return span;
}

bool
ha_span_number(struct ha_span span, unsigned long max, unsigned long *value)
{
	unsigned long n = 0;

	if (span.len == 0)
		return false;
	for (size_t i = 0; i < span.len; i++) {
		unsigned long digit;

		if (!ha_is_digit(span.at[i]))
			return false;
		digit = (unsigned long)(span.at[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*value = n;
	return true;
}
