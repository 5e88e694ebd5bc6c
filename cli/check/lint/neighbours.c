#include "cli/check/lint/neighbours.h"

static bool
lies_in(struct ha_span list, struct ha_span piece)
{
	return piece.at >= list.at &&
	    piece.at + piece.len <= list.at + list.len;
}

static bool
find_list(const struct cli_view *view, struct ha_span piece,
    struct ha_span *list)
{
	*list = view->rule->clients;
	if (lies_in(*list, piece))
		return true;
	*list = view->rule->daemons;
	return view->rule->daemons_readable && lies_in(*list, piece);
}

struct ha_span
cli_word_before(const struct cli_view *view, struct ha_span piece)
{
	struct ha_span list;
	const char *end = piece.at, *start;

	if (!find_list(view, piece, &list))
		return HA_SPAN_EMPTY;
	while (end > list.at && ha_is_separator(end[-1]))
		end--;
	if (end == piece.at)
		return HA_SPAN_EMPTY;
	start = end;
	while (start > list.at && !ha_is_separator(start[-1]))
		start--;
	return (struct ha_span){ start, (size_t)(end - start) };
}

struct ha_span
cli_word_after(const struct cli_view *view, struct ha_span piece)
{
	const char *start = piece.at + piece.len, *end;
	struct ha_span list;

	if (!find_list(view, piece, &list))
		return HA_SPAN_EMPTY;
	while (start < list.at + list.len && ha_is_separator(*start))
		start++;
	if (start == piece.at + piece.len)
		return HA_SPAN_EMPTY;
	end = start;
	while (end < list.at + list.len && !ha_is_separator(*end))
		end++;
	return (struct ha_span){ start, (size_t)(end - start) };
}
