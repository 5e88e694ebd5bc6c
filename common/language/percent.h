#ifndef HA_LANGUAGE_PERCENT_H
#define HA_LANGUAGE_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"
#include "common/base/status.h"
#include "common/base/strbuf.h"

/*
 * The letters that have a value in the options of a rule: plan.c gives each
 * its own.
 */
#define HA_PERCENT_LETTERS "aAcdhHnNprRsu"

/* Does the byte after a '%' stand for something: one of these, or a '%'? */
bool ha_percent_is_known(char byte);

/* What one %<letter> stands for. */
struct ha_percent_value {
	char letter;
	struct ha_span text;
};

/*
 * Adds text to out with every %<letter> replaced by its value and "%%" by
 * "%".  A value is inserted literally and never expanded again; each of its
 * bytes outside 0-9 A-Z a-z ! @ % - _ = + : , . / becomes '_', and so does a
 * leading '-', which a command would take for an option, unless keeps_dash is
 * set: libwrap keeps it (O10).
 * An unknown letter stands for nothing, a lone '%' at the end for itself.
 *
 * HA_OK, HA_NOMEM, or HA_TOOBIG when the result has more than
 * HA_EXPANSION_MAX bytes (difference O9).
 */
enum ha_status ha_percent_expand(struct ha_span text,
    const struct ha_percent_value *values, size_t nvalues, bool keeps_dash,
    struct ha_strbuf *out);

/* Does the text hold %<letter> for one of these letters? */
bool ha_percent_uses(struct ha_span text, const char *letters);

#endif
