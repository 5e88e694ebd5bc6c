#include "cli/io/typo.h"

static bool
is_same_letter(char a, char b)
{
	return ha_fold(a) == ha_fold(b);
}

/* How many bytes they share at the start. */
static size_t
common_start(struct ha_span a, struct ha_span b)
{
	size_t i = 0;

	while (i < a.len && i < b.len && is_same_letter(a.at[i], b.at[i]))
		i++;
	return i;
}

bool
cli_is_typo(struct ha_span a, struct ha_span b)
{
	size_t same = common_start(a, b);
	struct ha_span rest_a = ha_span_from(a, same);
	struct ha_span rest_b = ha_span_from(b, same);

	if (rest_a.len == 0 || rest_b.len == 0)
		return rest_a.len + rest_b.len == 1;
	if (rest_a.len == rest_b.len + 1)
		return ha_span_equal_fold(ha_span_from(rest_a, 1), rest_b);
	if (rest_b.len == rest_a.len + 1)
		return ha_span_equal_fold(ha_span_from(rest_b, 1), rest_a);
	if (rest_a.len != rest_b.len)
		return false;
	if (ha_span_equal_fold(ha_span_from(rest_a, 1),
		ha_span_from(rest_b, 1)))
		return true;
	return rest_a.len >= 2 && is_same_letter(rest_a.at[0], rest_b.at[1]) &&
	    is_same_letter(rest_a.at[1], rest_b.at[0]) &&
	    ha_span_equal_fold(ha_span_from(rest_a, 2),
		ha_span_from(rest_b, 2));
}
