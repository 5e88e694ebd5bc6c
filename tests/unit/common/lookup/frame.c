#include "common/lookup/frame.h"

#include "tests/unit/support.h"

/* With lengths: packets may hold any byte. */
#define PACKET(text) \
	{ \
		(text), sizeof(text) - 1 \
	}

static const struct {
	struct ha_span packet;
	enum ha_answer answer;
	int error;
} sound[] = {
	{ PACKET("-"), HA_ANSWER_NONE, 0 },
	{ PACKET("?"), HA_ANSWER_FAILED, 0 },
	{ PACKET("+"), HA_ANSWER_FOUND, 0 },
	{ PACKET("+a.example\n"), HA_ANSWER_FOUND, 0 },
	{ PACKET("+\n"), HA_ANSWER_FOUND, 0 },
	{ PACKET("!1"), HA_ANSWER_BROKEN, 1 },
	{ PACKET("!13"), HA_ANSWER_BROKEN, 13 },
	{ PACKET("!71"), HA_ANSWER_BROKEN, 71 },
};

START_TEST(a_sound_packet_is_read)
{
	enum ha_answer answer;
	int error = -1;

	ck_assert(ha_reply_read(sound[_i].packet, &answer, &error));
	ck_assert_int_eq(answer, sound[_i].answer);
	ck_assert_int_eq(error, sound[_i].error);
}
END_TEST

static const struct {
	struct ha_span packet;
	bool is_ready, is_shared;
} greetings[] = {
	{ PACKET("@1"), true, false },
	{ PACKET("@1 nobody"), true, true },
	{ PACKET("@2"), false, false },
	{ PACKET("@2 nobody"), false, false },
	{ PACKET("@10"), false, false },
	{ PACKET("@1\n"), false, false },
	{ PACKET("@1\0"), false, false },
	{ PACKET("@1 "), false, false },
	{ PACKET("@1 nobod"), false, false },
	{ PACKET("@"), false, false },
	{ PACKET("1"), false, false },
	{ PACKET("-"), false, false },
	{ PACKET("+"), false, false },
	{ PACKET("!13"), false, false },
	{ PACKET(""), false, false },
};

START_TEST(a_program_is_known_by_its_first_packet)
{
	enum ha_answer answer;
	bool is_shared = !greetings[_i].is_shared;
	int error;

	ck_assert_int_eq(ha_ready_read(greetings[_i].packet, &is_shared),
	    greetings[_i].is_ready);
	ck_assert_int_eq(is_shared, greetings[_i].is_shared);
	/* To who expects an answer it is none. */
	ck_assert(!greetings[_i].is_ready ||
	    !ha_reply_read(greetings[_i].packet, &answer, &error));
}
END_TEST

static const struct ha_span unsound[] = {
	PACKET(""),
	PACKET("\0"),
	PACKET("a"),
	PACKET("--"),
	PACKET("-\n"),
	PACKET("?1"),
	PACKET("+a.example"),
	PACKET("+a.example\nb"),
	PACKET("+a\0b\n"),
	PACKET("+a\n\0"),
	PACKET("!"),
	PACKET("!0"),
	PACKET("!x"),
	PACKET("!-1"),
	PACKET("!4096"),
	PACKET("!13\n"),
	PACKET("!99999999999999999999"),
	PACKET("n192.0.2.1"),
};

START_TEST(an_unsound_packet_is_refused)
{
	enum ha_answer answer;
	int error;

	ck_assert(!ha_reply_read(unsound[_i], &answer, &error));
}
END_TEST

static struct ha_arena arena;

static void
begin(void)
{
	arena = HA_ARENA_INIT;
}

static void
end(void)
{
	ha_arena_free(&arena);
}

static const struct {
	struct ha_span packet;
	size_t count;
	const char *lines[3];
} lists[] = {
	{ PACKET("+192.0.2.1\n"), 1, { "192.0.2.1" } },
	{ PACKET("+192.0.2.1\n2001:db8::1\n"), 2,
	    { "192.0.2.1", "2001:db8::1" } },
	{ PACKET("+0.0.0.0\n::\n::1.2.3.4\n"), 3,
	    { "0.0.0.0", "::", "::1.2.3.4" } },
};

START_TEST(names_are_the_lines)
{
	struct ha_span *names;
	size_t count;

	ck_assert_int_eq(
	    ha_reply_names(lists[_i].packet, &arena, &names, &count), HA_OK);
	ck_assert_uint_eq(count, lists[_i].count);
	for (size_t i = 0; i < count; i++)
		assert_span(names[i], ha_span_of(lists[_i].lines[i]));
}
END_TEST

