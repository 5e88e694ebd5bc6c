#ifndef CLI_IO_EXCERPT_H
#define CLI_IO_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"
#include "common/base/strbuf.h"

/* One physical line for people, and the piece of it that is underlined. */
struct cli_excerpt {
	struct ha_span line; /* without its newline */
	size_t start, end;   /* of the piece, within the line */
	bool is_marked;      /* is it underlined?  An empty piece then gets ^ */
	size_t columns;      /* of the terminal; 0: there is none */
	const char *color;   /* of the underlining; NULL: none */
};

/*
 * Adds the line after label, which is escaped already, and below it the
 * underlining after margin, or, if that is empty, below the label's end.  A
 * long line is cut around the piece, a long piece at its end.
 */
void cli_excerpt(struct ha_strbuf *out, const struct cli_excerpt *excerpt,
    struct ha_span label, struct ha_span margin);

/* How many columns the text takes when it is shown; a tab counts as four. */
size_t cli_columns(struct ha_span text);

/* As many bytes so many times. */
void cli_add_repeated(struct ha_strbuf *out, char byte, size_t count);

#endif
