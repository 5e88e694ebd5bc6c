/*
 * Two tables, the second after the first \xff, and what must hold of every
 * decision on them, whatever they are.
 */
#include "tests/fuzz/fuzz_decision.h"
#include "tests/fuzz/fuzz_name.h"

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

static struct ha_request
request_of(const struct client *client, enum ha_fact doubt)
{
	struct ha_request request = HA_REQUEST_INIT;

	request.service = HA_SPAN("sshd");
	request.user = ha_span_of(client->user);
	ha_host_set_addr(&request.client, ha_span_of(client->addr));
	fuzz_set_name(&request.client, ha_span_of(client->name), doubt);
	return request;
}

static bool
admits_request(const struct ha_tables *tables, struct ha_request request,
    struct ha_policy policy)
{
	struct ha_decision decision;
	bool is_allowed;

	hold(ha_decide(tables, &request, &nobody, &policy, NULL, &decision) ==
	    HA_OK);
	fuzz_check_decision(&decision);
	is_allowed = decision.verdict == HA_ALLOW;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return is_allowed;
}

static bool
admits(const struct ha_tables *tables, const struct client *client,
    enum ha_fact doubt, struct ha_policy policy)
{
	return admits_request(tables, request_of(client, doubt), policy);
}

/* An address that is only claimed gets nobody in whom none would not. */
static void
check_claimed_addr(const struct ha_tables *tables, const struct client *client,
    struct ha_policy policy)
{
	struct ha_request request = request_of(client, HA_FACT_FAILED);
	struct ha_request claim = request;
	struct ha_addr addr;

	if (!ha_addr_parse_host(ha_span_of(client->addr), &addr))
		return;
	request.client = claim.client =
	    (struct ha_host){ .name_fact = HA_FACT_FAILED };
	ha_host_claim_addr(&claim.client, &addr);
	hold(!admits_request(tables, claim, policy) ||
	    admits_request(tables, request, policy));
}

/* Who is not told gets no more than anybody, and who is favoured no less. */
static void
check_untold(const struct ha_tables *tables, const struct client *client,
    struct ha_policy policy)
{
	static const char *const users[] = { "", "bob", "root", "unknown" };
	struct ha_request untold = request_of(client, HA_FACT_KNOWN);
	struct ha_request favoured = untold, server = untold;
	bool least, most;

	untold.user_state = HA_USER_UNTOLD;
	least = admits_request(tables, untold, policy);
	favoured.user_state = HA_USER_FAVOURED;
	most = admits_request(tables, favoured, policy);
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		struct ha_request told = request_of(client, HA_FACT_KNOWN);
		bool is_admitted;

		told.user = ha_span_of(users[i]);
		is_admitted = admits_request(tables, told, policy);
		hold(!least || is_admitted);
		hold(!is_admitted || most);
	}
	ha_host_set_untold(&server.server);
	least = admits_request(tables, server, policy);
	ha_host_set_addr(&server.server, HA_SPAN("192.0.2.33"));
	server.server.name_fact = HA_FACT_FAILED;
	server.server.port = 22;
	hold(!least || admits_request(tables, server, policy));
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
		check_claimed_addr(&tables, client, policy);
		check_untold(&tables, client, policy);
	}
	ha_source_free(allow);
	ha_source_free(deny);
	return 0;
}
