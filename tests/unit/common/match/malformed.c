#include "common/match/malformed.h"

#include "tests/unit/support.h"

static const struct {
	const char *word;
	bool is_net;
	const char *member, *stranger;
} as_libwrap[] = {
	{ "010.0.0.0/8", true, "8.0.0.1", "10.0.0.1" },
	{ "0xa.0.0.0/8", true, "10.0.0.1", "16.0.0.1" },
	{ "192.0.2.0/24foo", true, "192.0.2.33", "192.0.3.1" },
	{ "192.0.2.0/24.0", true, "192.0.2.33", "192.0.3.1" },
	{ "192.0.2.0/4294967320", true, "192.0.2.33", "192.0.3.1" },
	{ "192.0.2.0/+24", true, "192.0.2.33", "192.0.3.1" },
	{ "192.0.2.33/24x", true, NULL, "192.0.2.33" },
	{ "192.0.2.0/255.255.0377.0", true, "192.0.2.33", "192.0.3.1" },
	{ "[2001:db8::]/32x", true, "2001:db8::1", "2001:db9::1" },
	{ "[dead::]/foo", true, "2001:db8::1", "192.0.2.33" },
	{ "[dead::]/", true, "2001:db8::1", "192.0.2.33" },
	{ "[dead::]/-0", true, "2001:db8::1", "192.0.2.33" },
	{ "[dead::]/4294967296", true, "2001:db8::1", "192.0.2.33" },
	{ "192.0.2.0/", false, NULL, NULL },
	{ "192.0.2.0/foo", false, NULL, NULL },
	{ "192.0.2.0/0x18", false, NULL, NULL },
	{ "192.0.2.0/33", false, NULL, NULL },
	{ "192.0.2.0/-8", false, NULL, NULL },
	{ "192.0.2.0/255.255.255", false, NULL, NULL },
	{ "192.0.2/24", false, NULL, NULL },
	{ "255.255.255.255/8x", false, NULL, NULL },
	{ "[2001:db8::]/129", false, NULL, NULL },
	{ "[2001:db8::]/-1", false, NULL, NULL },
	{ "2001:db8::/32x", false, NULL, NULL },
	{ "host/24", false, NULL, NULL },
	{ "host", false, NULL, NULL },
};

static bool
holds(const struct ha_net *net, const char *text)
{
	struct ha_addr addr;

	ck_assert(ha_addr_parse(ha_span_of(text), &addr));
	return ha_net_holds(net, &addr);
}

START_TEST(libwrap_s_reading_of_a_bad_net_is_as_listed)
{
	struct ha_net net;

	ck_assert(ha_malformed_net(ha_span_of(as_libwrap[_i].word), false,
		      &net) == as_libwrap[_i].is_net);
	if (!as_libwrap[_i].is_net)
		return;
	ck_assert(as_libwrap[_i].member == NULL ||
	    holds(&net, as_libwrap[_i].member));
	ck_assert(!holds(&net, as_libwrap[_i].stranger));
}
END_TEST

/* libwrap: strtol, through an int, and 1 to 32 is a length. */
START_TEST(libwrap_s_masks_agree_with_strtol)
{
	uint32_t state = 43;
	char word[64] = "0.0.0.0/";

	for (int n = 0; n < 100000; n++) {
		struct ha_net net;
		long length;

		unit_random_text(&state, HA_SPAN("0012345678999-+x."), 12,
		    word + 8);
		length = (int)strtol(word + 8, NULL, 10);
		if (strchr(word + 8, '.') != NULL)
			continue;
		expect(ha_malformed_net(ha_span_of(word), false, &net) ==
			(length >= 1 && length <= 32),
		    "%s", word);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, libwrap_s_reading_of_a_bad_net_is_as_listed,
	    0, COUNT(as_libwrap));
	tcase_add_test(tests, libwrap_s_masks_agree_with_strtol);
}

int
main(void)
{
	return unit_run("malformed", add_tests);
}
