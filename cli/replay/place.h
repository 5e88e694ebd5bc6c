#ifndef CLI_REPLAY_PLACE_H
#define CLI_REPLAY_PLACE_H

#include <stdbool.h>
#include <string.h>

#include "common/base/span.h"
#include "common/language/addr.h"

/* Pieces of the messages of sshd, and "ADDRESS port N" in them. */
struct cli_log_place {
	size_t start, end;   /* of all that was looked for, within the text */
	bool has_addr;       /* false: sshd itself says UNKNOWN */
	struct ha_addr addr; /* without a scope; IPv4, if it is in IPv6 */
	unsigned long port;  /* 0: not said */
};

/* Takes it off the start, or the end; false: it is not there. */
static inline bool
cli_log_take(struct ha_span *text, const char *start)
{
	size_t len = strlen(start);

	if (text->len < len || text->at[0] != start[0] ||
	    memcmp(text->at, start, len) != 0)
		return false;
	text->at += len;
	text->len -= len;
	return true;
}

static inline bool
cli_log_drop(struct ha_span *text, const char *end)
{
	size_t len = strlen(end);

	if (text->len < len ||
	    memcmp(text->at + text->len - len, end, len) != 0)
		return false;
	text->len -= len;
	return true;
}

/* The offset of the first, or the last; the length of the text: none. */
size_t cli_log_find(struct ha_span text, const char *what);
size_t cli_log_find_last(struct ha_span text, const char *what);

/* The text is an address, or UNKNOWN; sets the first two of the place. */
bool cli_log_place_of(struct ha_span text, struct cli_log_place *place);

/* "ADDRESS[ port N]" at the start; a colon may follow at once. */
bool cli_log_place_at_start(struct ha_span text, struct cli_log_place *place);

/* before and "ADDRESS[ port N]" at the end. */
bool cli_log_place_at_end(struct ha_span text, const char *before,
    struct cli_log_place *place);

/*
 * The first "ADDRESS port N" that does not start before that offset, between
 * before, with which it starts, and after.
 */
bool cli_log_place_find(struct ha_span text, size_t from, const char *before,
    const char *after, struct cli_log_place *place);

#endif
