#include "common/match/plan.h"

#include <stdio.h>

#include "common/base/bounds.h"
#include "common/language/percent.h"
#include "tests/unit/script.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "client.example" },
	{ SCRIPT_ADDRESS, "client.example", "192.0.2.33" },
	{ SCRIPT_NAME, "192.0.2.1", "server.example" },
	{ SCRIPT_ADDRESS, "server.example", "192.0.2.1" },
	{ SCRIPT_USER, "nobody", "" },
	{ SCRIPT_USER, "busy", NULL },
	{ SCRIPT_GROUP, "nogroup", "" },
	{ .subject = NULL },
};

static struct ha_request request;
static struct script script;
static struct ha_resolver resolver;
static struct ha_plan plan;
static enum ha_code fault;
static struct ha_span bad;

static void
begin(void)
{
	request = HA_REQUEST_INIT;
	request.service = HA_SPAN("sshd");
	request.user = HA_SPAN("bob");
	request.pid = 4711;
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")));
	ck_assert(ha_host_set_addr(&request.server, HA_SPAN("192.0.2.1")));
	request.client.name_fact = HA_FACT_UNASKED;
	request.server.name_fact = HA_FACT_UNASKED;
	request.client.port = 40000;
	request.server.port = 22;
	script = (struct script){ .rows = rows };
	resolver = script_resolver(&script);
	plan = (struct ha_plan){ .arena = HA_ARENA_INIT };
}

static void
end(void)
{
	ha_plan_free(&plan);
	ha_request_free(&request);
}

static void
make_plan(struct ha_span options)
{
	ck_assert_int_eq(ha_plan_make(options, &request, &resolver, NULL, &plan,
			     &fault, &bad),
	    HA_OK);
}

static const char *
expanded(const char *text)
{
	static char options[256];

	snprintf(options, sizeof(options), "spawn [%s]", text);
	make_plan(ha_span_of(options));
	ck_assert_int_eq(fault, HA_CODE_NONE);
	ck_assert_uint_eq(plan.count, 1);
	return plan.steps[0].text;
}

static const struct {
	const char *text, *want;
} letters[] = {
	{ "%a", "[192.0.2.33]" },
	{ "%A", "[192.0.2.1]" },
	{ "%c", "[bob@client.example]" },
	{ "%d", "[sshd]" },
	{ "%h", "[client.example]" },
	{ "%H", "[server.example]" },
	{ "%n", "[client.example]" },
	{ "%N", "[server.example]" },
	{ "%p", "[4711]" },
	{ "%r", "[40000]" },
	{ "%R", "[22]" },
	{ "%s", "[sshd@server.example]" },
	{ "%u", "[bob]" },
	{ "%%", "[%]" },
	{ "%x", "[]" },
};

START_TEST(a_letter_stands_for_a_fact)
{
	ck_assert_str_eq(expanded(letters[_i].text), letters[_i].want);
	ck_assert(ha_percent_is_known(letters[_i].text[1]) ==
	    (strcmp(letters[_i].want, "[]") != 0));
}
END_TEST

START_TEST(every_letter_has_a_value)
{
	for (const char *letter = HA_PERCENT_LETTERS; *letter != '\0';
	     letter++) {
		char text[] = { '%', *letter, '\0' };

		expect(strcmp(expanded(text), "[]") != 0, "%s", text);
		ha_plan_free(&plan);
	}
	ck_assert(!ha_percent_is_known('\0'));
}
END_TEST

static const struct {
	const char *text, *want;
} unknowns[] = {
	{ "%a", "[unknown]" },
	{ "%A", "[unknown]" },
	{ "%c", "[unknown]" },
	{ "%h", "[unknown]" },
	{ "%H", "[unknown]" },
	{ "%n", "[unknown]" },
	{ "%N", "[unknown]" },
	{ "%r", "[0]" },
	{ "%s", "[sshd]" },
	{ "%u", "[unknown]" },
};

START_TEST(a_fact_that_is_not_known_has_a_word)
{
	request.client = request.server = (struct ha_host){ .port = 0 };
	request.user = HA_SPAN_EMPTY;
	ck_assert_str_eq(expanded(unknowns[_i].text), unknowns[_i].want);
}
END_TEST

