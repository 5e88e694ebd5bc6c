#include "common/match/host.h"

#include "tests/unit/script.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ SCRIPT_NETGROUP, "trusted", "a.example" },
	{ SCRIPT_NETGROUP, "strangers", "unknown" },
	{ SCRIPT_NETGROUP, "liars", "paranoid" },
	{ SCRIPT_NETGROUP, "broken", NULL },
	{ .subject = NULL },
};

static struct ha_request request;
static struct ha_host *client;
static struct script script;
static struct ha_resolver resolver;

static void
begin(void)
{
	request = HA_REQUEST_INIT;
	client = &request.client;
	script = (struct script){ .rows = rows };
	resolver = script_resolver(&script);
}

static void
end(void)
{
	ha_request_free(&request);
}

static enum ha_found
match(struct ha_span word, bool may_ask)
{
	struct ha_pattern pattern;

	ha_pattern_parse(word, &pattern);
	return ha_match_host(&pattern, &request, client,
	    &(struct ha_asking){ &resolver, NULL, may_ask });
}

/* What is known of a client, by a letter for its name and its address. */
static void
set_facts(enum ha_fact name, enum ha_fact addr)
{
	client->name_fact = name;
	if (name == HA_FACT_KNOWN)
		client->name = HA_SPAN("a.example");
	if (addr == HA_FACT_KNOWN)
		ck_assert(ha_host_set_addr(client, HA_SPAN("192.0.2.33")));
	client->addr_fact = addr;
}

enum {
	N = HA_FOUND_NO,
	Y = HA_FOUND_YES,
	U = HA_FOUND_UNKNOWN,
	C = HA_FOUND_CLAIMED_YES,
	D = HA_FOUND_CLAIMED_NO
};

static const struct {
	enum ha_fact name, addr;
	bool has_claim;
} states[] = {
	{ HA_FACT_KNOWN, HA_FACT_KNOWN, false },
	{ HA_FACT_KNOWN, HA_FACT_ABSENT, false },
	{ HA_FACT_ABSENT, HA_FACT_KNOWN, false },
	{ HA_FACT_CONFLICT, HA_FACT_KNOWN, false },
	{ HA_FACT_CONFLICT, HA_FACT_ABSENT, false },
	{ HA_FACT_ABSENT, HA_FACT_ABSENT, false },
	{ HA_FACT_FAILED, HA_FACT_KNOWN, false },
	{ HA_FACT_FAILED, HA_FACT_KNOWN, true },
	{ HA_FACT_CONFLICT, HA_FACT_KNOWN, true },
	{ HA_FACT_KNOWN, HA_FACT_CLAIMED, false },
	{ HA_FACT_CLAIMED, HA_FACT_CLAIMED, true },
	{ HA_FACT_CLAIMED, HA_FACT_FAILED, true },
	{ HA_FACT_CLAIMED, HA_FACT_CLAIMED, false },
	{ HA_FACT_UNTOLD, HA_FACT_UNTOLD, false },
};

/*
 * The first six columns of the words are libwrap's table; then a look-up that
 * failed, that and a conflict with a name that is claimed, and a name with an
 * address that is claimed; then claims alone: a name that leads to an address,
 * one that leads to none, an address; and a host that nobody told.
 */
