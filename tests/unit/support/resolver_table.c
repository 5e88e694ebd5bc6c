#include "tests/support/resolver_table.h"

#include "tests/unit/support.h"

static struct ha_resolver_row rows[] = {
	{ HA_ROW_NAME, "192.0.2.1", "a.example" },
	{ HA_ROW_NAME, "192.0.2.1", "b.example" },
	{ HA_ROW_NAME, "2001:db8::1", "c.example" },
	{ HA_ROW_ADDRESS, "a.example", "192.0.2.1" },
	{ HA_ROW_ADDRESS, "A.example", "2001:db8::1" },
	{ HA_ROW_ADDRESS, "bad.example", "192.0.2" },
	{ HA_ROW_NETGROUP, "trusted", "a.example" },
	{ HA_ROW_NETGROUP, "mixed", "a.example" },
	{ HA_ROW_USER, "nobody", NULL },
	{ HA_ROW_GROUP, "nogroup", NULL },
	{ HA_ROW_FAILURE, "192.0.2.9", NULL },
	{ HA_ROW_FAILURE, "fail.example", NULL },
	{ HA_ROW_FAILURE, "mixed", NULL },
	{ .subject = NULL },
};

static struct ha_resolver resolver;
static struct ha_arena arena;

static void
begin(void)
{
	resolver = ha_resolver_table(rows);
	arena = HA_ARENA_INIT;
}

static void
end(void)
{
	ha_arena_free(&arena);
}

static const struct {
	const char *addr;
	enum ha_answer answer;
	size_t count;
	const char *first;
} names[] = {
	{ "192.0.2.1", HA_ANSWER_FOUND, 2, "a.example" },
	{ "::ffff:192.0.2.1", HA_ANSWER_FOUND, 2, "a.example" },
	{ "2001:db8:0::1", HA_ANSWER_FOUND, 1, "c.example" },
	{ "192.0.2.2", HA_ANSWER_NONE, 0, NULL },
	{ "192.0.2.9", HA_ANSWER_FAILED, 0, NULL },
};

START_TEST(the_names_of_an_address_are_its_rows)
{
	struct ha_addr addr;
	struct ha_span *found;
	size_t count;

	ck_assert(ha_addr_parse(ha_span_of(names[_i].addr), &addr));
	ck_assert_int_eq(
	    resolver.names(resolver.context, &addr, &arena, &found, &count),
	    names[_i].answer);
	if (names[_i].answer != HA_ANSWER_FOUND)
		return;
	ck_assert_uint_eq(count, names[_i].count);
	assert_span(found[0], ha_span_of(names[_i].first));
}
END_TEST

static const struct {
	const char *name;
	enum ha_answer answer;
	size_t count;
} addresses[] = {
	{ "a.example", HA_ANSWER_FOUND, 2 },
	{ "b.example", HA_ANSWER_NONE, 0 },
	{ "fail.example", HA_ANSWER_FAILED, 0 },
	{ "bad.example", HA_ANSWER_FAILED, 0 },
};

START_TEST(the_addresses_of_a_name_are_its_rows)
{
	struct ha_addr *found;
	size_t count;

	ck_assert_int_eq(resolver.addresses(resolver.context,
			     ha_span_of(addresses[_i].name), &arena, &found,
			     &count),
	    addresses[_i].answer);
	if (addresses[_i].answer == HA_ANSWER_FOUND)
		ck_assert_uint_eq(count, addresses[_i].count);
}
END_TEST

static const struct {
	const char *group, *host;
	enum ha_answer answer;
} netgroups[] = {
	{ "trusted", "A.example", HA_ANSWER_FOUND },
	{ "trusted", "b.example", HA_ANSWER_NONE },
	{ "other", "a.example", HA_ANSWER_NONE },
	{ "mixed", "a.example", HA_ANSWER_FAILED },
};

START_TEST(a_netgroup_holds_the_hosts_of_its_rows)
{
	ck_assert_int_eq(resolver.netgroup(resolver.context,
			     ha_span_of(netgroups[_i].group),
			     ha_span_of(netgroups[_i].host)),
	    netgroups[_i].answer);
}
END_TEST

START_TEST(an_account_is_there_when_it_has_a_row)
{
	void *context = resolver.context;

	ck_assert_int_eq(resolver.user(context, HA_SPAN("nobody")),
	    HA_ANSWER_FOUND);
	ck_assert_int_eq(resolver.user(context, HA_SPAN("nogroup")),
	    HA_ANSWER_NONE);
	ck_assert_int_eq(resolver.group(context, HA_SPAN("nogroup")),
	    HA_ANSWER_FOUND);
	ck_assert_int_eq(resolver.group(context, HA_SPAN("nobody")),
	    HA_ANSWER_NONE);
	ck_assert_int_eq(resolver.user(context, HA_SPAN("mixed")),
	    HA_ANSWER_FAILED);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_names_of_an_address_are_its_rows, 0,
	    COUNT(names));
	tcase_add_loop_test(tests, the_addresses_of_a_name_are_its_rows, 0,
	    COUNT(addresses));
	tcase_add_loop_test(tests, a_netgroup_holds_the_hosts_of_its_rows, 0,
	    COUNT(netgroups));
	tcase_add_test(tests, an_account_is_there_when_it_has_a_row);
}

int
main(void)
{
	return unit_run("resolver_table", add_tests);
}
