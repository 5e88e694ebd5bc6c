#include "pam_hostsaccess/environment.h"

#include <stdio.h>

#include "tests/unit/support.h"

static struct ha_request request;
static struct ha_source *source;
static struct mod_environment environment;
static struct ha_location rule;

#define PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static void
begin(void)
{
	request = HA_REQUEST_INIT;
	request.service = HA_SPAN("sshd");
	ck_assert_int_eq(ha_source_from_memory("/etc/hosts.deny",
			     HA_SPAN("# one\n# two\nALL: ALL\n"), &source),
	    HA_OK);
	rule = (struct ha_location){ source, 12, 8 };
}

static void
end(void)
{
	mod_environment_free(&environment);
	ha_request_free(&request);
	ha_source_free(source);
}

static void
make(struct ha_span variables)
{
	ck_assert(
	    mod_environment_make(&environment, &request, rule, variables));
}

static size_t
count(void)
{
	size_t n = 0;

	while (environment.list[n] != NULL)
		n++;
	return n;
}

/* "NAME=" stands once, and with this value; NULL: it does not stand there. */
static void
assert_value(const char *name, const char *value)
{
	size_t found = 0, len = strlen(name);

	for (char **entry = environment.list; *entry != NULL; entry++) {
		if (strncmp(*entry, name, len) != 0 || (*entry)[len] != '=')
			continue;
		found++;
		ck_assert_ptr_nonnull(value);
		ck_assert_str_eq(*entry + len + 1, value);
	}
	ck_assert_uint_eq(found, value != NULL);
}

START_TEST(there_are_a_path_and_five_facts)
{
	make(HA_SPAN_EMPTY);
	ck_assert_uint_eq(count(), 6);
	ck_assert_str_eq(environment.list[0], PATH);
	assert_value("HOSTSACCESS_SERVICE", "sshd");
	assert_value("HOSTSACCESS_ADDRESS", "unknown");
	assert_value("HOSTSACCESS_NAME", "unknown");
	assert_value("HOSTSACCESS_USER", "unknown");
	assert_value("HOSTSACCESS_RULE", "/etc/hosts.deny:3");
}
END_TEST

START_TEST(what_is_known_is_told)
{
	request.user = HA_SPAN("alice");
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("2001:db8::33")));
	ha_host_set_name(&request.client, HA_SPAN("gate.example.com"));
	make(HA_SPAN_EMPTY);
	assert_value("HOSTSACCESS_ADDRESS", "2001:db8::33");
	assert_value("HOSTSACCESS_NAME", "gate.example.com");
	assert_value("HOSTSACCESS_USER", "alice");
}
END_TEST

START_TEST(a_name_that_is_not_confirmed_is_none)
{
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")));
	ha_host_claim_name(&request.client, HA_SPAN("gate.example.com"));
	make(HA_SPAN_EMPTY);
	assert_value("HOSTSACCESS_NAME", "unknown");
}
END_TEST

START_TEST(a_client_that_is_only_claimed_is_unknown)
{
	struct ha_addr addr;

	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.33"), &addr));
	ha_host_claim_addr(&request.client, &addr);
	make(HA_SPAN_EMPTY);
	assert_value("HOSTSACCESS_ADDRESS", "unknown");
	assert_value("HOSTSACCESS_NAME", "unknown");
}
END_TEST

START_TEST(a_name_that_does_not_lead_back_is_paranoid)
{
	ha_host_set_name(&request.client, HA_SPAN("paranoid"));
	make(HA_SPAN_EMPTY);
	assert_value("HOSTSACCESS_NAME", "paranoid");
}
END_TEST