static const struct {
	enum ha_fact fact;
	const char *want;
} facts[] = {
	{ HA_FACT_ABSENT, "[192.0.2.33 unknown bob@192.0.2.33]" },
	{ HA_FACT_FAILED, "[192.0.2.33 unknown bob@192.0.2.33]" },
	{ HA_FACT_CONFLICT, "[192.0.2.33 paranoid bob@192.0.2.33]" },
	{ HA_FACT_CLAIMED, "[192.0.2.33 unknown bob@192.0.2.33]" },
	{ HA_FACT_KNOWN, "[a.example a.example bob@a.example]" },
};

START_TEST(only_a_known_name_stands_for_the_host)
{
	request.client.name = HA_SPAN("a.example");
	request.client.name_fact = facts[_i].fact;
	ck_assert_str_eq(expanded("%h %n %c"), facts[_i].want);
}
END_TEST

START_TEST(a_value_cannot_reach_the_shell)
{
	request.user = HA_SPAN("-x;$(id)`\n");
	ck_assert_str_eq(expanded("%u"), "[_x___id___]");
}
END_TEST

START_TEST(a_nul_in_the_user_does_not_hide_the_host)
{
	request.user = HA_SPAN("a\0b");
	ck_assert_str_eq(expanded("%c"), "[a_b@client.example]");
}
END_TEST

static const struct {
	const char *text;
	size_t asked;
} questions[] = {
	{ "spawn %a %d %u %p %r %A", 0 },
	{ "spawn %n", 2 },
	{ "spawn %h", 2 },
	{ "spawn %c", 2 },
	{ "spawn %N", 2 },
	{ "spawn %H", 2 },
	{ "spawn %s", 2 },
	{ "spawn %n %h %H : spawn %n %s", 4 },
	{ "spawn %%n", 0 },
	{ "spawn n%", 0 },
	{ "banners /%n", 0 },
	{ "nice : umask 22 : severity info : allow", 0 },
};

START_TEST(names_are_asked_for_when_they_are_shown)
{
	make_plan(ha_span_of(questions[_i].text));
	ck_assert_uint_eq(script_asked(&script), questions[_i].asked);
}
END_TEST

static const struct {
	const char *options;
	size_t count;
	struct ha_step steps[3];
} plans[] = {
	{ .options = "allow" },
	{ .options = "keepalive: linger 5: rfc931: deny" },
	{ "spawn a %d : twist b", 2,
	    { { HA_OPTION_SPAWN, "a sshd", NULL, 0 },
		{ HA_OPTION_TWIST, "b", NULL, 0 } } },
	{ "nice : nice -5 : umask 022", 3,
	    { { HA_OPTION_NICE, "", NULL, 10 },
		{ HA_OPTION_NICE, "-5", NULL, -5 },
		{ HA_OPTION_UMASK, "022", NULL, 18 } } },
	{ "banners /etc/%a : aclexec a\\:b : severity mail.info", 3,
	    { { HA_OPTION_BANNERS, "/etc/%a", NULL, 0 },
		{ HA_OPTION_ACLEXEC, "a:b", NULL, 0 },
		{ HA_OPTION_SEVERITY, "mail.info", NULL, 22 } } },
	{ "setenv A b c : setenv B", 2,
	    { { HA_OPTION_SETENV, "A", "b c", 0 },
		{ HA_OPTION_SETENV, "B", "", 0 } } },
	{ "setenv A = B : setenv C  %d", 2,
	    { { HA_OPTION_SETENV, "A", "= B", 0 },
		{ HA_OPTION_SETENV, "C", "sshd", 0 } } },
	{ "user nobody : user nobody.nogroup : group nogroup", 3,
	    { { HA_OPTION_USER, "nobody", NULL, 0 },
		{ HA_OPTION_USER, "nobody", "nogroup", 0 },
		{ HA_OPTION_GROUP, "nogroup", NULL, 0 } } },
};

static void
assert_step(const struct ha_step *got, const struct ha_step *want)
{
	ck_assert_int_eq(got->kind, want->kind);
	ck_assert_str_eq(got->text, want->text);
	ck_assert_pstr_eq(got->value, want->value);
	if (want->kind == HA_OPTION_NICE || want->kind == HA_OPTION_UMASK ||
	    want->kind == HA_OPTION_SEVERITY)
		ck_assert_int_eq(got->number, want->number);
}

START_TEST(a_plan_has_the_steps_in_their_order)
{
	make_plan(ha_span_of(plans[_i].options));
	ck_assert_int_eq(fault, HA_CODE_NONE);
	ck_assert_uint_eq(plan.count, plans[_i].count);
	for (size_t i = 0; i < plan.count; i++)
		assert_step(&plan.steps[i], &plans[_i].steps[i]);
}
END_TEST

