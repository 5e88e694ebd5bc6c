#ifndef HA_LANGUAGE_OPTION_H
#define HA_LANGUAGE_OPTION_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/span.h"
#include "common/base/status.h"
#include "common/language/diag.h"

enum ha_option_kind {
#define HA_OPTION(name, keyword, value, is_last, expands) HA_OPTION_##name,
#include "common/language/options.def"
#undef HA_OPTION
};

/* One option of a rule, its value checked as far as no fact is needed. */
struct ha_option {
	enum ha_option_kind kind;
	struct ha_span value; /* "\:" undone; empty: none was given */
	struct ha_span field; /* the whole option as it stands in the rule */
	long number;          /* nice, umask; severity: the priority; or 0 */
};

struct ha_request;

/*
 * Where options are taken otherwise than here; NULL in its place: nowhere.
 * Only common/libwrap has one.
 */
struct ha_option_dialect {
	const void *context; /* of the functions */

	/* Is the option, which is sound to us, sound there? */
	bool (*takes)(const void *context, const struct ha_option *option);

	/* As in ha_percent_expand. */
	bool keeps_dash;

	/*
	 * A text with %<letter> was expanded: what that changes in the
	 * request.  HA_OK or HA_NOMEM.
	 */
	enum ha_status (*expanded)(const void *context,
	    struct ha_request *request, struct ha_span text);
};

/*
 * The options of a rule, read one after another.  fault is set when one is
 * wrong, with bad for the place; reading ends there.
 */
struct ha_options {
	struct ha_span rest;
	size_t count; /* sound ones so far */
	bool is_done;
	enum ha_code fault;
	struct ha_span bad;
	struct ha_arena *arena; /* holds values that had to be unescaped */
	const struct ha_option_dialect *dialect; /* or NULL */
};

/* text is what stands after the rule's second ':'. */
struct ha_options ha_options_of(struct ha_span text, struct ha_arena *arena,
    const struct ha_option_dialect *dialect);

/* HA_OK with the next one; HA_END after the last or at a fault; HA_NOMEM. */
enum ha_status ha_options_next(struct ha_options *options,
    struct ha_option *option);

const char *ha_option_keyword(enum ha_option_kind kind);
bool ha_option_expands(enum ha_option_kind kind);

/* What the options of a rule come to before any fact is asked. */
struct ha_options_summary {
	enum ha_code fault;
	struct ha_span bad;
	bool allows, denies; /* "allow"; "deny" or "twist" */
	bool twists;
	struct ha_span last; /* the option that says so, or that asks */
	bool asks;           /* "aclexec" */
	bool may_fail;       /* facts of the request may yet make a fault */
};

/* HA_OK or HA_NOMEM. */
enum ha_status ha_options_summarize(struct ha_span text, struct ha_arena *arena,
    const struct ha_option_dialect *dialect,
    struct ha_options_summary *summary);

#endif
