#ifndef HA_LANGUAGE_DIAG_H
#define HA_LANGUAGE_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/bounds.h"
#include "common/base/strbuf.h"
#include "common/source/source.h"

enum ha_code {
	HA_CODE_NONE,
#define HA_CODE(number, name, level, text, help) HA_CODE_##name = (number),
#include "common/language/codes.def"
#undef HA_CODE
};

enum ha_level {
	HA_LEVEL_NOTE,
	HA_LEVEL_WARNING,
	HA_LEVEL_ERROR
};

/* What the engine did about it; said after the text. */
enum ha_effect {
	HA_EFFECT_NONE,
	HA_EFFECT_SKIPPED,    /* the rule or pattern matches nothing */
	HA_EFFECT_RULE_FAILS, /* a pattern spoils its whole rule */
	HA_EFFECT_REFUSES,    /* the rule refuses whoever reaches it */
	HA_EFFECT_AS_LIBWRAP, /* the pattern matches as libwrap reads it */
	HA_EFFECT_AS_ALL,     /* the rule's last word matches as ALL does */
	HA_EFFECT_UNSPARING,  /* the rule's exceptions match nothing */
	HA_EFFECT_DENIED      /* the decision is: denied */
};

/* One finding.  The text is made by whoever shows it. */
struct ha_diag {
	enum ha_code code;
	enum ha_effect effect;
	int error;                /* an errno value after it, or 0 */
	struct ha_location where; /* source NULL: the file "path" itself */
	const char *path;         /* borrowed; used when source is NULL */
};

/* Findings in the order of their discovery; the sources outlive the list. */
struct ha_diags {
	struct ha_diag list[HA_DIAGS_MAX];
	size_t count;
	size_t dropped; /* beyond HA_DIAGS_MAX; counted, not kept */
};

/*
 * The same code with the same effect at the same place is kept once, also in a
 * file read twice.
 */
void ha_diags_add(struct ha_diags *diags, struct ha_diag diag);

/* Is what is added from now on counted, and not kept? */
bool ha_diags_are_full(const struct ha_diags *diags);

/* Is there that code at that place, whatever its effect? */
bool ha_diags_have(const struct ha_diags *diags, enum ha_code code,
    struct ha_location where);

/* How many there are, so that what is added after can be taken back. */
struct ha_diags_mark {
	size_t count, dropped;
};

struct ha_diags_mark ha_diags_mark(const struct ha_diags *diags);
void ha_diags_cut(struct ha_diags *diags, struct ha_diags_mark mark);

/* Do the three digits of the code, or of any code, begin so? */
bool ha_code_starts(enum ha_code code, struct ha_span digits);
bool ha_code_exists(struct ha_span digits);

enum ha_level ha_code_level(enum ha_code code);
const char *ha_code_text(enum ha_code code);
const char *ha_code_help(enum ha_code code);
const char *ha_level_name(enum ha_level level);

/*
 * Adds "FILE:LINE:COL: LEVEL: TEXT; EFFECT [HAnnn]", or FILE alone where the
 * whole file is meant.  Foreign text in it is escaped.
 */
void ha_diag_format(const struct ha_diag *diag, struct ha_strbuf *out);

/* The part after the place: "TEXT; EFFECT", for output of another shape. */
void ha_diag_format_text(const struct ha_diag *diag, struct ha_strbuf *out);

#endif
