#include "cli/check/base/codes.h"

/* The digits of HAnnn, or the first of them, as in "HA3". */
static bool
is_code(struct ha_span word)
{
	unsigned long ignored;

	return word.len >= 3 && word.len <= 5 &&
	    ha_span_starts_fold(word, HA_SPAN("HA")) &&
	    ha_span_number(ha_span_from(word, 2), 999, &ignored);
}

static bool
next_code(struct ha_span *rest, struct ha_span *word)
{
	size_t comma = ha_span_find(*rest, ',');

	if (rest->at == NULL)
		return false;
	*word = ha_span_before(*rest, comma);
	if (comma == rest->len)
		*rest = (struct ha_span){ NULL, 0 };
	else
		*rest = ha_span_from(*rest, comma + 1);
	return true;
}

static bool
covers(struct ha_span word, enum ha_code code)
{
	return is_code(word) && ha_code_starts(code, ha_span_from(word, 2));
}

bool
cli_codes_are_known(struct ha_span list)
{
	struct ha_span word;

	while (next_code(&list, &word)) {
		if (!is_code(word) || !ha_code_exists(ha_span_from(word, 2)))
			return false;
	}
	return true;
}

bool
cli_codes_hold(struct ha_span list, enum ha_code code)
{
	struct ha_span word;

	while (next_code(&list, &word)) {
		if (covers(word, code))
			return true;
	}
	return false;
}