static const struct {
	struct ha_span given;
	const char *want;
} values[] = {
	{ BYTES("bob"), "bob" },
	{ BYTES("-rf"), "_rf" },
	{ BYTES("$(id)"), "__id_" },
	{ BYTES("a;b|c&d"), "a_b_c_d" },
	{ BYTES("`x` \"y\" 'z'"), "_x___y___z_" },
	{ BYTES("a\nHOSTSACCESS_NAME=b"), "a_HOSTSACCESS_NAME=b" },
	{ BYTES("a\0b"), "a_b" },
	{ BYTES("a=b"), "a=b" },
	{ BYTES("%a%%h"), "%a%%h" },
	{ BYTES("\xc3\xa9\x7f\x1b"), "____" },
	{ BYTES("*?~#\\"), "_____" },
};

START_TEST(values_are_filtered_as_expansions_are)
{
	request.user = values[_i].given;
	request.service = values[_i].given;
	make(HA_SPAN_EMPTY);
	ck_assert_uint_eq(count(), 6);
	assert_value("HOSTSACCESS_USER", values[_i].want);
	assert_value("HOSTSACCESS_SERVICE", values[_i].want);
	assert_value("HOSTSACCESS_NAME", "unknown");
}
END_TEST

START_TEST(the_path_of_the_rule_is_filtered)
{
	ha_source_free(source);
	ck_assert_int_eq(ha_source_from_memory("/etc/my hosts;id",
			     HA_SPAN("ALL: ALL\n"), &source),
	    HA_OK);
	rule = (struct ha_location){ source, 0, 8 };
	make(HA_SPAN_EMPTY);
	assert_value("HOSTSACCESS_RULE", "/etc/my_hosts_id:1");
}
END_TEST

START_TEST(variables_stand_behind)
{
	make(HA_SPAN("ONE=1\0TWO=two words; $(as they are)\0EMPTY=\0"));
	ck_assert_uint_eq(count(), 9);
	assert_value("ONE", "1");
	assert_value("TWO", "two words; $(as they are)");
	assert_value("EMPTY", "");
}
END_TEST

START_TEST(the_last_variable_of_a_name_counts)
{
	make(HA_SPAN("A=1\0B=2\0A=3\0AB=4\0A=5\0"));
	ck_assert_uint_eq(count(), 9);
	assert_value("A", "5");
	assert_value("B", "2");
	assert_value("AB", "4");
}
END_TEST

START_TEST(a_variable_can_take_the_place_of_a_fact)
{
	make(HA_SPAN("HOSTSACCESS_NAME=mine\0PATH=/bin\0HOSTSACCESS=x\0"));
	ck_assert_uint_eq(count(), 7);
	assert_value("HOSTSACCESS_NAME", "mine");
	assert_value("PATH", "/bin");
	assert_value("HOSTSACCESS", "x");
	assert_value("HOSTSACCESS_USER", "unknown");
}
END_TEST

START_TEST(many_variables_fit)
{
	char text[4000];
	size_t len = 0;

	for (int i = 0; i < 300; i++)
		len += 1 +
		    (size_t)snprintf(text + len, sizeof(text) - len, "V%d=%d",
			i, i * 7);
	make((struct ha_span){ text, len });
	ck_assert_uint_eq(count(), 306);
	assert_value("V0", "0");
	assert_value("V299", "2093");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, there_are_a_path_and_five_facts);
	tcase_add_test(tests, what_is_known_is_told);
	tcase_add_test(tests, a_name_that_is_not_confirmed_is_none);
	tcase_add_test(tests, a_client_that_is_only_claimed_is_unknown);
	tcase_add_test(tests, a_name_that_does_not_lead_back_is_paranoid);
	tcase_add_loop_test(tests, values_are_filtered_as_expansions_are, 0,
	    COUNT(values));
	tcase_add_test(tests, the_path_of_the_rule_is_filtered);
	tcase_add_test(tests, variables_stand_behind);
	tcase_add_test(tests, the_last_variable_of_a_name_counts);
	tcase_add_test(tests, a_variable_can_take_the_place_of_a_fact);
	tcase_add_test(tests, many_variables_fit);
}

int
main(void)
{
	return unit_run("environment", add_tests);
}
