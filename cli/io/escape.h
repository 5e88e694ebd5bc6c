#ifndef CLI_IO_ESCAPE_H
#define CLI_IO_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/span.h"
#include "common/base/strbuf.h"

/*
 * Foreign text made safe: a byte or character that could move a cursor, that
 * nobody would see, or that changes the order of others becomes \xHH.
 */

/* Learns from the environment what a terminal can show. */
void cli_escape_init(void);

/* The length of the UTF-8 character that text begins with; 0: there is none. */
size_t cli_character(struct ha_span text, uint32_t *code);

/* One character of foreign text, or one byte that is none. */
struct cli_glyph {
	size_t len;   /* bytes of the foreign text */
	size_t width; /* columns */
	struct ha_span shown;
	char buffer[16]; /* holds shown when it is not the text itself */
};

/* text must not be empty.  The glyph must stay where it is: shown may point
 * into it. */
void cli_glyph_read(struct cli_glyph *glyph, struct ha_span text);

/* For people. */
void cli_escape(struct ha_strbuf *out, struct ha_span text);

/* The same, and about max columns of it; "..." after what was cut. */
void cli_escape_some(struct ha_strbuf *out, struct ha_span text, size_t max);

/* For programs: the same in every locale. */
void cli_escape_stable(struct ha_strbuf *out, struct ha_span text);
void cli_escape_some_stable(struct ha_strbuf *out, struct ha_span text,
    size_t max);

/* Characters in text; a byte that belongs to none counts as one. */
size_t cli_characters(struct ha_span text);

/* For JSON, which has its own way for all but invalid UTF-8. */
void cli_escape_invalid(struct ha_strbuf *out, struct ha_span text);

#endif
