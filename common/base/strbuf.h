#ifndef HA_BASE_STRBUF_H
#define HA_BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"

/*
 * Text that grows.  An error sticks: after the first failed allocation every
 * call does nothing, and the user asks once, at the end.  Start with
 * HA_STRBUF_INIT, end with ha_strbuf_free.
 */
struct ha_strbuf {
	char *text; /* NUL-terminated, or NULL while empty */
	size_t len, size;
	bool failed;
};

#define HA_STRBUF_INIT ((struct ha_strbuf){ NULL, 0, 0, false })

void ha_strbuf_add(struct ha_strbuf *buf, struct ha_span text);
void ha_strbuf_add_text(struct ha_strbuf *buf, const char *text);
void ha_strbuf_add_byte(struct ha_strbuf *buf, char byte);
void ha_strbuf_add_number(struct ha_strbuf *buf, unsigned long number);

/*
 * Adds foreign text so that it is safe in a log line and on a terminal: what
 * is not printable ASCII becomes \xHH, so no byte can end the line, move the
 * cursor or disguise itself.
 */
void ha_strbuf_add_escaped(struct ha_strbuf *buf, struct ha_span text);

/* The text so far, never NULL; "" when a call has failed. */
const char *ha_strbuf_text(const struct ha_strbuf *buf);
struct ha_span ha_strbuf_span(const struct ha_strbuf *buf);

/* Forgets the text and a failure, keeps the memory. */
void ha_strbuf_clear(struct ha_strbuf *buf);
void ha_strbuf_free(struct ha_strbuf *buf);

#endif
