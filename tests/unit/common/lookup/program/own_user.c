#include "common/lookup/program/own_user.h"

#include <stdio.h>

#include "tests/unit/support.h"

/* What the Makefile gives where nobody asks for anything else. */
#define FIXED 65521

#define OTHERS \
	"root:x:0:0:root:/root:/bin/bash\n" \
	"daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n" \
	"alice:x:1000:1000:,,,:/home/alice:/bin/bash\n" \
	"nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
#define ACCOUNT "hostsaccess:x:998:997:look-ups:/:/usr/sbin/nologin\n"

static const struct {
	const char *text;
	unsigned user, group;
} rows[] = {
	{ "", FIXED, FIXED },
	{ OTHERS, FIXED, FIXED },
	{ ACCOUNT, 998, 997 },
	{ OTHERS ACCOUNT, 998, 997 },
	{ ACCOUNT OTHERS, 998, 997 },

	/* The account's shell. */
	{ "hostsaccess:x:998:997::/:/sbin/nologin\n", 998, 997 },
	{ "hostsaccess:x:998:997::/:/bin/false\n", 998, 997 },
	{ "hostsaccess:x:998:997::/:/bin/false", 998, 997 },
	{ "hostsaccess:x:998:997::/:/bin/sh\n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:/bin/notfalse\n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:/bin/false \n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:nologin\n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:\n", FIXED, FIXED },

	/* Its numbers. */
	{ "hostsaccess:x:1:1::/:/bin/false\n", 1, 1 },
	{ "hostsaccess:x:999:999::/:/bin/false\n", 999, 999 },
	{ "hostsaccess:x:1000:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:0:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:00:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:65534:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:4294967295:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:998:0::/:/bin/false\n", 998, FIXED },
	{ "hostsaccess:x:998:1000::/:/bin/false\n", 998, FIXED },
	{ "hostsaccess:x:998:65534::/:/bin/false\n", 998, FIXED },
	{ ACCOUNT "other:x:996:997::/:/bin/false\n", 998, FIXED },

	/* Somebody else has its number. */
	{ ACCOUNT "other:x:998:996::/:/bin/false\n", FIXED, FIXED },
	{ "other:x:998:996::/:/bin/false\n" ACCOUNT, FIXED, FIXED },
	{ ACCOUNT ACCOUNT, FIXED, FIXED },
	{ ACCOUNT "other:x:0998:996::/:/bin/false\n", FIXED, FIXED },
	{ ACCOUNT "other:x: +998:996::/:/bin/false\n", FIXED, FIXED },
	{ ACCOUNT "other:x:998:996\n", FIXED, FIXED },
	{ ACCOUNT "other:x:998", FIXED, FIXED },
	{ ACCOUNT "other:x:9980:998::/:/bin/false\n", 998, 997 },
	{ ACCOUNT "#other:x:998:996::/:/bin/false\n", 998, 997 },
	{ ACCOUNT "+::::::\n+@group:::\n\n:\n::::::::::\n", 998, 997 },

	/* Malformed lines, and what is not the account. */
	{ "hostsaccess:x:998:997::/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:/bin/false:\n", FIXED, FIXED },
	{ "hostsaccess:x:998:997::/:/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:-1:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x::997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:998x:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:998: 997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess:x:99999999999999999999:997::/:/bin/false\n", FIXED,
	    FIXED },
	{ " hostsaccess:x:998:997::/:/bin/false\n", FIXED, FIXED },
	{ "#hostsaccess:x:998:997::/:/bin/false\n", FIXED, FIXED },
	{ "Hostsaccess:x:998:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess2:x:998:997::/:/bin/false\n", FIXED, FIXED },
	{ "hostsaccess\n", FIXED, FIXED },
	{ "hostsaccess:x\n" ACCOUNT, 998, 997 },
	/* As everywhere, the first line of a name is its account. */
	{ "hostsaccess:x:998:997::/:/bin/sh\n"
	  "hostsaccess:x:996:996::/:/bin/false\n",
	    FIXED, FIXED },

	/* The number is somebody's, but is not needed. */
	{ ACCOUNT "other:x:65521:65521::/:/bin/sh\n", 998, 997 },
};

START_TEST(an_account_counts_if_it_is_nobody_elses)
{
	struct ha_own_user own = { 7, 7 };

	ck_assert(ha_own_user_choose(ha_span_of(rows[_i].text), &own));
	ck_assert_uint_eq(own.user, rows[_i].user);
	ck_assert_uint_eq(own.group, rows[_i].group);
}
END_TEST

static const char *const taken[] = {
	"other:x:65521:65521::/:/bin/sh\n",
	OTHERS "other:x:65521:100::/home:/usr/sbin/nologin\n",
	"hostsaccess:x:65521:65521::/:/bin/false\n",
	"hostsaccess:x:0:0::/:/bin/false\nother:x:065521:1",
};

START_TEST(a_number_that_is_somebodys_is_not_taken)
{
	struct ha_own_user own;

	ck_assert(!ha_own_user_choose(ha_span_of(taken[_i]), &own));
}
END_TEST

START_TEST(lines_of_any_length_are_read_whole)
{
	static char text[3000000];
	static const char before[] = "other:x:996:996:",
			  behind[] = ":/:/bin/false\n" ACCOUNT;
	struct ha_own_user own;

	memset(text, 'x', sizeof(text));
	memcpy(text, before, sizeof(before) - 1);
	memcpy(text + sizeof(text) - sizeof(behind) + 1, behind,
	    sizeof(behind) - 1);
	ck_assert(
	    ha_own_user_choose((struct ha_span){ text, sizeof(text) }, &own));
	ck_assert_uint_eq(own.user, 998);
}
END_TEST

/* Whatever the bytes are: a user that is neither root nor above the system's.
 */
START_TEST(any_text_gives_a_user_without_rights)
{
	static const struct ha_span alphabet =
	    BYTES("hostsaccess:::::\n0198+# ");
	uint32_t state = 7;
	char text[31], line[128];

	for (int i = 0; i < 100000; i++) {
		struct ha_own_user own;

		unit_random_text(&state, alphabet, 30, text);
		snprintf(line, sizeof(line),
		    "hostsaccess:x:99%s:99::/:/bin/false\n%s", text, text);
		if (!ha_own_user_choose(ha_span_of(line), &own))
			continue;
		expect((own.user > 0 && own.user < 1000) || own.user == FIXED,
		    "user %u from %s", own.user, line);
		expect((own.group > 0 && own.group < 1000) ||
			own.group == FIXED,
		    "group %u from %s", own.group, line);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, an_account_counts_if_it_is_nobody_elses, 0,
	    COUNT(rows));
	tcase_add_loop_test(tests, a_number_that_is_somebodys_is_not_taken, 0,
	    COUNT(taken));
	tcase_add_test(tests, lines_of_any_length_are_read_whole);
	tcase_add_test(tests, any_text_gives_a_user_without_rights);
}

int
main(void)
{
	return unit_run("own_user", add_tests);
}