static const struct {
	const char *word;
	int want[COUNT(states)];
} settled[] = {
	{ "ALL", { Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y } },
	{ "KNOWN", { Y, N, N, N, N, N, N, N, N, C, C, C, C, C } },
	{ "UNKNOWN", { N, Y, Y, N, Y, Y, Y, Y, N, D, C, C, C, C } },
	{ "PARANOID", { N, N, N, Y, Y, N, N, N, Y, N, U, U, U, C } },
	{ "LOCAL", { N, N, N, N, N, N, N, N, N, N, U, U, U, C } },
	{ "a.example", { Y, Y, N, N, N, N, U, C, C, Y, C, C, U, C } },
	{ "A.EXAMPLE.", { Y, Y, N, N, N, N, U, C, C, Y, C, C, U, C } },
	{ ".example", { Y, Y, N, N, N, N, U, C, C, Y, C, C, U, C } },
	{ "a.exampl", { N, N, N, N, N, N, U, U, N, N, U, U, U, C } },
	{ "*.example", { Y, Y, N, N, N, N, U, C, C, Y, C, C, U, C } },
	{ "u*n", { N, Y, Y, N, Y, Y, U, U, N, D, C, C, C, C } },
	{ "u*n.", { N, N, N, N, N, N, U, U, N, D, U, U, U, C } },
	{ "p*d", { N, N, N, Y, Y, N, U, U, Y, D, U, U, U, C } },
	{ "unknown.", { N, N, N, N, N, N, U, U, N, N, U, U, U, C } },
	{ "192.0.2.33", { Y, N, Y, Y, N, N, Y, Y, Y, C, C, U, C, C } },
	{ "192.0.2.0/24", { Y, N, Y, Y, N, N, Y, Y, Y, C, C, U, C, C } },
	{ "192.0.3.0/24", { N, N, N, N, N, N, N, N, N, D, U, U, U, C } },
	{ "0.0.0.0/0", { Y, N, Y, Y, N, N, Y, Y, Y, C, C, U, C, C } },
	{ "[::]/0", { N, N, N, N, N, N, N, N, N, D, U, U, U, C } },
	{ ".2.33", { Y, N, Y, Y, N, N, Y, Y, Y, C, C, U, C, C } },
	{ "192.*", { Y, N, Y, Y, N, N, Y, Y, Y, C, C, U, C, C } },
	{ "@trusted", { Y, Y, N, N, N, N, U, C, C, Y, C, C, U, C } },
	{ "@strangers", { N, N, Y, N, N, Y, U, U, N, N, U, U, U, C } },
	{ "@liars", { N, N, N, Y, Y, N, U, U, Y, N, U, U, U, C } },
	{ "@broken", { U, U, U, U, U, U, U, U, U, U, U, U, U, C } },
	{ "@nosuch", { N, N, N, N, N, N, U, U, N, N, U, U, U, C } },
};

/* Netgroups are asked for, but not for a host that nobody told. */
static bool
is_later(const char *word, int state, bool ask)
{
	bool is_sure = states[state].name == HA_FACT_UNTOLD;

	return word[0] == '@' && !ask && !is_sure;
}

START_TEST(settled_facts_answer_as_listed)
{
	const char *word = settled[_i].word;
	struct ha_addr claimed;

	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.33"), &claimed));
	for (int i = 0; i < COUNT(states); i++) {
		set_facts(states[i].name, states[i].addr);
		client->claim =
		    states[i].has_claim ? HA_SPAN("a.example") : HA_SPAN_EMPTY;
		client->claimed_addrs = &claimed;
		client->nclaimed_addrs = 1;
		for (int ask = 0; ask < 2; ask++)
			expect((int)match(ha_span_of(word), ask) ==
				(is_later(word, i, ask) ? HA_FOUND_LATER
							: settled[_i].want[i]),
			    "%s, column %d", word, i);
	}
	ck_assert_uint_eq(script.asked[SCRIPT_NAME], 0);
}
END_TEST

START_TEST(local_is_a_name_without_a_dot)
{
	set_facts(HA_FACT_KNOWN, HA_FACT_KNOWN);
	client->name = HA_SPAN("myhost");
	ck_assert_int_eq(match(HA_SPAN("LOCAL"), true), HA_FOUND_YES);
	client->name_fact = HA_FACT_FAILED;
	client->claim = HA_SPAN("myhost");
	ck_assert_int_eq(match(HA_SPAN("LOCAL"), true), HA_FOUND_CLAIMED_YES);
}
END_TEST

