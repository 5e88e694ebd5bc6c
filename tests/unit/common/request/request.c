#include "common/request/request.h"

#include <stdio.h>

#include "common/base/bounds.h"
#include "tests/unit/script.h"

static struct ha_request request;
static struct script script;
static struct ha_resolver resolver;

static void
begin(void)
{
	static const struct script_row none = { .subject = NULL };

	request = HA_REQUEST_INIT;
	script = (struct script){ .rows = &none };
	resolver = script_resolver(&script);
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")));
	request.client.name_fact = HA_FACT_UNASKED;
}

static void
end(void)
{
	ha_request_free(&request);
}

START_TEST(nobody_is_the_user_unknown)
{
	assert_span(ha_request_user(&request), HA_SPAN("unknown"));
	request.user = HA_SPAN("bob");
	assert_span(ha_request_user(&request), HA_SPAN("bob"));
}
END_TEST

static const struct {
	const char *given, *text;
} addrs[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "[192.0.2.1]", "192.0.2.1" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "[::ffff:c000:201%lo]", "192.0.2.1" },
	{ "2001:DB8::1", "2001:DB8::1" },
	{ "[fe80::1%lo]", "fe80::1%lo" },
};

START_TEST(an_address_is_shown_without_brackets)
{
	char buffer[HA_ADDR_TEXT];

	ck_assert(
	    ha_host_set_addr(&request.client, ha_span_of(addrs[_i].given)));
	ck_assert_int_eq(request.client.addr_fact, HA_FACT_KNOWN);
	assert_span(ha_host_addr_text(&request.client, buffer),
	    ha_span_of(addrs[_i].text));
}
END_TEST

static const struct {
	const char *given, *client, *server; /* client NULL: not taken */
	unsigned long client_port, server_port;
} connections[] = {
	{ "192.0.2.1 5022 192.0.2.2 22", "192.0.2.1", "192.0.2.2", 5022, 22 },
	{ "2001:db8::1 5022 fe80::2%lo 22", "2001:db8::1", "fe80::2%lo", 5022,
	    22 },
	{ "192.0.2.1", "192.0.2.1", "unknown", 0, 0 },
	{ "192.0.2.1 x host 70000", "192.0.2.1", "unknown", 0, 0 },
	{ "192.0.2.1  192.0.2.2 22", "192.0.2.1", "192.0.2.2", 0, 22 },
	{ "", NULL, NULL, 0, 0 },
	{ "UNKNOWN 65535 UNKNOWN 65535", NULL, NULL, 0, 0 },
	{ " 192.0.2.1 5022 192.0.2.2 22", NULL, NULL, 0, 0 },
};

START_TEST(a_connection_is_read_as_sshd_tells_it)
{
	struct ha_request read = HA_REQUEST_INIT;
	char buffer[HA_ADDR_TEXT];

	ck_assert_int_eq(
	    ha_request_set_connection(&read, ha_span_of(connections[_i].given)),
	    connections[_i].client != NULL);
	ck_assert_uint_eq(read.client.port, connections[_i].client_port);
	ck_assert_uint_eq(read.server.port, connections[_i].server_port);
	if (connections[_i].client == NULL) {
		ck_assert_int_eq(read.client.addr_fact, HA_FACT_ABSENT);
		ck_assert_int_eq(read.client.name_fact, HA_FACT_ABSENT);
		return;
	}
	ck_assert_int_eq(read.client.name_fact, HA_FACT_UNASKED);
	assert_span(ha_host_addr_text(&read.client, buffer),
	    ha_span_of(connections[_i].client));
	assert_span(ha_host_addr_text(&read.server, buffer),
	    ha_span_of(connections[_i].server));
}
END_TEST

static const char *const no_addrs[] = { "", "host", "192.0.2", "010.0.0.1",
	"[]", "unknown", "192.0.2.1 " };

START_TEST(no_address_leaves_the_host_alone)
{
	char buffer[HA_ADDR_TEXT];

	ck_assert(!ha_host_set_addr(&request.client, ha_span_of(no_addrs[_i])));
	assert_span(ha_host_addr_text(&request.client, buffer),
	    HA_SPAN("192.0.2.33"));
}
END_TEST

