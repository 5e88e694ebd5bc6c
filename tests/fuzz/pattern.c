/* A word, and after \xff a name: every word is something, and matches so. */
#include "common/match/host.h"
#include "common/match/malformed.h"

#include "tests/fuzz/fuzz_name.h"

static const struct ha_resolver nobody;

static const char *const addrs[] = { "192.0.2.33", "255.255.255.255",
	"2001:db8::1", "fe80::1%lo", "::ffff:10.1.2.3", "" };

static enum ha_found
match(const struct ha_pattern *pattern, const char *addr, struct ha_span name,
    enum ha_fact fact)
{
	struct ha_request request = HA_REQUEST_INIT;

	ha_host_set_addr(&request.client, ha_span_of(addr));
	fuzz_set_name(&request.client, name, fact);
	return ha_match_host(pattern, &request, &request.client,
	    &(struct ha_asking){ &nobody, NULL, true });
}

/* A wider net holds what a narrower one holds. */
static void
check_net(const struct ha_pattern *pattern)
{
	struct ha_net net = pattern->net;

	hold(ha_net_holds(&net, &net.addr) ||
	    memcmp(net.mask + 12, "\xff\xff\xff", 3) != 0);
	ha_net_set_length(&net, 0);
	hold(ha_net_holds(&net, &pattern->net.addr));
}

static void
check_answers(const struct ha_pattern *pattern, const char *addr,
    struct ha_span name)
{
	enum ha_found known = match(pattern, addr, name, HA_FACT_KNOWN);
	enum ha_found claimed = match(pattern, addr, name, HA_FACT_UNASKED);
	bool is_bad = pattern->kind == HA_PATTERN_MALFORMED;

	hold(known != HA_FOUND_LATER && known != HA_FOUND_CLAIMED_YES &&
	    known != HA_FOUND_CLAIMED_NO);
	hold((known == HA_FOUND_BAD_NO || known == HA_FOUND_BAD_YES) == is_bad);
	hold(pattern->kind != HA_PATTERN_ALL || known == HA_FOUND_YES);
	/* By a claim alone nothing is known to match. */
	hold(claimed != HA_FOUND_YES || pattern->kind == HA_PATTERN_UNKNOWN ||
	    match(pattern, addr, HA_SPAN_EMPTY, HA_FACT_KNOWN) == HA_FOUND_YES);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ha_span name = fuzz_span(data, size);
	struct ha_span word = fuzz_take(&name, '\xff');
	struct ha_pattern pattern;
	struct ha_net net;

	ha_pattern_parse(word, &pattern);
	hold(fuzz_within(pattern.text, word));
	hold((pattern.kind == HA_PATTERN_MALFORMED) ==
	    (pattern.fault != HA_CODE_NONE));
	if (pattern.kind == HA_PATTERN_NET)
		check_net(&pattern);
	if (word.len > 0)
		ha_malformed_net(word, false, &net);
	if (pattern.kind == HA_PATTERN_FILE)
		return 0;
	for (size_t i = 0; i < sizeof(addrs) / sizeof(addrs[0]); i++)
		check_answers(&pattern, addrs[i], name);
	return 0;
}
