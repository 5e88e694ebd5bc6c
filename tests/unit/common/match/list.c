#include "common/match/list.h"

#include <stdio.h>

#include "common/rules/reader.h"
#include "tests/unit/script.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ SCRIPT_NETGROUP, "trusted", "a.example" },
	{ .subject = NULL },
};

static struct script script;
static struct ha_resolver resolver;
static struct ha_request request;
static struct ha_policy policy;
static struct ha_decision decision;
static struct ha_matcher matcher;
static struct ha_source *table;
static struct ha_rule rule;

static enum ha_match match;
static struct ha_list_hit hit;

static void
begin(void)
{
	script = (struct script){ .rows = rows };
	resolver = script_resolver(&script);
	request = HA_REQUEST_INIT;
	request.service = HA_SPAN("sshd");
	request.user = HA_SPAN("bob");
	request.server.port = 22;
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")));
	ck_assert(ha_host_set_addr(&request.server, HA_SPAN("192.0.2.1")));
	policy = (struct ha_policy){ .refuse_on_unknown = false };
	ha_decision_init(&decision);
	table = NULL;
	matcher = (struct ha_matcher){ .request = &request,
		.resolver = &resolver,
		.policy = &policy,
		.decision = &decision,
		.rule = &rule };
}

static void
end(void)
{
	ha_decision_free(&decision);
	ha_source_free(table);
	ha_request_free(&request);
}

/* The list is a line of its own, so that tokens can be located in it. */
static void
set_list(struct ha_span text)
{
	ha_source_free(table);
	ck_assert_int_eq(ha_source_from_memory("table", text, &table), HA_OK);
	rule = (struct ha_rule){ .where = { table, 0, text.len },
		.text = { table->bytes, text.len } };
}

static enum ha_match
match_list(const char *text, enum ha_list_kind kind)
{
	set_list(ha_span_of(text));
	expect(ha_match_list(&matcher, rule.text, kind, &match, &hit) == HA_OK,
	    "%s: not decided", text);
	return match;
}

static const struct {
	const char *list;
	bool want;
} daemons[] = {
	{ "sshd", true },
	{ "ftpd SSHD", true },
	{ "ftpd", false },
	{ "ALL", true },
	{ "KNOWN", true },
	{ "UNKNOWN", false },
	{ "LOCAL", false },
	{ "ss*", true },
	{ ".d", false },
	{ "ssh.", false },
	{ "22", true },
	{ "022", true },
	{ "4294967318", true },
	{ "23", false },
	{ "65558", false },
	{ "ALL EXCEPT sshd", false },
	{ "ALL EXCEPT ftpd", true },
	{ "sshd@192.0.2.1", true },
	{ "sshd@192.0.2.2", false },
	{ "ftpd@192.0.2.1", false },
	{ "22@192.0.2.0/24", true },
	{ "23@ALL", false },
	{ "sshd@", false },
	{ "@sshd", false },
};

START_TEST(daemons_match_as_listed)
{
	ck_assert_int_eq(match_list(daemons[_i].list, HA_LIST_DAEMONS),
	    daemons[_i].want ? HA_MATCH_YES : HA_MATCH_NO);
}
END_TEST

START_TEST(a_port_nobody_knows_matches_no_number)
{
	request.server.port = 0;
	ck_assert_int_eq(match_list("0 sshd2", HA_LIST_DAEMONS), HA_MATCH_NO);
}
END_TEST

static const struct {
	const char *list;
	bool want;
} clients[] = {
	{ "192.0.2.33", true },
	{ "10.0.0.1, 192.0.2.", true },
	{ "10.0.0.1", false },
	{ "bob@192.0.2.33", true },
	{ "alice@192.0.2.33", false },
	{ "b*@ALL", true },
	{ "KNOWN@ALL", true },
	{ "unknown@ALL", false },
	{ "22@ALL", false },
	{ "bob@", false },
	{ "bob@10.0.0.1", false },
	{ "bob@alice@ALL", false },
	{ "bob", false },
	{ "ALL EXCEPT bob@ALL", false },
	{ "ALL EXCEPT alice@ALL", true },
	{ "ALL EXCEPT 192.0.2. EXCEPT 192.0.2.33", true },
};

START_TEST(clients_match_as_listed)
{
	ck_assert_int_eq(match_list(clients[_i].list, HA_LIST_CLIENTS),
	    clients[_i].want ? HA_MATCH_YES : HA_MATCH_NO);
}
END_TEST

