#ifndef HA_MATCH_MALFORMED_H
#define HA_MATCH_MALFORMED_H

#include "common/language/pattern.h"
#include "common/request/request.h"

/*
 * libwrap has a reading for much of what our language calls malformed (M2).
 * A rule that refuses must refuse whom it refuses there.
 */

/* Would libwrap match the pattern, if what is claimed of the host were so? */
bool ha_malformed_matches(const struct ha_pattern *pattern,
    const struct ha_host *host);

/* The parts of that, for those who must read it more exactly. */

/*
 * Of all the hosts that this one may be: does one fit?  Those are the host
 * itself and, if it makes claims, what it would be if they were true.
 */
bool ha_malformed_fits_any(const struct ha_host *host,
    bool (*fits)(const void *context, const struct ha_host *host),
    const void *context);

/* The facts as libwrap has them when nobody can tell (P14). */
struct ha_host ha_host_settled(const struct ha_host *host);

/*
 * What libwrap takes a "net/mask" for: octal parts, masks with junk after them
 * or none (P3, P5).  keeps_mapped: of a v4-mapped address it stays one of IPv6
 * (P7).  False: libwrap could not read it either.
 */
bool ha_malformed_net(struct ha_span word, bool keeps_mapped,
    struct ha_net *net);

/* Four parts, each as inet_addr(3) reads it; its error value is no address. */
bool ha_malformed_quad(struct ha_span text, struct ha_addr *addr);

/* Does libwrap compare the word with the host's name, too? */
bool ha_malformed_tries_name(struct ha_span word);

#endif
