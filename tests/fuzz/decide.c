/*
 * Two tables, the second behind the first \xff, and what must hold of every
 * decision on them, whatever they are.
 */
#include "fuzz_decision.h"
#include "fuzz_name.h"

static const struct ha_resolver nobody;

struct client {
	const char *addr, *name, *user;
};

static const struct client clients[] = {
	{ "192.0.2.33", "a.example", "bob" },
	{ "10.1.2.3", "localhost", "" },
	{ "2001:db8::1", "unknown", "root" },
	{ "", "paranoid", "" },
};

static bool
admits(const struct ha_tables *tables, const struct client *client,
    enum ha_fact doubt, struct ha_policy policy)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	bool is_allowed;

	request.service = HA_SPAN("sshd");
	request.user = ha_span_of(client->user);
	ha_host_set_addr(&request.client, ha_span_of(client->addr));
	fuzz_set_name(&request.client, ha_span_of(client->name), doubt);
	hold(ha_decide(tables, &request, &nobody, &policy, NULL, &decision) ==
	    HA_OK);
	fuzz_check_decision(&decision);
	is_allowed = decision.verdict == HA_ALLOW;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return is_allowed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span rest = fuzz_span(data, size);
	struct ha_source *allow = fuzz_table(fuzz_take(&rest, '\xff'));
	struct ha_source *deny = fuzz_table(rest);
	struct ha_tables tables = { { .path = "allow", .source = allow },
		{ .path = "deny", .source = deny }, NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	struct ha_policy strict = policy, lax = policy;

	strict.refuse_on_unknown = true;
	lax.skip_malformed = true;
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		const struct client *client = &clients[i];
		bool known = admits(&tables, client, HA_FACT_KNOWN, policy);
		bool failed = admits(&tables, client, HA_FACT_FAILED, policy);
		bool claimed = admits(&tables, client, HA_FACT_UNASKED, policy);

		/* A claim admits nobody, and no policy is laxer than it says.
		 */
		hold(!claimed || failed);
		hold(!admits(&tables, client, HA_FACT_FAILED, strict) ||
		    failed);
		hold(!known || admits(&tables, client, HA_FACT_KNOWN, lax));
	}
	ha_source_free(allow);
	ha_source_free(deny);
	return 0;
}