/* ---- EXCEPT ---- */

/* a EXCEPT rest: as both true, "cannot tell" lying between no and yes. */
static enum ha_match
oracle(const enum ha_match *groups, size_t count)
{
	enum ha_match rest, spared;

	if (count == 0)
		return HA_MATCH_NO;
	rest = oracle(groups + 1, count - 1);
	spared = rest == HA_MATCH_YES ? HA_MATCH_NO
	    : rest == HA_MATCH_NO     ? HA_MATCH_YES
				      : HA_MATCH_UNKNOWN;
	return groups[0] < spared ? groups[0] : spared;
}

static const char *const answers[] = { [HA_MATCH_NO] = "10.0.0.1",
	[HA_MATCH_UNKNOWN] = ".example",
	[HA_MATCH_YES] = "192.0.2.33" };

/* In a rule that refuses, doubt refuses, or is nothing, and never spares. */
static enum ha_match
settled(enum ha_match answer, size_t group)
{
	if (!matcher.refuses || answer != HA_MATCH_UNKNOWN)
		return answer;
	return policy.refuse_on_unknown && group % 2 == 0 ? HA_MATCH_YES
							  : HA_MATCH_NO;
}

static void
check_groups(const int *digits, size_t count)
{
	enum ha_match groups[9];
	char text[256] = "";

	for (size_t i = 0; i < count; i++) {
		strcat(text, i == 0 ? "" : " EXCEPT ");
		strcat(text, answers[digits[i]]);
		groups[i] = settled((enum ha_match)digits[i], i);
	}
	expect(match_list(text, HA_LIST_CLIENTS) == oracle(groups, count),
	    "\"%s\": %d", text, (int)match);
}

static void
check_all_lists(void)
{
	int digits[9] = { 0 };

	request.client.name_fact = HA_FACT_FAILED;
	for (size_t count = 1; count <= 9;) {
		size_t i = 0;

		check_groups(digits, count);
		while (i < count && digits[i] == HA_MATCH_YES)
			digits[i++] = HA_MATCH_NO;
		if (i == count)
			count++;
		else
			digits[i]++;
	}
}

START_TEST(except_agrees_with_the_recursion_in_a_rule_that_admits)
{
	check_all_lists();
}
END_TEST

START_TEST(except_agrees_with_the_recursion_in_a_rule_that_refuses)
{
	matcher.refuses = true;
	check_all_lists();
}
END_TEST

START_TEST(except_agrees_with_the_recursion_when_doubt_refuses)
{
	matcher.refuses = true;
	policy.refuse_on_unknown = true;
	check_all_lists();
}
END_TEST

/* Several tokens in a group: the best answer is the group's. */
START_TEST(a_group_answers_as_its_best_token)
{
	uint32_t state = 61;

	request.client.name_fact = HA_FACT_FAILED;
	for (int n = 0; n < 20000; n++) {
		enum ha_match groups[4] = { HA_MATCH_NO };
		size_t count = 1 + unit_below(&state, 4);
		char text[512] = "";

		for (size_t i = 0; i < count; i++) {
			strcat(text, i == 0 ? "" : " EXCEPT");
			groups[i] = HA_MATCH_NO;
			for (size_t k = 1 + unit_below(&state, 4); k > 0; k--) {
				size_t answer = unit_below(&state, 3);

				strcat(strcat(text, " "), answers[answer]);
				if (answer > (size_t)groups[i])
					groups[i] = (enum ha_match)answer;
			}
		}
		expect(match_list(text, HA_LIST_CLIENTS) ==
			oracle(groups, count),
		    "\"%s\": %d", text, (int)match);
	}
}
END_TEST

/* ---- questions ---- */

static const struct {
	const char *list;
	size_t asked;
} questions[] = {
	{ "10.0.0.1 192.0.2.0/24", 0 },
	{ ".example 192.0.2.33", 0 },
	{ "a.example LOCAL @trusted 192.0.2.33", 0 },
	{ "ALL EXCEPT 10.0.0.1", 0 },
	{ "10.0.0.1 EXCEPT .example", 0 },
	{ "alice@.example", 0 },
	{ ".other .example", 1 },
	{ ".other .more EXCEPT .still", 1 },
	{ "ALL EXCEPT .example", 1 },
	{ "ALL EXCEPT .example 192.0.2.33", 0 },
	{ "bob@.example", 1 },
	{ ".other a.example", 1 },
	{ "@nosuch .other .example", 1 },
	{ ".other @trusted", 1 },
	{ ".other KNOWN", 1 },
	{ "alice@.example bob@.other bob@.example", 1 },
	{ "ALL EXCEPT .other .example", 1 },
	{ "ALL EXCEPT .example EXCEPT .other .more a.example", 1 },
};