START_TEST(a_host_without_address_is_unknown)
{
	char buffer[HA_ADDR_TEXT];

	assert_span(ha_host_addr_text(&request.server, buffer),
	    HA_SPAN("unknown"));
	assert_span(ha_host_name_text(&request.server), HA_SPAN("unknown"));
}
END_TEST

static const struct {
	const char *given;
	enum ha_fact fact;
	const char *text;
} names[] = {
	{ "host.example.net", HA_FACT_KNOWN, "host.example.net" },
	{ "host.example.net.", HA_FACT_KNOWN, "host.example.net" },
	{ "host..", HA_FACT_KNOWN, "host." },
	{ "", HA_FACT_ABSENT, "unknown" },
	{ ".", HA_FACT_ABSENT, "unknown" },
	{ "UnKnown", HA_FACT_ABSENT, "unknown" },
	{ "unknown.", HA_FACT_ABSENT, "unknown" },
	{ "Paranoid", HA_FACT_CONFLICT, "paranoid" },
	{ "192.0.2.1", HA_FACT_ABSENT, "unknown" },
	{ "0300.1", HA_FACT_ABSENT, "unknown" },
	{ "2001:db8::1", HA_FACT_ABSENT, "unknown" },
	{ "[2001:db8::1]", HA_FACT_ABSENT, "unknown" },
};

START_TEST(a_given_name_is_a_fact_as_listed)
{
	ha_host_set_name(&request.client, ha_span_of(names[_i].given));
	ck_assert_int_eq(request.client.name_fact, names[_i].fact);
	assert_span(ha_host_name_text(&request.client),
	    ha_span_of(names[_i].text));
}
END_TEST

/* Else "unknown" would be as good as a look-up that finds no name. */
START_TEST(a_claimed_name_is_never_known)
{
	bool is_name = names[_i].fact == HA_FACT_KNOWN;

	ha_host_claim_name(&request.client, ha_span_of(names[_i].given));
	ck_assert_int_eq(request.client.name_fact, HA_FACT_UNASKED);
	ck_assert_uint_eq(request.client.claim.len,
	    is_name ? strlen(names[_i].text) : 0);
	assert_span(ha_host_name_text(&request.client), HA_SPAN("unknown"));
}
END_TEST

/* A name of len bytes, and what else a name may look like. */
#define LABEL "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz."
#define NAME252 LABEL LABEL LABEL LABEL

static const struct {
	struct script_row rows[5];
	enum ha_fact fact;
	const char *text;
} lookups[] = {
	{ { { .subject = NULL } }, HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", NULL } }, HA_FACT_FAILED, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", "192.0.2.33" } },
	    HA_FACT_KNOWN, "a.example" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example." },
	      { SCRIPT_ADDRESS, "a.example", "192.0.2.33" } },
	    HA_FACT_KNOWN, "a.example" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", "::ffff:192.0.2.33" } },
	    HA_FACT_KNOWN, "a.example" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", "192.0.2.1" },
	      { SCRIPT_ADDRESS, "a.example", "192.0.2.33" } },
	    HA_FACT_KNOWN, "a.example" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", "192.0.2.34" } },
	    HA_FACT_CONFLICT, "paranoid" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" } }, HA_FACT_CONFLICT,
	    "paranoid" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", NULL } },
	    HA_FACT_FAILED, "unknown" },
	/* The first that is verified counts, wherever it stands. */
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_NAME, "192.0.2.33", "b.example" },
	      { SCRIPT_ADDRESS, "b.example", "192.0.2.33" } },
	    HA_FACT_KNOWN, "b.example" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", NULL },
	      { SCRIPT_NAME, "192.0.2.33", "b.example" },
	      { SCRIPT_ADDRESS, "b.example", "192.0.2.33" } },
	    HA_FACT_KNOWN, "b.example" },
	/* A failure leaves the question open, before and after a conflict. */
	{ { { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", NULL },
	      { SCRIPT_NAME, "192.0.2.33", "b.example" } },
	    HA_FACT_FAILED, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "b.example" },
	      { SCRIPT_NAME, "192.0.2.33", "a.example" },
	      { SCRIPT_ADDRESS, "a.example", NULL } },
	    HA_FACT_FAILED, "unknown" },
	/* What is no host name is not even asked for. */
	{ { { SCRIPT_NAME, "192.0.2.33", "192.0.2.33" },
	      { SCRIPT_ADDRESS, "192.0.2.33", "192.0.2.33" } },
	    HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "a b" },
	      { SCRIPT_ADDRESS, "a b", "192.0.2.33" } },
	    HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "unknown" },
	      { SCRIPT_ADDRESS, "unknown", "192.0.2.33" } },
	    HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "Paranoid." },
	      { SCRIPT_ADDRESS, "Paranoid", "192.0.2.33" } },
	    HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", "." } }, HA_FACT_ABSENT, "unknown" },
	{ { { SCRIPT_NAME, "192.0.2.33", NAME252 "a" },
	      { SCRIPT_ADDRESS, NAME252 "a", "192.0.2.33" } },
	    HA_FACT_KNOWN, NAME252 "a" },
	{ { { SCRIPT_NAME, "192.0.2.33", NAME252 "ab" },
	      { SCRIPT_ADDRESS, NAME252 "ab", "192.0.2.33" } },
	    HA_FACT_ABSENT, "unknown" },
};

