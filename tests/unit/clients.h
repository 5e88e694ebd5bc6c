#ifndef UNIT_CLIENTS_H
#define UNIT_CLIENTS_H

/* Clients of which this or that is known, for service sshd. */

#include "common/request/request.h"
#include "tests/unit/script.h"

enum client {
	CLIENT_IPV4, /* 192.0.2.33, and there is no name */
	CLIENT_NAMED,
	CLIENT_LOCAL,
	CLIENT_CONFLICT,
	CLIENT_UNASKED, /* and nobody can be asked */
	CLIENT_ASKABLE,
	CLIENT_FAILED,
	CLIENT_SUSPECT,
	CLIENT_CLAIMING,
	CLIENT_CLAIMING_ASKABLE,
	CLIENT_MAPPED, /* as IPv6 */
	CLIENT_IPV6,   /* 2001:db8::33 */
	CLIENT_IPV6_NAMED,
	CLIENT_IPV6_SCOPED,
	CLIENT_LOOPBACK,     /* ::1 */
	CLIENT_NAME_ALONE,   /* there is no address */
	CLIENT_NAME_ASKABLE, /* and nobody has asked for its address */
	CLIENT_NAME_UNASKED,
	CLIENT_NAME_FAILED,
	CLIENT_CLAIM, /* of a name, no more, and nobody can be asked */
	CLIENT_CLAIM_ASKABLE,
	CLIENT_CLAIM_FAILED, /* and it leads nowhere */
	CLIENT_CLAIM_LEADS,  /* to 192.0.2.33 */
	CLIENT_CLAIM_ADDR,   /* of 192.0.2.33 alone */
	CLIENT_NOBODY,       /* neither */
	CLIENT_CUT,          /* 192.0.2.3: others begin so */
	CLIENT_ZERO_ENDS,    /* 0:2:3:4:5:6:7:0 */
	CLIENT_LAST
};

static const struct {
	const char *addr, *name, *claim, *claimed_addr;
	enum ha_fact name_fact, addr_fact;
	bool is_suspect, is_askable;
} clients[CLIENT_LAST] = {
	[CLIENT_IPV4] = { .addr = "192.0.2.33" },
	[CLIENT_NAMED] = { .addr = "192.0.2.33", .name = "A.example.net" },
	[CLIENT_LOCAL] = { .addr = "192.0.2.33", .name = "box" },
	[CLIENT_CONFLICT] = { .addr = "192.0.2.33",
	    .name_fact = HA_FACT_CONFLICT },
	[CLIENT_UNASKED] = { .addr = "192.0.2.33",
	    .name_fact = HA_FACT_UNASKED },
	[CLIENT_ASKABLE] = { .addr = "192.0.2.33",
	    .name_fact = HA_FACT_UNASKED,
	    .is_askable = true },
	[CLIENT_FAILED] = { .addr = "192.0.2.33",
	    .name_fact = HA_FACT_FAILED,
	    .is_askable = true },
	[CLIENT_SUSPECT] = { .addr = "192.0.2.33",
	    .name_fact = HA_FACT_FAILED,
	    .is_suspect = true },
	[CLIENT_CLAIMING] = { .addr = "192.0.2.33", .claim = "a.example.net" },
	[CLIENT_CLAIMING_ASKABLE] = { .addr = "192.0.2.33",
	    .claim = "a.example.net",
	    .is_askable = true },
	[CLIENT_MAPPED] = { .addr = "::ffff:192.0.2.33" },
	[CLIENT_IPV6] = { .addr = "2001:db8::33" },
	[CLIENT_IPV6_NAMED] = { .addr = "2001:DB8:0::33",
	    .name = "a.example.net" },
	[CLIENT_IPV6_SCOPED] = { .addr = "fe80::33%eth0.lan", .name = "box" },
	[CLIENT_LOOPBACK] = { .addr = "::1" },
	[CLIENT_NAME_ALONE] = { .name = "a.example.net" },
	[CLIENT_NAME_ASKABLE] = { .name = "a.example.net",
	    .addr_fact = HA_FACT_UNASKED,
	    .is_askable = true },
	[CLIENT_NAME_UNASKED] = { .name = "a.example.net",
	    .addr_fact = HA_FACT_UNASKED },
	[CLIENT_NAME_FAILED] = { .name = "a.example.net",
	    .addr_fact = HA_FACT_FAILED },
	[CLIENT_CLAIM] = { .claim = "a.example.net" },
	[CLIENT_CLAIM_ASKABLE] = { .claim = "a.example.net",
	    .is_askable = true },
	[CLIENT_CLAIM_FAILED] = { .claim = "a.example.net",
	    .addr_fact = HA_FACT_FAILED,
	    .is_askable = true },
	[CLIENT_CLAIM_LEADS] = { .claim = "a.example.net",
	    .claimed_addr = "192.0.2.33",
	    .is_askable = true },
	[CLIENT_CLAIM_ADDR] = { .claimed_addr = "192.0.2.33",
	    .is_askable = true },
	[CLIENT_NOBODY] = { .addr = NULL },
	[CLIENT_CUT] = { .addr = "192.0.2.3" },
	[CLIENT_ZERO_ENDS] = { .addr = "0:2:3:4:5:6:7:0" },
};

static const struct script_row client_rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example.net" },
	{ SCRIPT_ADDRESS, "a.example.net", "192.0.2.33" },
	{ .subject = NULL },
};

/* Of a name that is claimed it is what the name leads to. */
static inline void
client_claim_addr(struct ha_host *host, const char *text)
{
	static struct ha_addr addr;

	expect(ha_addr_parse(ha_span_of(text), &addr), "no address");
	ha_host_claim_addr(host, &addr);
}

static inline void
client_set(enum client client, struct ha_request *request,
    struct ha_resolver *resolver, struct script *script)
{
	struct ha_host *host = &request->client;

	*request = HA_REQUEST_INIT;
	request->service = HA_SPAN("sshd");
	*host = (struct ha_host){ .name_fact = clients[client].name_fact,
		.addr_fact = clients[client].addr_fact,
		.is_suspect = clients[client].is_suspect };
	if (clients[client].addr != NULL)
		expect(ha_host_set_addr(host, ha_span_of(clients[client].addr)),
		    "no address");
	if (clients[client].name != NULL)
		ha_host_set_name(host, ha_span_of(clients[client].name));
	if (clients[client].claim != NULL)
		ha_host_claim_name(host, ha_span_of(clients[client].claim));
	if (clients[client].claimed_addr != NULL)
		client_claim_addr(host, clients[client].claimed_addr);
	else if (clients[client].addr_fact == HA_FACT_FAILED)
		host->addr_fact = HA_FACT_FAILED;
	*script = (struct script){ .rows = client_rows };
	*resolver = (struct ha_resolver){ .context = script };
	if (clients[client].is_askable)
		*resolver = script_resolver(script);
}

#endif