START_TEST(a_name_is_asked_for_when_nothing_else_decides)
{
	request.client.name_fact = HA_FACT_UNASKED;
	match_list(questions[_i].list, HA_LIST_CLIENTS);
	ck_assert_uint_eq(script.asked[SCRIPT_NAME], questions[_i].asked);
}
END_TEST

START_TEST(a_name_that_is_looked_up_matches_as_one_that_is_given)
{
	enum ha_match given;

	for (int refuses = 0; refuses < 2; refuses++) {
		matcher.refuses = refuses != 0;
		ha_host_set_name(&request.client, HA_SPAN("a.example"));
		given = match_list(questions[_i].list, HA_LIST_CLIENTS);
		request.client.name_fact = HA_FACT_UNASKED;
		ck_assert_int_eq(
		    match_list(questions[_i].list, HA_LIST_CLIENTS), given);
	}
}
END_TEST

START_TEST(the_server_s_name_is_asked_for_behind_its_daemon)
{
	request.server.name_fact = HA_FACT_UNASKED;
	match_list("ftpd@.example", HA_LIST_DAEMONS);
	ck_assert_uint_eq(script_asked(&script), 0);
	match_list("sshd@.example", HA_LIST_DAEMONS);
	ck_assert_uint_eq(script.asked[SCRIPT_NAME], 1);
}
END_TEST

START_TEST(a_netgroup_is_asked_once_a_token)
{
	request.client.name_fact = HA_FACT_UNASKED;
	ck_assert_int_eq(match_list("@trusted", HA_LIST_CLIENTS), HA_MATCH_YES);
	ck_assert_uint_eq(script.asked[SCRIPT_NETGROUP], 1);
}
END_TEST

/* ---- malformed patterns ---- */

static const struct {
	const char *list;
	bool admits, refuses;
	size_t noted;
} malformed[] = {
	{ "192.0.2.0/24x", false, true, 1 },
	{ "10.0.0.0/99 192.0.2.33", true, true, 1 },
	{ "192.0.2.33 10.0.0.0/99", true, true, 0 },
	{ "ALL EXCEPT 10.0.0.0/99", false, true, 1 },
	{ "ALL EXCEPT 192.0.2.0/24x", false, true, 1 },
	{ "ALL EXCEPT 192.0.2.33 EXCEPT 192.0.2.0/24x", false, true, 1 },
	{ "ALL EXCEPT 10.0.0.1 EXCEPT 10.0.0.0/99", false, true, 0 },
	{ "ALL EXCEPT alice@10.0.0.0/99", false, true, 1 },
	{ "ALL EXCEPT 192.0.2.33 10.0.0.0/99", false, false, 0 },
};

START_TEST(a_malformed_pattern_never_helps_a_rule_that_admits)
{
	match_list(malformed[_i].list, HA_LIST_CLIENTS);
	ck_assert((match == HA_MATCH_YES && !matcher.is_spoilt) ==
	    malformed[_i].admits);
}
END_TEST

START_TEST(a_malformed_pattern_never_spares_in_a_rule_that_refuses)
{
	matcher.refuses = true;
	match_list(malformed[_i].list, HA_LIST_CLIENTS);
	ck_assert((match == HA_MATCH_YES) == malformed[_i].refuses);
	ck_assert_uint_eq(decision.diags.count, malformed[_i].noted);
}
END_TEST

START_TEST(a_malformed_pattern_is_noted_where_it_stands)
{
	match_list("10.0.0.1 x@10.0.0.0/99", HA_LIST_CLIENTS);
	ck_assert_uint_eq(decision.diags.count, 1);
	ck_assert_uint_eq(decision.diags.list[0].where.offset, 9);
	ck_assert_uint_eq(decision.diags.list[0].where.len, 13);
}
END_TEST

/* ---- what decided ---- */

