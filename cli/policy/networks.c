#include "cli/policy/networks.h"

#define LAST4 ((cli_u128)UINT32_MAX)
#define LAST6 (~(cli_u128)0)

static cli_u128
start_of(const struct cli_cells *cells, uint32_t cell)
{
	return cell < cells->n4 ? (cli_u128)cells->starts4[cell]
				: cells->starts6[cell - cells->n4];
}

struct cli_networks
cli_networks_of(const struct cli_cells *cells, uint32_t first, uint32_t last)
{
	bool is_ipv4 = first < cells->n4;
	uint32_t end =
	    is_ipv4 ? (uint32_t)cells->n4 : (uint32_t)(cells->n4 + cells->n6);
	struct cli_networks networks = { .family = is_ipv4 ? HA_IPV4 : HA_IPV6,
		.first = start_of(cells, first) };

	if (last + 1 < end)
		networks.last = start_of(cells, last + 1) - 1;
	else
		networks.last = is_ipv4 ? LAST4 : LAST6;
	return networks;
}

bool
cli_networks_next(struct cli_networks *networks, struct cli_network *network)
{
	unsigned bits = networks->family == HA_IPV4 ? 32 : 128, wild = 0;

	if (networks->is_done)
		return false;
	/* As large as its first address and what is left allow. */
	for (; wild < bits; wild++) {
		cli_u128 more =
		    wild + 1 < 128 ? ((cli_u128)1 << (wild + 1)) - 1 : LAST6;

		if ((networks->first & more) != 0 ||
		    networks->last - networks->first < more)
			break;
	}
	*network = (struct cli_network){ networks->family, networks->first,
		bits - wild };
	if (wild == 128 ||
	    networks->last - networks->first < (cli_u128)1 << wild)
		networks->is_done = true;
	else
		networks->first += (cli_u128)1 << wild;
	return true;
}

void
cli_network_add(struct ha_strbuf *out, const struct cli_network *network,
    bool is_short)
{
	struct ha_addr addr = { .family = network->family,
		.scope = HA_SPAN_EMPTY };
	cli_u128 number = network->first;
	char text[HA_ADDR_TEXT];

	if (network->family == HA_IPV4)
		number |= (cli_u128)0xffff << 32;
	for (size_t i = 16; i-- > 0; number >>= 8)
		addr.bytes[i] = (unsigned char)number;
	ha_strbuf_add(out, ha_addr_format(&addr, text));
	if (is_short &&
	    network->length == (network->family == HA_IPV4 ? 32 : 128))
		return;
	ha_strbuf_add_byte(out, '/');
	ha_strbuf_add_number(out, network->length);
}