static const struct {
	const char *word;
	enum ha_found first; /* before anybody may be asked */
	enum ha_found then;
} lazy[] = {
	{ "ALL", HA_FOUND_YES, HA_FOUND_YES },
	{ "192.0.2.33", HA_FOUND_YES, HA_FOUND_YES },
	{ "192.0.2.0/24", HA_FOUND_YES, HA_FOUND_YES },
	{ "10.0.0.0/8", HA_FOUND_NO, HA_FOUND_NO },
	{ "192.*", HA_FOUND_YES, HA_FOUND_YES },
	{ "10.*", HA_FOUND_NO, HA_FOUND_NO },
	{ ".33", HA_FOUND_YES, HA_FOUND_YES },
	{ "10.0.0.0/99", HA_FOUND_BAD_NO, HA_FOUND_BAD_NO },
	{ "1*3", HA_FOUND_YES, HA_FOUND_YES },
	{ "a.example", HA_FOUND_LATER, HA_FOUND_YES },
	{ ".example", HA_FOUND_LATER, HA_FOUND_YES },
	{ ".other", HA_FOUND_LATER, HA_FOUND_NO },
	{ "a*", HA_FOUND_LATER, HA_FOUND_YES },
	{ "KNOWN", HA_FOUND_LATER, HA_FOUND_YES },
	{ "UNKNOWN", HA_FOUND_LATER, HA_FOUND_NO },
	{ "PARANOID", HA_FOUND_LATER, HA_FOUND_NO },
	{ "LOCAL", HA_FOUND_LATER, HA_FOUND_NO },
	{ "@trusted", HA_FOUND_LATER, HA_FOUND_YES },
};

START_TEST(a_name_is_asked_for_only_when_it_may_be_and_matters)
{
	set_facts(HA_FACT_UNASKED, HA_FACT_KNOWN);
	ck_assert_int_eq(match(ha_span_of(lazy[_i].word), false),
	    lazy[_i].first);
	ck_assert_uint_eq(script_asked(&script), 0);
	ck_assert_int_eq(match(ha_span_of(lazy[_i].word), true), lazy[_i].then);
	ck_assert_uint_eq(script.asked[SCRIPT_NAME],
	    lazy[_i].first == HA_FOUND_LATER);
	match(ha_span_of(lazy[_i].word), true);
	ck_assert_uint_le(script.asked[SCRIPT_NAME], 1);
}
END_TEST

static const struct {
	const char *word;
	enum ha_found want;
} unasked[] = {
	{ "a.example", HA_FOUND_UNKNOWN },
	{ "a*", HA_FOUND_UNKNOWN },
	{ "1*3", HA_FOUND_YES },
	{ "@trusted", HA_FOUND_UNKNOWN },
	{ "KNOWN", HA_FOUND_NO },
	{ "UNKNOWN", HA_FOUND_YES },
	{ "PARANOID", HA_FOUND_NO },
	{ "LOCAL", HA_FOUND_NO },
	{ "192.0.2.33", HA_FOUND_YES },
};

START_TEST(without_a_resolver_a_name_cannot_be_told)
{
	resolver = (struct ha_resolver){ .context = NULL };
	set_facts(HA_FACT_UNASKED, HA_FACT_KNOWN);
	ck_assert_int_eq(match(ha_span_of(unasked[_i].word), true),
	    unasked[_i].want);
}
END_TEST

START_TEST(an_address_that_cannot_be_told_answers_nothing)
{
	set_facts(HA_FACT_ABSENT, HA_FACT_FAILED);
	ck_assert_int_eq(match(HA_SPAN("192.0.2.33"), true), HA_FOUND_UNKNOWN);
	ck_assert_int_eq(match(HA_SPAN("192.*"), true), HA_FOUND_UNKNOWN);
	ck_assert_int_eq(match(HA_SPAN(".2.33"), true), HA_FOUND_UNKNOWN);
}
END_TEST

