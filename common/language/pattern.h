#ifndef HA_LANGUAGE_PATTERN_H
#define HA_LANGUAGE_PATTERN_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/language/addr.h"
#include "common/language/diag.h"
#include "common/language/dialect.h"

enum ha_pattern_kind {
	HA_PATTERN_ALL, /* ALL, or a lone '*' */
	HA_PATTERN_KNOWN,
	HA_PATTERN_UNKNOWN,
	HA_PATTERN_LOCAL,
	HA_PATTERN_PARANOID,
	HA_PATTERN_NETGROUP, /* text: the group, without '@' */
	HA_PATTERN_FILE,     /* text: the path */
	HA_PATTERN_NET,      /* one address, a network, or a prefix 10.1. */
	HA_PATTERN_ADDRESS_SUFFIX,   /* .2.1: end of the address's text */
	HA_PATTERN_ADDRESS_WILDCARD, /* only digits, dots, colons: P8 */
	HA_PATTERN_NAME,
	HA_PATTERN_SUFFIX,
	HA_PATTERN_PREFIX,    /* ends in a dot, without an ASCII letter */
	HA_PATTERN_WILDCARD,  /* on the address's text and on the name */
	HA_PATTERN_MALFORMED, /* fault says why */
	HA_PATTERN_LIBWRAP    /* text: to be read as libwrap does */
};

/* A host pattern: a client, or the server behind "daemon@". */
struct ha_pattern {
	enum ha_pattern_kind kind;
	struct ha_span text; /* borrowed; a root's dot is dropped (P9) */
	bool is_rooted;      /* such a dot was there */
	struct ha_net net;   /* HA_PATTERN_NET */
	enum ha_code fault;  /* HA_PATTERN_MALFORMED */
};

/* Understands one word; there is no word for which it fails. */
void ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern);

/*
 * The same in a dialect: HA_PATTERN_LIBWRAP where our reading rests on a
 * difference that is switched off.
 */
void ha_pattern_read(struct ha_span word, struct ha_dialect dialect,
    struct ha_pattern *pattern);

/* Is it the beginning of ALL, KNOWN, or another of those words, cut short? */
bool ha_pattern_begins_word(struct ha_span text);

/* Is it a network, to libwrap: does it hold a '/' outside brackets? */
bool ha_pattern_has_mask(struct ha_span word);

/*
 * What libwrap takes a "net/mask" for: octal parts, masks with junk behind
 * them or none (differences P3, P5).  Of the dialect P7 counts.  False:
 * libwrap could not read it either.
 */
bool ha_pattern_parse_as_libwrap(struct ha_span word, struct ha_dialect dialect,
    struct ha_net *net);

#endif
