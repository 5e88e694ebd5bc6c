#include "common/language/wildcard.h"

bool
ha_is_wildcard(struct ha_span text)
{
	return ha_span_holds(text, '*') || ha_span_holds(text, '?');
}

/* Time is bounded by both lengths multiplied: either side may be hostile. */
bool
ha_wildcard_match(struct ha_span pattern, struct ha_span text)
{
	size_t p = 0, t = 0, star = 0, mark = 0;
	bool have_star = false;

	while (t < text.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			have_star = true;
			star = p++;
			mark = t;
		} else if (p < pattern.len &&
		    (pattern.at[p] == '?' ||
			ha_fold(pattern.at[p]) == ha_fold(text.at[t]))) {
			p++;
			t++;
		} else if (have_star) {
			/* Let the last star swallow one byte more. */
			p = star + 1;
			t = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}