static const struct {
	const char *word, *addr;
	enum ha_found want;
} written[] = {
	{ "2001:db8::1", "2001:0DB8::1", HA_FOUND_YES },
	{ "2001:db8*", "2001:DB8::1", HA_FOUND_YES },
	{ "2001:db8*", "2001:0db8::1", HA_FOUND_NO },
	{ "192.0.2.*", "::ffff:192.0.2.33", HA_FOUND_YES },
	{ "*ffff*", "::ffff:192.0.2.33", HA_FOUND_NO },
	{ "[::ffff:0:0]/96", "::ffff:192.0.2.33", HA_FOUND_YES },
	{ "[::]/0", "::ffff:192.0.2.33", HA_FOUND_NO },
	{ "[fe80::1%lo]", "fe80::1%lo", HA_FOUND_YES },
	{ "[fe80::1%lo]", "fe80::1", HA_FOUND_NO },
	{ "[fe80::1]", "fe80::1%lo", HA_FOUND_YES },
	{ "fe80*lo", "fe80::1%lo", HA_FOUND_YES },
};

START_TEST(a_wildcard_sees_ipv6_as_written_and_ipv4_as_ipv4)
{
	client->name_fact = HA_FACT_ABSENT;
	ck_assert(ha_host_set_addr(client, ha_span_of(written[_i].addr)));
	ck_assert_int_eq(match(ha_span_of(written[_i].word), true),
	    written[_i].want);
}
END_TEST

static const struct {
	struct ha_span word;
	enum ha_found want;
} malformed[] = {
	{ BYTES("192.0.2.0/24x"), HA_FOUND_BAD_YES },
	{ BYTES("192.0.2.0/"), HA_FOUND_BAD_NO },
	{ BYTES("192.0.2.33/24x"), HA_FOUND_BAD_NO },
	{ BYTES("0300.0.2.0/24"), HA_FOUND_BAD_YES },
	{ BYTES("0300.0.2.33"), HA_FOUND_BAD_NO },
	{ BYTES("192.0.2"), HA_FOUND_BAD_NO },
	{ BYTES("192.0.2.33.1"), HA_FOUND_BAD_NO },
	{ BYTES("192.0.02."), HA_FOUND_BAD_NO },
	{ BYTES("[192.0.2.33]"), HA_FOUND_BAD_NO },
	{ BYTES("192*]"), HA_FOUND_BAD_NO },
	{ BYTES(""), HA_FOUND_BAD_NO },
	{ BYTES("192.0.2.33\0x"), HA_FOUND_BAD_YES },
	{ BYTES("192.0.2.\0"), HA_FOUND_BAD_YES },
	{ BYTES("192.0.2.0/24x\0"), HA_FOUND_BAD_YES },
	{ BYTES("a.example\0"), HA_FOUND_BAD_YES },
	{ BYTES("b.example\0"), HA_FOUND_BAD_NO },
	{ BYTES("\0ALL"), HA_FOUND_BAD_NO },
};

/* For a name that leads to 192.0.2.33, that address alone, and nobody. */
static const struct {
	struct ha_span word;
	enum ha_found name, addr, untold;
} doubted[] = {
	{ BYTES("192.0.2.0/24x"), HA_FOUND_BAD_YES, HA_FOUND_BAD_YES,
	    HA_FOUND_BAD_YES },
	{ BYTES("192.0.3.0/24x"), HA_FOUND_BAD_NO, HA_FOUND_BAD_NO,
	    HA_FOUND_BAD_YES },
	{ BYTES("a*]"), HA_FOUND_BAD_NO, HA_FOUND_BAD_NO, HA_FOUND_BAD_YES },
	{ BYTES("a.example\0"), HA_FOUND_BAD_YES, HA_FOUND_BAD_NO,
	    HA_FOUND_BAD_YES },
	{ BYTES("192.0.2.33\0"), HA_FOUND_BAD_YES, HA_FOUND_BAD_YES,
	    HA_FOUND_BAD_YES },
	{ BYTES(""), HA_FOUND_BAD_NO, HA_FOUND_BAD_NO, HA_FOUND_BAD_NO },
};

START_TEST(a_malformed_word_refuses_by_a_claim)
{
	struct ha_addr addr;

	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.33"), &addr));
	ha_host_claim_name(client, HA_SPAN("a.example"));
	ha_request_ask_addr(&request, client, &resolver);
	ck_assert_int_eq(match(doubted[_i].word, true), doubted[_i].name);
	*client = (struct ha_host){ .addr_fact = HA_FACT_ABSENT };
	ha_host_claim_addr(client, &addr);
	ck_assert_int_eq(match(doubted[_i].word, true), doubted[_i].addr);
	ha_host_set_untold(client);
	ck_assert_int_eq(match(doubted[_i].word, true), doubted[_i].untold);
}
END_TEST