START_TEST(a_name_counts_when_it_leads_back)
{
	script.rows = lookups[_i].rows;
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_int_eq(request.client.name_fact, lookups[_i].fact);
	assert_span(ha_host_name_text(&request.client),
	    ha_span_of(lookups[_i].text));
}
END_TEST

START_TEST(a_name_is_asked_for_once_whatever_the_answer)
{
	script.rows = lookups[_i].rows;
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert(!ha_host_may_ask_name(&request.client, &resolver));
	ck_assert_uint_eq(script.asked[SCRIPT_NAME], 1);
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_uint_eq(script.asked[SCRIPT_NAME], 1);
}
END_TEST

START_TEST(a_name_of_no_host_is_not_verified)
{
	static const struct script_row rows[] = {
		{ SCRIPT_NAME, "192.0.2.33", "$(id)" },
		{ SCRIPT_NAME, "192.0.2.33", "10.1" },
		{ SCRIPT_NAME, "192.0.2.33", "paranoid" },
		{ .subject = NULL },
	};

	script.rows = rows;
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_uint_eq(script.asked[SCRIPT_ADDRESS], 0);
}
END_TEST

START_TEST(a_fact_that_is_there_is_not_asked_for)
{
	static const enum ha_fact facts[] = { HA_FACT_ABSENT, HA_FACT_FAILED,
		HA_FACT_CONFLICT, HA_FACT_KNOWN };

	for (int i = 0; i < COUNT(facts); i++) {
		request.client.name_fact = facts[i];
		ha_request_ask_name(&request, &request.client, &resolver);
		ck_assert_int_eq(request.client.name_fact, facts[i]);
	}
	ck_assert_uint_eq(script_asked(&script), 0);
}
END_TEST

START_TEST(nobody_is_asked_without_an_address)
{
	request.client.addr_fact = HA_FACT_ABSENT;
	ck_assert(!ha_host_may_ask_name(&request.client, &resolver));
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_uint_eq(script_asked(&script), 0);
}
END_TEST

START_TEST(half_a_resolver_is_not_asked_for_names)
{
	struct ha_resolver half = resolver;

	half.addresses = NULL;
	ck_assert(!ha_host_may_ask_name(&request.client, &half));
	half = resolver;
	half.names = NULL;
	ck_assert(!ha_host_may_ask_name(&request.client, &half));
	ha_request_ask_name(&request, &request.client, &half);
	ck_assert_int_eq(request.client.name_fact, HA_FACT_UNASKED);
}
END_TEST

/* ---- a name without an address ---- */

static const struct {
	const char *name;
	bool is_claim;
	enum ha_fact name_fact, addr_fact;
	bool has_failed;
} nameless[] = {
	{ "two.example", true, HA_FACT_CLAIMED, HA_FACT_CLAIMED, false },
	{ "none.example", true, HA_FACT_CLAIMED, HA_FACT_FAILED, false },
	{ "fails.example", true, HA_FACT_CLAIMED, HA_FACT_FAILED, true },
	{ "two.example", false, HA_FACT_KNOWN, HA_FACT_CLAIMED, false },
	{ "none.example", false, HA_FACT_KNOWN, HA_FACT_FAILED, false },
	{ "fails.example", false, HA_FACT_KNOWN, HA_FACT_FAILED, true },
	{ "192.0.2.33.", true, HA_FACT_ABSENT, HA_FACT_ABSENT, false },
};