START_TEST(the_hit_is_the_first_token_that_matches)
{
	match_list("10.0.0.1 192.0.2. ALL EXCEPT 10.0.0.2, 10.0.0.3 ,",
	    HA_LIST_CLIENTS);
	ck_assert_int_eq(match, HA_MATCH_YES);
	assert_span(hit.token, HA_SPAN("192.0.2."));
	ck_assert_int_eq(hit.pattern, HA_PATTERN_NET);
	assert_span(hit.exception, HA_SPAN("10.0.0.2, 10.0.0.3"));
}
END_TEST

START_TEST(the_exception_goes_on_over_further_excepts)
{
	match_list("ALL EXCEPT 10.0.0.2 EXCEPT 10.0.0.3", HA_LIST_CLIENTS);
	assert_span(hit.exception, HA_SPAN("10.0.0.2 EXCEPT 10.0.0.3"));
}
END_TEST

static char told[512];

static void
tell(void *context, const struct ha_event *event)
{
	size_t len = strlen(told);

	(void)context;
	ck_assert_int_eq(event->kind, HA_EVENT_TOKEN);
	ck_assert_uint_eq(event->where.len, event->text.len);
	ck_assert_ptr_eq(table->bytes + event->where.offset, event->text.at);
	snprintf(told + len, sizeof(told) - len, "%.*s=%d%s ",
	    (int)event->text.len, event->text.at, (int)event->match,
	    event->is_exception ? "!" : "");
}

START_TEST(every_token_that_is_tried_is_told_in_order)
{
	struct ha_trace trace = { NULL, tell };

	matcher.trace = &trace;
	told[0] = '\0';
	match_list("10.0.0.1 ALL LOCAL EXCEPT 10.0.0.2 bob@ALL KNOWN",
	    HA_LIST_CLIENTS);
	ck_assert_str_eq(told, "10.0.0.1=0 ALL=2 10.0.0.2=0! bob@ALL=2! ");
}
END_TEST

START_TEST(a_daemon_s_name_is_told_without_a_pattern)
{
	struct ha_trace trace = { NULL, tell };

	matcher.trace = &trace;
	told[0] = '\0';
	match_list("ftpd sshd", HA_LIST_DAEMONS);
	ck_assert_str_eq(told, "ftpd=0 sshd=2 ");
}
END_TEST

START_TEST(a_token_is_not_told_before_its_look_up)
{
	struct ha_trace trace = { NULL, tell };

	request.client.name_fact = HA_FACT_UNASKED;
	matcher.trace = &trace;
	told[0] = '\0';
	match_list(".example", HA_LIST_CLIENTS);
	ck_assert_str_eq(told, ".example=2 ");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, daemons_match_as_listed, 0, COUNT(daemons));
	tcase_add_test(tests, a_port_nobody_knows_matches_no_number);
	tcase_add_loop_test(tests, clients_match_as_listed, 0, COUNT(clients));
	tcase_add_test(tests,
	    except_agrees_with_the_recursion_in_a_rule_that_admits);
	tcase_add_test(tests,
	    except_agrees_with_the_recursion_in_a_rule_that_refuses);
	tcase_add_test(tests,
	    except_agrees_with_the_recursion_when_doubt_refuses);
	tcase_add_test(tests, a_group_answers_as_its_best_token);
	tcase_add_loop_test(tests,
	    a_name_is_asked_for_when_nothing_else_decides, 0, COUNT(questions));
	tcase_add_loop_test(tests,
	    a_name_that_is_looked_up_matches_as_one_that_is_given, 0,
	    COUNT(questions));
	tcase_add_test(tests, the_server_s_name_is_asked_for_behind_its_daemon);
	tcase_add_test(tests, a_netgroup_is_asked_once_a_token);
	tcase_add_loop_test(tests,
	    a_malformed_pattern_never_helps_a_rule_that_admits, 0,
	    COUNT(malformed));
	tcase_add_loop_test(tests,
	    a_malformed_pattern_never_spares_in_a_rule_that_refuses, 0,
	    COUNT(malformed));
	tcase_add_test(tests, a_malformed_pattern_is_noted_where_it_stands);
	tcase_add_test(tests, the_hit_is_the_first_token_that_matches);
	tcase_add_test(tests, the_exception_goes_on_over_further_excepts);
	tcase_add_test(tests, every_token_that_is_tried_is_told_in_order);
	tcase_add_test(tests, a_daemon_s_name_is_told_without_a_pattern);
	tcase_add_test(tests, a_token_is_not_told_before_its_look_up);
}

int
main(void)
{
	return unit_run("match_list", add_tests);
}
