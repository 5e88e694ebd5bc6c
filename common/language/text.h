#ifndef HA_LANGUAGE_TEXT_H
#define HA_LANGUAGE_TEXT_H

#include <stdbool.h>

#include "common/base/span.h"

/*
 * tcp_wrappers' plain match of a string, which decides daemon and user
 * patterns, and is what libwrap makes of a host pattern that it does not
 * understand.  In this order: '*' and '?', ".suffix", ALL, KNOWN (anything
 * but "unknown"), "prefix.", "[IPv6]", equality; letter case is folded.
 */
bool ha_text_match(struct ha_span pattern, struct ha_span text);

/*
 * Takes "::ffff:" off a text whose rest is a dotted quad, as libwrap does
 * with every string that it compares; 255.255.255.255 is none to it.  Was
 * there one?
 */
bool ha_text_cut_mapped(struct ha_span *text);

/*
 * A daemon pattern that is a number is the server's port: what sscanf("%u")
 * reads without anything left over, modulo 2^32, and not above 65535.
 */
bool ha_text_is_port(struct ha_span pattern, unsigned *port);

/*
 * Does the pattern of a daemon or user equal one text and no other?  Of a
 * daemon a port is one, too.
 */
bool ha_text_is_literal(struct ha_span pattern);

/*
 * Splits "daemon@server" or "user@host" at the first '@' that is not the
 * first byte and not inside brackets; an opening bracket as first byte does
 * not count, as in libwrap.  False: there is none, and host is the whole.
 */
bool ha_text_split(struct ha_span token, struct ha_span *before_at,
    struct ha_span *host);

/* The reserved words of the language, in any letter case. */
bool ha_text_is_all(struct ha_span token); /* or a lone '*' */
bool ha_text_is_known(struct ha_span token);
bool ha_text_is_except(struct ha_span token);
bool ha_text_is_unknown(struct ha_span text);
bool ha_text_is_paranoid(struct ha_span text);

/* The first '/' outside brackets, or the text's length. */
size_t ha_text_find_slash(struct ha_span text);

/* "[...]", and what is inside. */
bool ha_text_is_bracketed(struct ha_span text);
struct ha_span ha_text_inside_brackets(struct ha_span text);

#endif