static const struct script_row name_rows[] = {
	{ SCRIPT_ADDRESS, "two.example", "192.0.2.33" },
	{ SCRIPT_ADDRESS, "two.example", "2001:db8::33" },
	{ SCRIPT_ADDRESS, "fails.example", NULL },
	{ SCRIPT_NETGROUP, "trusted", "a.example" },
	{ SCRIPT_NETGROUP, "failing", NULL },
	{ .subject = NULL },
};

static struct ha_host *
begin_nameless(int i)
{
	struct ha_host *client = &request.client;

	*client = (struct ha_host){ .addr_fact = HA_FACT_ABSENT };
	script.rows = name_rows;
	if (nameless[i].is_claim) {
		ha_host_claim_name(client, ha_span_of(nameless[i].name));
	} else {
		ha_host_set_name(client, ha_span_of(nameless[i].name));
		client->addr_fact = HA_FACT_UNASKED;
	}
	return client;
}

START_TEST(the_addresses_of_a_name_are_claims)
{
	struct ha_host *client = begin_nameless(_i);

	ha_request_ask_addr(&request, client, &resolver);
	ck_assert_int_eq(client->name_fact, nameless[_i].name_fact);
	ck_assert_int_eq(client->addr_fact, nameless[_i].addr_fact);
	ck_assert_uint_eq(client->nclaimed_addrs,
	    client->addr_fact == HA_FACT_CLAIMED ? 2 : 0);
	ck_assert(request.has_failed == nameless[_i].has_failed);
	ck_assert(!request.is_broken);
}
END_TEST

START_TEST(name_and_address_are_one_question)
{
	struct ha_host *client = begin_nameless(_i);

	ha_request_ask_name(&request, client, &resolver);
	ha_request_ask_addr(&request, client, &resolver);
	ha_request_ask_name(&request, client, &resolver);
	ck_assert_uint_le(script_asked(&script), 1);
	ck_assert_int_eq(client->name_fact, nameless[_i].name_fact);
	ck_assert_int_eq(client->addr_fact, nameless[_i].addr_fact);
}
END_TEST

/* Nothing that is looked up makes more of it, and no text shows it. */
START_TEST(a_claim_stays_a_claim)
{
	char buffer[HA_ADDR_TEXT];
	struct ha_addr addr;
	struct ha_host *client = begin_nameless(_i);

	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.33"), &addr));
	if (!nameless[_i].is_claim) {
		*client = (struct ha_host){ .addr_fact = HA_FACT_ABSENT };
		ha_host_claim_addr(client, &addr);
	}
	ck_assert(!ha_host_may_ask_name(client, &resolver));
	ha_request_ask_addr(&request, client, &resolver);
	ha_request_ask_name(&request, client, &resolver);
	assert_span(ha_host_name_text(client), HA_SPAN("unknown"));
	assert_span(ha_host_addr_text(client, buffer), HA_SPAN("unknown"));
}
END_TEST

/* ---- netgroups, and what cannot be told ---- */

static enum ha_answer
ask_group(const char *group, const char *name)
{
	return ha_request_ask_netgroup(&request, ha_span_of(group),
	    ha_span_of(name), &resolver);
}

START_TEST(a_netgroup_is_asked_once_for_a_name)
{
	script.rows = name_rows;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(ask_group("trusted", "a.example"),
		    HA_ANSWER_FOUND);
		ck_assert_int_eq(ask_group("trusted", "b.example"),
		    HA_ANSWER_NONE);
		ck_assert_int_eq(ask_group("Trusted2", "a.example"),
		    HA_ANSWER_NONE);
		ck_assert_int_eq(ask_group("failing", "a.example"),
		    HA_ANSWER_FAILED);
	}
	ck_assert_uint_eq(script.asked[SCRIPT_NETGROUP], 4);
	ck_assert(request.has_failed && !request.is_broken);
}
END_TEST

static void
ask_groups(int count)
{
	char group[20];

	for (int i = 0; i < count; i++) {
		snprintf(group, sizeof(group), "g%d", i);
		expect(ask_group(group, "a.example") == HA_ANSWER_NONE,
		    "group %d", i);
	}
}