START_TEST(addresses_are_the_lines)
{
	struct ha_addr *addrs;
	size_t count;
	char text[HA_ADDR_TEXT];

	ck_assert_int_eq(
	    ha_reply_addresses(lists[_i].packet, &arena, &addrs, &count),
	    HA_OK);
	ck_assert_uint_eq(count, lists[_i].count);
	for (size_t i = 0; i < count; i++)
		assert_span(ha_addr_format(&addrs[i], text),
		    ha_span_of(lists[_i].lines[i]));
}
END_TEST

START_TEST(a_mapped_address_is_ipv4)
{
	struct ha_addr *addrs, want;
	size_t count;

	ck_assert_int_eq(ha_reply_addresses(HA_SPAN("+::ffff:192.0.2.1\n"),
			     &arena, &addrs, &count),
	    HA_OK);
	ck_assert(ha_addr_parse(HA_SPAN("192.0.2.1"), &want));
	ck_assert(ha_addr_equal(&addrs[0], &want));
}
END_TEST

/* Names are looked at by whoever uses them. */
START_TEST(a_name_may_be_anything_but_lines)
{
	struct ha_span *names;
	size_t count;

	ck_assert_int_eq(
	    ha_reply_names(HA_SPAN("+\n$(id)\r\n"), &arena, &names, &count),
	    HA_OK);
	ck_assert_uint_eq(count, 2);
	assert_span(names[0], HA_SPAN_EMPTY);
	assert_span(names[1], HA_SPAN("$(id)\r"));
}
END_TEST

static const struct ha_span no_lists[] = {
	PACKET(""),
	PACKET("+"),
	PACKET("+192.0.2.1"),
	PACKET("+192.0.2.1\n2001:db8::1"),
	PACKET("+192.0.2.1\n\0\n"),
};

START_TEST(a_list_that_is_not_whole_is_none)
{
	struct ha_span *names;
	struct ha_addr *addrs;
	size_t count;

	ck_assert_int_eq(ha_reply_names(no_lists[_i], &arena, &names, &count),
	    HA_INVALID);
	ck_assert_int_eq(
	    ha_reply_addresses(no_lists[_i], &arena, &addrs, &count),
	    HA_INVALID);
}
END_TEST

/* A scope would point into a packet that does not last. */
static const struct ha_span no_addrs[] = {
	PACKET("+a.example\n"),
	PACKET("+\n"),
	PACKET("+192.0.2.1\n\n"),
	PACKET("+192.0.2.1 \n"),
	PACKET("+[2001:db8::1]\n"),
	PACKET("+192.0.2.01\n"),
	PACKET("+192.0.2.1/24\n"),
	PACKET("+fe80::1%lo\n"),
};

START_TEST(one_wrong_address_spoils_them_all)
{
	struct ha_addr *addrs;
	size_t count;

	ck_assert_int_eq(
	    ha_reply_addresses(no_addrs[_i], &arena, &addrs, &count),
	    HA_INVALID);
}
END_TEST

START_TEST(the_largest_packet_is_read)
{
	static char packet[HA_FRAME_MAX];
	struct ha_addr *addrs;
	size_t count = 0;

	packet[0] = HA_REPLY_FOUND;
	for (size_t i = 1; i + 3 <= sizeof(packet); i += 3, count++) {
		packet[i] = packet[i + 1] = ':';
		packet[i + 2] = '\n';
	}
	ck_assert_int_eq(
	    ha_reply_addresses((struct ha_span){ packet, 1 + 3 * count },
		&arena, &addrs, &count),
	    HA_OK);
	ck_assert_uint_eq(count, (HA_FRAME_MAX - 1) / 3);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_sound_packet_is_read, 0, COUNT(sound));
	tcase_add_loop_test(tests, a_program_is_known_by_its_first_packet, 0,
	    COUNT(greetings));
	tcase_add_loop_test(tests, an_unsound_packet_is_refused, 0,
	    COUNT(unsound));
	tcase_add_loop_test(tests, names_are_the_lines, 0, COUNT(lists));
	tcase_add_loop_test(tests, addresses_are_the_lines, 0, COUNT(lists));
	tcase_add_test(tests, a_mapped_address_is_ipv4);
	tcase_add_test(tests, a_name_may_be_anything_but_lines);
	tcase_add_loop_test(tests, a_list_that_is_not_whole_is_none, 0,
	    COUNT(no_lists));
	tcase_add_loop_test(tests, one_wrong_address_spoils_them_all, 0,
	    COUNT(no_addrs));
	tcase_add_test(tests, the_largest_packet_is_read);
}

int
main(void)
{
	return unit_run("frame", add_tests);
}
