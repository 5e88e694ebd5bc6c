#ifndef CLI_POLICY_SUMMARY_H
#define CLI_POLICY_SUMMARY_H

#include "cli/policy/networks.h"
#include "cli/policy/sweep.h"

/* Addresses that fare alike. */
struct cli_share {
	size_t networks;          /* the fewest that they are */
	struct cli_network first; /* of them */
	uint64_t ipv4;            /* how many addresses */
	bool has_ipv6;
};

/* Who can use a service. */
struct cli_summary {
	struct ha_span service; /* empty: any that no rule names */
	/* Clients of whom no rule knows more than the address. */
	struct cli_share admitted, asked, refused, doubtful;
	/* Others that fare otherwise somewhere: how many kinds of them, and the
	 * first, "has a name below .example.org". */
	size_t nothers;
	struct ha_strbuf other;
	bool other_gains;
	/* Is any client admitted, whatever its name and user?  Is any refused?
	 * In doubt they are. */
	bool ever_admits, ever_refuses;
	/* Is any admitted because no rule matches?  Whatever else it knows. */
	bool has_default;
	uint64_t hash; /* of all verdicts: the same, who fares alike */
	uint8_t *base; /* what the first context may do, by cell */
};

/* Fills in a summary when it observes all contexts of the service, in order. */
void cli_summary_init(struct cli_summary *summary, struct ha_span service);
struct cli_observer cli_summary_observer(struct cli_summary *summary);
void cli_summary_free(struct cli_summary *summary);

/* Adds "open to 192.0.2.0/24 and 2 more networks (258 IPv4 addresses); ...". */
void cli_summary_add(struct ha_strbuf *out, const struct cli_summary *summary);

#endif
