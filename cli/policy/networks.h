#ifndef CLI_POLICY_NETWORKS_H
#define CLI_POLICY_NETWORKS_H

#include "cli/policy/cells.h"
#include "common/base/strbuf.h"

/* Addresses of one family in a row, as the fewest networks. */
struct cli_networks {
	enum ha_family family;
	cli_u128 first, last; /* IPv4: 32 bits */
	bool is_done;
};

/* A network: its first address, and the bits of it that are fixed. */
struct cli_network {
	enum ha_family family;
	cli_u128 first;
	unsigned length;
};

/* Of the cells from the first to the last, which are of one family. */
struct cli_networks cli_networks_of(const struct cli_cells *cells,
    uint32_t first, uint32_t last);

/* The next of them, in order; false: there is none. */
bool cli_networks_next(struct cli_networks *networks,
    struct cli_network *network);

/* Adds "192.0.2.0/24"; is_short: a single address stands without a length. */
void cli_network_add(struct ha_strbuf *out, const struct cli_network *network,
    bool is_short);

#endif
