#include "cli/replay/place.h"

#define PORT_MAX 65535

size_t
cli_log_find(struct ha_span text, const char *what)
{
	const char *at = text.len == 0
	    ? NULL
	    : memmem(text.at, text.len, what, strlen(what));

	return at == NULL ? text.len : (size_t)(at - text.at);
}

size_t
cli_log_find_last(struct ha_span text, const char *what)
{
	size_t len = strlen(what);

	for (size_t at = text.len < len ? 0 : text.len - len + 1; at > 0; at--)
		if (memcmp(text.at + at - 1, what, len) == 0)
			return at - 1;
	return text.len;
}

/* A scope says which interface of this machine it was, not who. */
bool
cli_log_place_of(struct ha_span text, struct cli_log_place *place)
{
	struct ha_span addr = ha_span_before(text, ha_span_find(text, '%'));

	place->has_addr = ha_addr_parse(addr, &place->addr);
	if (place->has_addr)
		place->addr.scope = HA_SPAN_EMPTY;
	return place->has_addr || ha_span_equal(text, HA_SPAN("UNKNOWN"));
}

/* " port N"; true, and end after it, also where there is none. */
static bool
take_port(struct ha_span text, struct cli_log_place *place)
{
	struct ha_span rest = ha_span_from(text, place->end);
	size_t len = 0;

	place->port = 0;
	if (!cli_log_take(&rest, " port "))
		return true;
	while (len < rest.len && ha_is_digit(rest.at[len]))
		len++;
	place->end = (size_t)(rest.at - text.at) + len;
	return ha_span_number(ha_span_before(rest, len), PORT_MAX,
	    &place->port);
}

/* An address may itself end in a colon. */
static bool
take_addr(struct ha_span text, struct cli_log_place *place)
{
	size_t len = ha_span_find(text, ' ');

	place->end = len;
	if (cli_log_place_of(ha_span_before(text, len), place))
		return true;
	if (len < 2 || text.at[len - 1] != ':')
		return false;
	place->end = len - 1;
	return cli_log_place_of(ha_span_before(text, len - 1), place);
}

bool
cli_log_place_at_start(struct ha_span text, struct cli_log_place *place)
{
	place->start = 0;
	return take_addr(text, place) && take_port(text, place);
}

bool
cli_log_place_at_end(struct ha_span text, const char *before,
    struct cli_log_place *place)
{
	struct ha_span rest = text;
	size_t at = cli_log_find_last(text, " port ");

	place->port = 0;
	if (at < text.len &&
	    ha_span_number(ha_span_from(text, at + strlen(" port ")), PORT_MAX,
		&place->port))
		rest = ha_span_before(text, at);
	place->start = cli_log_find_last(rest, before);
	place->end = text.len;
	return place->start < rest.len &&
	    cli_log_place_of(ha_span_from(rest, place->start + strlen(before)),
		place);
}

/* at: where before ends. */
static bool
is_place(struct ha_span text, size_t at, const char *after,
    struct cli_log_place *place)
{
	struct ha_span rest = ha_span_from(text, at);
	size_t len = ha_span_find(rest, ' ');

	if (!cli_log_place_of(ha_span_before(rest, len), place))
		return false;
	place->end = at + len;
	if (!take_port(text, place) || place->port == 0)
		return false;
	rest = ha_span_from(text, place->end);
	return cli_log_take(&rest, after);
}

bool
cli_log_place_find(struct ha_span text, size_t from, const char *before,
    const char *after, struct cli_log_place *place)
{
	while (from < text.len) {
		size_t at = cli_log_find(ha_span_from(text, from), before);

		place->start = from + at;
		if (place->start == text.len)
			return false;
		if (is_place(text, place->start + strlen(before), after, place))
			return true;
		from = place->start + 1;
	}
	return false;
}