static const char *const obeyed[] = {
#define HA_VARIABLE(name) name,
#include "common/language/variables.def"
#undef HA_VARIABLE
};

/* A '*' of the list is taken as it is: any text stands there. */
START_TEST(a_variable_that_others_obey_is_not_set)
{
	char options[200];

	snprintf(options, sizeof(options),
	    "setenv A b : setenv %s /tmp/x : spawn c : setenv =%sx y",
	    obeyed[_i], obeyed[_i]);
	make_plan(ha_span_of(options));
	ck_assert_int_eq(fault, HA_CODE_NONE);
	ck_assert_uint_eq(plan.nunset, strchr(obeyed[_i], '*') ? 2 : 1);
	ck_assert_uint_eq(plan.count, 4 - plan.nunset);
	ck_assert_str_eq(plan.steps[0].text, "A");
	ck_assert_str_eq(plan.steps[1].text, "c");
	ck_assert_uint_eq(plan.unset[0].len, strlen(obeyed[_i]) + 14);
	ck_assert(ha_span_starts_fold(plan.unset[0], HA_SPAN("setenv ")));
}
END_TEST

START_TEST(it_is_known_by_its_name_when_it_is_expanded)
{
	request.service = HA_SPAN("PRELOAD");
	make_plan(HA_SPAN("setenv LD_%d x : setenv L%d x : setenv %dLD_ x"));
	ck_assert_uint_eq(plan.nunset, 1);
	ck_assert_uint_eq(plan.count, 2);
	assert_span(plan.unset[0], HA_SPAN("setenv LD_%d x"));
}
END_TEST

static const char *const others[] = { "LD", "LDX_PRELOAD", "XLD_PRELOAD",
	"ld_preload", "Path", "PATHS", "XPATH", "SSH", "ENVIRONMENT", "TZ",
	"LANG", "LC_ALL", "TERM", "HTTP_PROXY", "FROM", "P" };

START_TEST(a_variable_that_is_only_like_one_is_set)
{
	char options[100];

	snprintf(options, sizeof(options), "setenv %s x", others[_i]);
	make_plan(ha_span_of(options));
	ck_assert_uint_eq(plan.nunset, 0);
	ck_assert_uint_eq(plan.count, 1);
	ck_assert_str_eq(plan.steps[0].text, others[_i]);
}
END_TEST

START_TEST(a_fault_empties_what_is_not_set_too)
{
	make_plan(HA_SPAN("setenv PATH x : setenv A=B"));
	ck_assert_int_eq(fault, HA_CODE_OPTION_BAD_VALUE);
	ck_assert_uint_eq(plan.count + plan.nunset, 0);
}
END_TEST

static const struct {
	const char *options;
	enum ha_code fault;
	const char *bad;
} faults[] = {
	{ "spawn x: bogus", HA_CODE_OPTION_UNKNOWN, "bogus" },
	{ "setenv A=B", HA_CODE_OPTION_BAD_VALUE, "setenv A=B" },
	{ "nice: setenv %x : nice", HA_CODE_OPTION_BAD_VALUE, "setenv %x" },
	{ "setenv %u=x y", HA_CODE_OPTION_BAD_VALUE, "setenv %u=x y" },
	{ "user nosuch", HA_CODE_OPTION_NO_ACCOUNT, "user nosuch" },
	{ "user busy", HA_CODE_OPTION_NO_ACCOUNT, "user busy" },
	{ "user .nogroup", HA_CODE_OPTION_NO_ACCOUNT, "user .nogroup" },
	{ "user nobody.", HA_CODE_OPTION_NO_ACCOUNT, "user nobody." },
	{ "user nobody.nosuch", HA_CODE_OPTION_NO_ACCOUNT,
	    "user nobody.nosuch" },
	{ "user nobody.nogroup.x", HA_CODE_OPTION_NO_ACCOUNT,
	    "user nobody.nogroup.x" },
	{ "user 65534", HA_CODE_OPTION_NO_ACCOUNT, "user 65534" },
	{ "spawn x: group nosuch: allow", HA_CODE_OPTION_NO_ACCOUNT,
	    "group nosuch" },
};

START_TEST(a_fault_empties_the_plan_and_names_the_option)
{
	make_plan(ha_span_of(faults[_i].options));
	ck_assert_int_eq(fault, faults[_i].fault);
	assert_span(bad, ha_span_of(faults[_i].bad));
	ck_assert_uint_eq(plan.count, 0);
}
END_TEST

