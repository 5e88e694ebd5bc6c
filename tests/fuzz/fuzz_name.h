#ifndef FUZZ_NAME_H
#define FUZZ_NAME_H

#include "common/request/request.h"
#include "tests/fuzz/fuzz.h"

/* The client's name; HA_FACT_UNASKED: somebody claims it, nobody is asked. */
static inline void
fuzz_set_name(struct ha_host *client, struct ha_span name, enum ha_fact fact)
{
	ha_host_set_name(client, name);
	if (client->name_fact != HA_FACT_KNOWN)
		return;
	client->name_fact = fact;
	if (fact == HA_FACT_UNASKED)
		ha_host_claim_name(client, name);
}

#endif