/* What is remembered is looked through: were it all, this would take hours. */
START_TEST(many_netgroups_take_no_more_time_each)
{
	ask_groups(400000);
	ck_assert_uint_eq(script.asked[SCRIPT_NETGROUP], 400000);
	ask_groups(HA_GROUPS_KEPT);
	ck_assert_uint_eq(script.asked[SCRIPT_NETGROUP], 400000);
}
END_TEST

static enum ha_answer
answer_broken(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **found, size_t *count)
{
	(void)context;
	(void)name;
	(void)arena;
	(void)found;
	(void)count;
	return HA_ANSWER_BROKEN;
}

START_TEST(a_look_up_that_cannot_be_made_is_noted)
{
	static const struct script_row one[] = {
		{ SCRIPT_NAME, "192.0.2.33", "a.example" },
		{ .subject = NULL },
	};

	script.rows = one;
	resolver.addresses = answer_broken;
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_int_eq(request.client.name_fact, HA_FACT_FAILED);
	ck_assert(request.is_broken && !request.has_failed);
}
END_TEST

static enum ha_answer
answer_much(void *context, struct ha_span name, struct ha_arena *arena,
    struct ha_addr **found, size_t *count)
{
	(void)context;
	(void)name;
	ck_assert_ptr_ne(arena, &request.arena);
	*count = 10000;
	*found = ha_arena_alloc(arena, *count * sizeof(**found));
	ck_assert_ptr_nonnull(*found);
	memset(*found, 0, *count * sizeof(**found));
	return HA_ANSWER_FOUND;
}

START_TEST(verifying_many_names_keeps_nothing)
{
	static const struct script_row many[] = {
		{ SCRIPT_NAME, "192.0.2.33", "a.example" },
		{ SCRIPT_NAME, "192.0.2.33", "b.example" },
		{ SCRIPT_NAME, "192.0.2.33", "c.example" },
		{ .subject = NULL },
	};

	script.rows = many;
	resolver.addresses = answer_much;
	ha_request_ask_name(&request, &request.client, &resolver);
	ck_assert_int_eq(request.client.name_fact, HA_FACT_CONFLICT);
	ck_assert_ptr_null(request.arena.blocks);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, nobody_is_the_user_unknown);
	tcase_add_loop_test(tests, an_address_is_shown_without_brackets, 0,
	    COUNT(addrs));
	tcase_add_loop_test(tests, a_connection_is_read_as_sshd_tells_it, 0,
	    sizeof(connections) / sizeof(connections[0]));
	tcase_add_loop_test(tests, no_address_leaves_the_host_alone, 0,
	    COUNT(no_addrs));
	tcase_add_test(tests, a_host_without_address_is_unknown);
	tcase_add_loop_test(tests, a_given_name_is_a_fact_as_listed, 0,
	    COUNT(names));
	tcase_add_loop_test(tests, a_claimed_name_is_never_known, 0,
	    COUNT(names));
	tcase_add_loop_test(tests, a_name_counts_when_it_leads_back, 0,
	    COUNT(lookups));
	tcase_add_loop_test(tests, a_name_is_asked_for_once_whatever_the_answer,
	    0, COUNT(lookups));
	tcase_add_test(tests, a_name_of_no_host_is_not_verified);
	tcase_add_test(tests, a_fact_that_is_there_is_not_asked_for);
	tcase_add_test(tests, nobody_is_asked_without_an_address);
	tcase_add_test(tests, half_a_resolver_is_not_asked_for_names);
	tcase_add_loop_test(tests, the_addresses_of_a_name_are_claims, 0,
	    COUNT(nameless));
	tcase_add_loop_test(tests, name_and_address_are_one_question, 0,
	    COUNT(nameless));
	tcase_add_loop_test(tests, a_claim_stays_a_claim, 0, COUNT(nameless));
	tcase_add_test(tests, a_netgroup_is_asked_once_for_a_name);
	tcase_add_test(tests, many_netgroups_take_no_more_time_each);
	tcase_add_test(tests, a_look_up_that_cannot_be_made_is_noted);
	tcase_add_test(tests, verifying_many_names_keeps_nothing);
}

int
main(void)
{
	return unit_run("request", add_tests);
}