START_TEST(an_account_nobody_may_ask_for_is_a_fault)
{
	resolver.user = NULL;
	resolver.group = NULL;
	make_plan(HA_SPAN("user nobody"));
	ck_assert_int_eq(fault, HA_CODE_OPTION_NO_ACCOUNT);
	ha_plan_free(&plan);
	make_plan(HA_SPAN("group nogroup"));
	ck_assert_int_eq(fault, HA_CODE_OPTION_NO_ACCOUNT);
}
END_TEST

/* "spawn " and a command of len bytes in all, by one value or by text. */
static void
make_long(size_t len, bool by_value)
{
	static char text[6 + HA_EXPANSION_MAX + 2];
	static char user[HA_EXPANSION_MAX + 2];

	memcpy(text, "spawn ", 6);
	memset(text + 6, 'x', sizeof(text) - 6);
	memset(user, 'u', sizeof(user));
	request.user = (struct ha_span){ user, len - 1 };
	make_plan(by_value ? HA_SPAN("spawn x%u")
			   : (struct ha_span){ text, 6 + len });
}

START_TEST(an_expansion_of_8190_bytes_is_run)
{
	make_long(8190, _i);
	ck_assert_int_eq(fault, HA_CODE_NONE);
	ck_assert_uint_eq(strlen(plan.steps[0].text), 8190);
}
END_TEST

START_TEST(an_expansion_of_8191_bytes_is_a_fault)
{
	make_long(8191, _i);
	ck_assert_int_eq(fault, HA_CODE_OPTION_TOO_LONG);
	ck_assert_uint_eq(plan.count, 0);
}
END_TEST

START_TEST(the_request_s_facts_are_not_rewritten)
{
	request.user = HA_SPAN("a b");
	expanded("%u %c");
	assert_span(request.user, HA_SPAN("a b"));
}
END_TEST

START_TEST(a_message_is_expanded_like_an_option)
{
	struct ha_strbuf out = HA_STRBUF_INIT;

	ck_assert_int_eq(ha_plan_expand(HA_SPAN("%c to %s, 100%%"), &request,
			     &resolver, &out),
	    HA_OK);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "bob@client.example to sshd@server.example, 100%");
	ha_strbuf_free(&out);
}
END_TEST

START_TEST(a_freed_plan_is_empty)
{
	make_plan(HA_SPAN("spawn x"));
	ha_plan_free(&plan);
	ha_plan_free(&plan);
	ck_assert_uint_eq(plan.count, 0);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, every_letter_has_a_value);
	tcase_add_loop_test(tests, a_letter_stands_for_a_fact, 0,
	    COUNT(letters));
	tcase_add_loop_test(tests, a_fact_that_is_not_known_has_a_word, 0,
	    COUNT(unknowns));
	tcase_add_loop_test(tests, only_a_known_name_stands_for_the_host, 0,
	    COUNT(facts));
	tcase_add_test(tests, a_value_cannot_reach_the_shell);
	tcase_add_test(tests, a_nul_in_the_user_does_not_hide_the_host);
	tcase_add_loop_test(tests, names_are_asked_for_when_they_are_shown, 0,
	    COUNT(questions));
	tcase_add_loop_test(tests, a_plan_has_the_steps_in_their_order, 0,
	    COUNT(plans));
	tcase_add_loop_test(tests, a_variable_that_others_obey_is_not_set, 0,
	    COUNT(obeyed));
	tcase_add_test(tests, it_is_known_by_its_name_when_it_is_expanded);
	tcase_add_loop_test(tests, a_variable_that_is_only_like_one_is_set, 0,
	    COUNT(others));
	tcase_add_test(tests, a_fault_empties_what_is_not_set_too);
	tcase_add_loop_test(tests,
	    a_fault_empties_the_plan_and_names_the_option, 0, COUNT(faults));
	tcase_add_test(tests, an_account_nobody_may_ask_for_is_a_fault);
	tcase_add_loop_test(tests, an_expansion_of_8190_bytes_is_run, 0, 2);
	tcase_add_loop_test(tests, an_expansion_of_8191_bytes_is_a_fault, 0, 2);
	tcase_add_test(tests, the_request_s_facts_are_not_rewritten);
	tcase_add_test(tests, a_message_is_expanded_like_an_option);
	tcase_add_test(tests, a_freed_plan_is_empty);
}

int
main(void)
{
	return unit_run("plan", add_tests);
}
