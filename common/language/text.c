#include "common/language/text.h"

#include <stdint.h>

#include "common/language/addr.h"
#include "common/language/wildcard.h"

bool
ha_text_cut_mapped(struct ha_span *text)
{
	struct ha_span prefix = HA_SPAN("::ffff:");
	struct ha_addr ignored;

	if (!ha_span_starts_fold(*text, prefix) ||
	    ha_span_equal(ha_span_from(*text, prefix.len),
		HA_SPAN("255.255.255.255")) ||
	    !ha_addr_parse_ipv4(ha_span_from(*text, prefix.len), &ignored))
		return false;
	*text = ha_span_from(*text, prefix.len);
	return true;
}

size_t
ha_text_find_slash(struct ha_span text)
{
	long depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '[')
			depth++;
		else if (text.at[i] == ']')
			depth--;
		else if (text.at[i] == '/' && depth == 0)
			return i;
	}
	return text.len;
}

bool
ha_text_is_bracketed(struct ha_span text)
{
	return text.len >= 2 && text.at[0] == '[' &&
	    text.at[text.len - 1] == ']';
}

struct ha_span
ha_text_inside_brackets(struct ha_span text)
{
	return ha_span_before(ha_span_from(text, 1), text.len - 2);
}

static bool
match_bracketed(struct ha_span pattern, struct ha_span text)
{
	struct ha_span inner = ha_text_inside_brackets(pattern);
	struct ha_addr wanted, given;

	if (!ha_span_holds(inner, ':') || !ha_span_holds(text, ':'))
		return false;
	if (!ha_addr_parse(inner, &wanted) || !ha_addr_parse(text, &given))
		return false;
	return ha_addr_equal(&wanted, &given);
}

bool
ha_text_match(struct ha_span pattern, struct ha_span text)
{
	ha_text_cut_mapped(&text);
	if (ha_is_wildcard(pattern))
		return ha_wildcard_match(pattern, text);
	if (pattern.len > 0 && pattern.at[0] == '.')
		return text.len > pattern.len &&
		    ha_span_ends_fold(text, pattern);
	if (ha_span_equal_fold(pattern, HA_SPAN("ALL")))
		return true;
	if (ha_text_is_known(pattern))
		return !ha_text_is_unknown(text);
	if (pattern.len > 0 && pattern.at[pattern.len - 1] == '.')
		return ha_span_starts_fold(text, pattern);
	if (ha_text_is_bracketed(pattern))
		return match_bracketed(pattern, text);
	return ha_span_equal_fold(pattern, text);
}

bool
ha_text_is_literal(struct ha_span pattern)
{
	return pattern.len > 0 && !ha_is_wildcard(pattern) &&
	    pattern.at[0] != '.' && pattern.at[0] != '[' &&
	    pattern.at[pattern.len - 1] != '.' && !ha_text_is_all(pattern) &&
	    !ha_text_is_known(pattern);
}

bool
ha_text_is_port(struct ha_span pattern, unsigned *port)
{
	struct ha_span digits = pattern;
	bool is_negative, is_huge = false;
	uint64_t number = 0;

	while (digits.len > 0 && ha_is_space(digits.at[0]))
		digits = ha_span_from(digits, 1);
	is_negative = digits.len > 0 && digits.at[0] == '-';
	if (is_negative || (digits.len > 0 && digits.at[0] == '+'))
		digits = ha_span_from(digits, 1);
	if (digits.len == 0)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)(digits.at[i] - '0');

		if (!ha_is_digit(digits.at[i]))
			return false;
		if (number > (UINT64_MAX - digit) / 10)
			is_huge = true;
		number = number * 10 + digit;
	}
	if (is_huge)
		number = UINT64_MAX;
	else if (is_negative)
		number = 0 - number;
	*port = (unsigned)(number & 0xffffffffu);
	return *port <= 65535;
}

bool
ha_text_split(struct ha_span token, struct ha_span *before_at,
    struct ha_span *host)
{
	long depth = 0;

	for (size_t i = 1; i < token.len; i++) {
		if (token.at[i] == '[')
			depth++;
		else if (token.at[i] == ']')
			depth--;
		else if (token.at[i] == '@' && depth == 0) {
			*before_at = ha_span_before(token, i);
			*host = ha_span_from(token, i + 1);
			return true;
		}
	}
	*before_at = HA_SPAN_EMPTY;
	*host = token;
	return false;
}

bool
ha_text_is_all(struct ha_span token)
{
	return ha_span_equal_fold(token, HA_SPAN("ALL")) ||
	    ha_span_equal(token, HA_SPAN("*"));
}

bool
ha_text_is_known(struct ha_span token)
{
	return ha_span_equal_fold(token, HA_SPAN("KNOWN"));
}

bool
ha_text_is_except(struct ha_span token)
{
	return ha_span_equal_fold(token, HA_SPAN("EXCEPT"));
}

bool
ha_text_is_unknown(struct ha_span text)
{
	return ha_span_equal_fold(text, HA_SPAN("unknown"));
}

bool
ha_text_is_paranoid(struct ha_span text)
{
	return ha_span_equal_fold(text, HA_SPAN("paranoid"));
}
