#ifndef CLI_POLICY_SCATTERED_H
#define CLI_POLICY_SCATTERED_H

#include "common/language/pattern.h"

/* A pattern of more networks than these is not taken apart. */
#define CLI_SCATTERED_MAX ((size_t)4096)

/* IPv4 addresses from the first to the last. */
struct cli_stretch {
	uint32_t first, last;
};

struct cli_stretches {
	struct cli_stretch *list; /* in order; freed by the caller */
	size_t count, size;
};

/*
 * The addresses that a pattern matches which is no network, and matches no
 * address of IPv6 and no name: "192.168.*.1", 10.0.0.1/255.0.255.255.  False:
 * it is none of these, or there are too many.
 */
bool cli_scattered(const struct ha_pattern *pattern,
    struct cli_stretches *stretches);

#endif