/* What a claim says needs no look-up; what its name leads to does. */
static const struct {
	const char *word;
	enum ha_found first, then;
} claims[] = {
	{ "a.example", HA_FOUND_CLAIMED_YES, HA_FOUND_CLAIMED_YES },
	{ ".example", HA_FOUND_CLAIMED_YES, HA_FOUND_CLAIMED_YES },
	{ "a*", HA_FOUND_CLAIMED_YES, HA_FOUND_CLAIMED_YES },
	{ "KNOWN", HA_FOUND_CLAIMED_YES, HA_FOUND_CLAIMED_YES },
	{ "UNKNOWN", HA_FOUND_CLAIMED_YES, HA_FOUND_CLAIMED_YES },
	{ "PARANOID", HA_FOUND_UNKNOWN, HA_FOUND_UNKNOWN },
	{ "LOCAL", HA_FOUND_UNKNOWN, HA_FOUND_UNKNOWN },
	{ "b.example", HA_FOUND_UNKNOWN, HA_FOUND_UNKNOWN },
	{ "192.0.2.33", HA_FOUND_LATER, HA_FOUND_CLAIMED_YES },
	{ "10.0.0.0/8", HA_FOUND_LATER, HA_FOUND_UNKNOWN },
	{ "1*3", HA_FOUND_LATER, HA_FOUND_CLAIMED_YES },
};

START_TEST(a_claim_is_looked_up_only_for_its_addresses)
{
	ha_host_claim_name(client, HA_SPAN("a.example"));
	ck_assert_int_eq(match(ha_span_of(claims[_i].word), false),
	    claims[_i].first);
	ck_assert_int_eq(match(ha_span_of(claims[_i].word), true),
	    claims[_i].then);
	ck_assert_uint_eq(script_asked(&script),
	    claims[_i].first == HA_FOUND_LATER);
}
END_TEST

START_TEST(a_malformed_word_tells_what_libwrap_would_say)
{
	set_facts(HA_FACT_KNOWN, HA_FACT_KNOWN);
	ck_assert_int_eq(match(malformed[_i].word, true), malformed[_i].want);
}
END_TEST

/* libwrap would look the name up, so what it refuses must be looked up here. */
START_TEST(a_name_before_a_nul_is_asked_for_as_well)
{
	set_facts(HA_FACT_UNASKED, HA_FACT_KNOWN);
	ck_assert_int_eq(match(HA_SPAN("a.example\0"), true), HA_FOUND_BAD_YES);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, settled_facts_answer_as_listed, 0,
	    COUNT(settled));
	tcase_add_test(tests, local_is_a_name_without_a_dot);
	tcase_add_loop_test(tests,
	    a_name_is_asked_for_only_when_it_may_be_and_matters, 0,
	    COUNT(lazy));
	tcase_add_loop_test(tests, without_a_resolver_a_name_cannot_be_told, 0,
	    COUNT(unasked));
	tcase_add_test(tests, an_address_that_cannot_be_told_answers_nothing);
	tcase_add_loop_test(tests,
	    a_wildcard_sees_ipv6_as_written_and_ipv4_as_ipv4, 0,
	    COUNT(written));
	tcase_add_loop_test(tests,
	    a_malformed_word_tells_what_libwrap_would_say, 0, COUNT(malformed));
	tcase_add_loop_test(tests, a_malformed_word_refuses_by_a_claim, 0,
	    COUNT(doubted));
	tcase_add_loop_test(tests, a_claim_is_looked_up_only_for_its_addresses,
	    0, COUNT(claims));
	tcase_add_test(tests, a_name_before_a_nul_is_asked_for_as_well);
}

int
main(void)
{
	return unit_run("match_host", add_tests);
}
