#ifndef HA_LANGUAGE_PATTERN_H
#define HA_LANGUAGE_PATTERN_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/language/addr.h"
#include "common/language/diag.h"

enum ha_pattern_kind {
#define HA_PATTERN(kind, ...) HA_PATTERN_##kind,
#include "common/language/pattern.def"
#undef HA_PATTERN
};

/* What a pattern looks at, as pattern.def explains it. */
enum ha_names {
	HA_NAMES_NONE,
	HA_NAMES_STATE,
	HA_NAMES_LOCAL,
	HA_NAMES_ONE,
	HA_NAMES_DOMAIN,
	HA_NAMES_ANY
};

enum ha_addrs {
	HA_ADDRS_NONE,
	HA_ADDRS_STATE,
	HA_ADDRS_SET,
	HA_ADDRS_TEXT
};

enum ha_asks {
	HA_ASKS_NOTHING,
	HA_ASKS_NETGROUP,
	HA_ASKS_WORDS
};

struct ha_pattern_needs {
	enum ha_names names;
	enum ha_addrs addrs;
	enum ha_asks asks;
};

/* By enum ha_pattern_kind. */
extern const struct ha_pattern_needs ha_pattern_needs[];

/* A host pattern: a client, or the server after "daemon@". */
struct ha_pattern {
	enum ha_pattern_kind kind;
	struct ha_span text; /* borrowed; a root's dot is dropped (P9) */
	bool is_rooted;      /* such a dot was there */
	struct ha_net net;   /* HA_PATTERN_NET */
	enum ha_code fault;  /* HA_PATTERN_MALFORMED */
};

/* Understands one word; there is no word for which it fails. */
void ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern);

/* What of a host would have to be known to tell whether a pattern matches. */
enum {
	HA_NEEDS_NOTHING = 0,
	HA_NEEDS_NAME = 1,
	HA_NEEDS_ADDRESS = 2,
	HA_NEEDS_NETGROUP = 4
};

/*
 * The facts that the answer depends on, a bit each: not the address where the
 * text fits none.  A file needs what its words need, which is not known here.
 */
unsigned ha_pattern_facts(const struct ha_pattern *pattern);

/* May the pattern match an address by its text? */
bool ha_pattern_may_fit_address(const struct ha_pattern *pattern);

/*
 * Can the pattern match nobody, whatever is looked up?  It is compared with
 * names, and no host name is like it: a name is labels of letters, digits, '-'
 * and '_' with a dot between them.  Nor does it fit an address.
 */
bool ha_pattern_fits_nobody(const struct ha_pattern *pattern);

/* Is it compared with names: a name, the end or beginning of one, a wildcard?
 */
bool ha_pattern_is_of_names(enum ha_pattern_kind kind);

/*
 * Of a word that ha_literal_is_name: is it a name, or the end of names that a
 * dot begins, wherever it stands and whatever kinds of patterns there are?  The
 * parser asks for this before it looks for another kind.
 */
bool ha_pattern_is_plain_name(struct ha_span word);

/* Does the text parse as an address or a network? */
bool ha_pattern_is_net(struct ha_span text);

/* Is it one of the words ALL, KNOWN and so on, in any letter case? */
bool ha_pattern_is_word(struct ha_span text);

/* Is it the beginning of ALL, KNOWN, or another of those words, cut short? */
bool ha_pattern_begins_word(struct ha_span text);

/* Is it a network, to libwrap: does it hold a '/' outside brackets? */
bool ha_pattern_has_mask(struct ha_span word);

#endif
