/* What an index finds: what a walk through the whole source would. */
#include "common/index/build.h"
#include "common/index/index.h"
#include "tests/unit/naive_index.h"
#include "tests/unit/patterns.h"
#include "tests/unit/random_index.h"

static struct ha_source *source;
static struct ha_index *index_;
static struct ha_candidates candidates;

static void
begin(void)
{
	source = NULL;
	index_ = NULL;
	candidates = (struct ha_candidates){ NULL, 0, 0 };
}

static void
end(void)
{
	ha_source_free(source);
	ha_index_free(index_);
	ha_candidates_free(&candidates);
}

static void
build(struct ha_span text, enum ha_index_kind kind)
{
	struct ha_index_image image;

	ha_source_free(source);
	ha_index_free(index_);
	index_ = NULL;
	expect(ha_source_from_memory("source", text, &source) == HA_OK,
	    "no memory");
	expect(ha_index_build(source, kind, 0, &image) == HA_OK, "not built");
	expect(image.len % HA_INDEX_PAGE == 0, "%zu bytes", image.len);
	expect(ha_index_from_image(image, &index_) == HA_OK, "not opened");
	expect(ha_index_verify(index_) == HA_OK, "not as it should be");
}

/* The lines of the candidates, "1 3". */
static const char *
find(const struct ha_addr *addr)
{
	static char lines[512];
	size_t len = 0;

	expect(ha_index_find(index_, addr, &candidates) == HA_OK, "not found");
	lines[0] = '\0';
	for (size_t i = 0; i < candidates.count; i++)
		len += (size_t)snprintf(lines + len, sizeof(lines) - len,
		    "%s%u", i > 0 ? " " : "", candidates.at[i].line);
	expect(len < sizeof(lines), "too many");
	return lines;
}

static const struct {
	const char *text, *addr, *lines;
} rules[] = {
	{ "", "10.0.0.1", "" },
	{ "# nothing\n\n", "10.0.0.1", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.1", "1 3" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "10.0.0.3", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "9.255.255.255", "" },
	{ "ALL: 10.0.0.1\nALL: 10.0.0.2\n", "::a00:1", "" },
	{ "ALL: 10.0.0.1 10.0.0.1, 10.0.0.1/32\n", "10.0.0.1", "1" },
	{ "ALL: 10.0.0.0/24\nALL: 10.\nALL: 10.0.0.128/25\nALL: 10.0.0.7\n",
	    "10.0.0.129", "1 2 3" },
	{ "ALL: 10.0.0.0/24 10.0.0.7 10.0. 10.0.0.4/30\n", "10.0.0.7", "1" },
	{ "ALL: 10.9.9.9/8\n", "10.0.0.1", "1" },
	{ "ALL: 10.0.0.0/255.0.0.0\nALL: 10.0.0.0/0.0.0.0\n", "10.0.0.1",
	    "1 2" },
	{ "ALL: 10.0.0.0/255.0.0.0\nALL: 10.0.0.0/0.0.0.0\n", "11.0.0.1",
	    "2" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "1.2.3.4", "1" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "::1", "2 3" },
	{ "ALL: 0.0.0.0/0\nALL: [::]/0\nALL: ::/1\n", "8000::", "2" },
	{ "ALL: 255.255.255.255\nALL: 0.0.0.0\n", "255.255.255.255", "1" },
	{ "ALL: 255.255.255.255\nALL: 0.0.0.0\n", "0.0.0.0", "2" },
	{ "ALL: ::\nALL: [::] ffff::/16\n", "::", "1 2" },
	{ "ALL: [2001:db8::]/32\nALL: 2001:db8::/33\nALL: [2001:db8::1]\n",
	    "2001:db8::1", "1 2 3" },
	{ "ALL: [2001:db8::]/32\nALL: 2001:db8::/33\nALL: [2001:db8::1]\n",
	    "2001:db8:8000::1", "1" },
	{ "ALL: [::ffff:10.0.0.0/104]\nALL: [::ffff:0:0]/96\n", "10.1.1.1",
	    "1 2" },
	{ "ALL: [::ffff:0:0]/95\nALL: [::ffff:0:0]/96\n", "10.1.1.1", "2" },
	{ "ALL: [::ffff:0:0]/95\nALL: [::ffff:0:0]/96\n", "::fffe:a00:1",
	    "1" },
	/* Exceptions do not count, whatever is in them. */
	{ "ALL: 10. EXCEPT ALL\nALL: 11. EXCEPT 1.2 @g .x /f fe80::1%e\n",
	    "11.0.0.1", "2" },
	{ "ALL: 10. EXCEPT 11. EXCEPT 12.\n", "12.0.0.1", "" },
	{ "ALL EXCEPT sshd: 10.0.0.1\n", "10.0.0.2", "" },
	{ "ALL: ALL EXCEPT 10.0.0.1\n", "10.0.0.1", "1" },
	/* Users. */
	{ "ALL: bob@10.0.0.1 @10.0.0.2\n", "10.0.0.1", "1" },
	{ "ALL: bob@10.0.0.1\nALL: ALL@2001:db8::/32\n", "2001:db8::3", "2" },
	{ "ALL: bob@10.0.0.1\nALL: bob@x\nALL: bob@\n", "10.0.0.2", "2 3" },
	/* What is more than a network. */
	{ "ALL: ALL\nALL: KNOWN\nALL: LOCAL\nALL: PARANOID\nALL: UNKNOWN\n",
	    "10.0.0.1", "1 2 3 4 5" },
	{ "a: .x\na: x\na: x.\na: *.x\na: *\na: 10.*\na: .1\na: @g\na: /f\n",
	    "10.0.0.1", "1 2 3 4 5 6 7 8 9" },
	{ "ALL: fe80::1%eth0\nALL: fe80::/10\n", "fe80::2", "1 2" },
	{ "ALL: 10.0.0.0/255.0.255.0\nALL: 11.0.0.0/0.0.0.1\n", "12.0.0.1",
	    "1 2" },
	{ "ALL: 10.0.0.1 10.0.0.300\nALL: 10.1\nALL: 010.0.0.1\n", "11.0.0.1",
	    "1 2 3" },
	{ "ALL: 10.0.0.1 x 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.1", "1 2" },
	{ "ALL: 10.0.0.1 x 10.0.0.2\nALL: 10.0.0.1\n", "10.0.0.2", "1" },
	{ "sshd@10.0.0.1: 10.0.0.1\nsshd@x: 10.0.0.1\n", "10.0.0.2", "1 2" },
	/* Faults. */
	{ "ALL\nALL:\n:10.0.0.1\n[: 10.0.0.1\nALL: 10.0.0.1 EXCEPT\n",
	    "10.0.0.2", "1 2 3 4 5" },
	{ "ALL: EXCEPT 10.0.0.1\nEXCEPT ALL: 10.0.0.1\n", "10.0.0.2", "1 2" },
	{ "ALL: 10.0.0.1 # a:b\nALL: 10.0.0.1 # b\n # a:b\n # a\n", "10.0.0.2",
	    "1 3" },
	/* Options, sound or not. */
	{ "ALL: 10.0.0.1: deny\nALL: 10.0.0.1: bogus\nALL: 10.0.0.2: spawn\n",
	    "10.0.0.1", "1 2" },
	{ "ALL: 10.0.0.1: deny\nALL: 10.0.0.1: bogus\nALL: 10.0.0.2: spawn\n",
	    "10.0.0.2", "3" },
	/* Lines. */
	{ "# a\n\nALL: 10.\\\n0.0.1\n\nALL: \\\n\\\n 10.0.0.1", "10.0.0.1",
	    "3 6" },
	{ "# a \\\nALL: 10.0.0.1\nALL: 10.0.0.1\n", "10.0.0.1", "3" },
	{ "\xef\xbb\xbf"
	  "ALL: 10.0.0.1\r\nALL: 10.0.0.1\r\n",
	    "10.0.0.1", "1 2" },
	{ "  ALL: 10.0.0.1\n \t \nALL:10.0.0.1\\", "10.0.0.1", "1 3" },
	{ "ALL: x\\\ny\nALL: 10.0.0.1\n", "10.0.0.1", "1 3" },
}, words[] = {
	{ "", "10.0.0.1", "" },
	{ "10.0.0.1\n10.0.0.1 10.0.0.2\n", "10.0.0.1", "1 2" },
	{ "10.0.0.1 10.0.0.2 10.0.0.1\n", "10.0.0.1", "1 1" },
	{ "10.0.0.1,10.\n# 10.0.0.1\n11.#10.0.0.1\n10.0.0.0/8", "10.0.0.1",
	    "1 1 4" },
	{ "\xef\xbb\xbf"
	  "10.0.0.1\r\n10.0.0.1\v10.0.0.2\n",
	    "10.0.0.1", "1 2" },
	{ "10.0.0.1\\\n10.0.0.1\n", "10.0.0.2", "1" },
	{ "a b@10.0.0.1 /f\n@g *\n1.2.3\n[::1]x\n", "10.0.0.2",
	    "1 1 1 2 2 3 4" },
	{ "2001:db8::/32\n2001:db8::1\n[2001:db8::1]\n::1%x\n", "2001:db8::1",
	    "1 2 3 4" },
};

static void
check_row(const char *text, const char *client, const char *lines,
    enum ha_index_kind kind)
{
	struct ha_addr addr = addr_of(client);

	build(ha_span_of(text), kind);
	ck_assert_str_eq(find(&addr), lines);
	ck_assert(naive_agrees(source, kind, &addr, &candidates));
}

START_TEST(the_listed_rules_are_found)
{
	check_row(rules[_i].text, rules[_i].addr, rules[_i].lines,
	    HA_INDEX_RULES);
}
END_TEST

START_TEST(the_listed_words_are_found)
{
	check_row(words[_i].text, words[_i].addr, words[_i].lines,
	    HA_INDEX_WORDS);
}
END_TEST

/*
 * The slow side, and the safe one: whatever kind of pattern is added, a word
 * of it is looked at for every client, until somebody teaches the index more.
 */
START_TEST(what_is_no_network_is_always_found)
{
	struct ha_addr addr = addr_of("203.0.113.203");

	for (int i = 0; i < COUNT(pattern_words); i++) {
		const char *lines = i == HA_PATTERN_NET ? "" : "1";
		char rule[64];

		snprintf(rule, sizeof(rule), "ALL: %s\n", pattern_words[i]);
		build(ha_span_of(rule), HA_INDEX_RULES);
		expect(strcmp(find(&addr), lines) == 0, "%s", rule);
		build(ha_span_of(pattern_words[i]), HA_INDEX_WORDS);
		expect(strcmp(find(&addr), lines) == 0, "%s", pattern_words[i]);
	}
}
END_TEST

/* As if there were one more kind of pattern, and all words were of it. */
static bool is_of_new_kind;

void __real_ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern);
void __wrap_ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern);

void
__wrap_ha_pattern_parse(struct ha_span word, struct ha_pattern *pattern)
{
	__real_ha_pattern_parse(word, pattern);
	if (is_of_new_kind)
		pattern->kind = (enum ha_pattern_kind)COUNT(pattern_kinds);
}

START_TEST(a_kind_that_is_new_is_always_found)
{
	struct ha_addr addr = addr_of("203.0.113.203");

	for (int i = 0; i < 2; i++) {
		const char *lines = i == 0 ? "" : "1";

		is_of_new_kind = i == 1;
		build(HA_SPAN("ALL: 10.0.0.1\n"), HA_INDEX_RULES);
		ck_assert_str_eq(find(&addr), lines);
		build(HA_SPAN("10.0.0.1\n"), HA_INDEX_WORDS);
		ck_assert_str_eq(find(&addr), lines);
	}
	is_of_new_kind = false;
}
END_TEST

START_TEST(a_rule_with_a_nul_is_always_found)
{
	struct ha_addr addr = addr_of("11.0.0.1");

	build(HA_SPAN("ALL: 10.0.0.1\0\nA\0: 10.0.0.1\nALL: 10.\n"),
	    HA_INDEX_RULES);
	ck_assert_str_eq(find(&addr), "1 2");
	build(HA_SPAN("10.0.0.1\0 10.0.0.1\n"), HA_INDEX_WORDS);
	ck_assert_str_eq(find(&addr), "1");
}
END_TEST

START_TEST(a_rule_that_is_too_long_is_always_found)
{
	struct ha_addr addr = addr_of("11.0.0.1");
	size_t len = HA_LINE_MAX + 100;
	char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', len);
	memcpy(text, "ALL:", 4);
	memcpy(text + len - 9, " 10.0.0.1", 9);
	build((struct ha_span){ text, len }, HA_INDEX_RULES);
	free(text);
	ck_assert_str_eq(find(&addr), "1");
}
END_TEST

/* The scope of a client does not count; its family does. */
START_TEST(clients_are_found_by_family_and_bytes)
{
	struct ha_addr addr = addr_of("10.0.0.1");

	build(HA_SPAN("10.0.0.1 ::/0\nfe80::/10"), HA_INDEX_WORDS);
	ck_assert_str_eq(find(&addr), "1");
	addr.family = HA_IPV6;
	ck_assert_str_eq(find(&addr), "1");
	ck_assert_uint_eq(candidates.at[0].offset, 9);
	addr = addr_of("fe80::1%eth0");
	ck_assert_str_eq(find(&addr), "1 2");
}
END_TEST

static void
check_random_source(uint32_t *state, enum ha_index_kind kind, size_t items,
    int nclients)
{
	struct ha_span text = random_text(state, kind, items);

	build(text, kind);
	for (int i = 0; i < nclients; i++) {
		struct ha_addr addr = random_client(state);
		char shown[HA_ADDR_TEXT];

		expect(ha_index_find(index_, &addr, &candidates) == HA_OK,
		    "not found");
		expect(naive_agrees(source, kind, &addr, &candidates),
		    "%s in:\n%.*s", ha_addr_format(&addr, shown).at,
		    (int)text.len, text.at);
	}
	free((char *)(uintptr_t)text.at);
}

/* The last of them need directories of one page, and of several. */
START_TEST(a_random_source_is_indexed_as_the_oracle_says)
{
	static const struct {
		size_t items;
		int sources, clients;
	} sizes[] = { { 1, 400, 20 }, { 5, 300, 20 }, { 30, 100, 30 },
		{ 300, 20, 40 }, { 5000, 2, 60 } };
	enum ha_index_kind kind = _i % 2 == 0 ? HA_INDEX_RULES : HA_INDEX_WORDS;
	uint32_t state = 0x1dea5 + (uint32_t)_i;

	for (int i = 0; i < sizes[_i / 2].sources; i++)
		check_random_source(&state, kind, sizes[_i / 2].items,
		    sizes[_i / 2].clients);
}
END_TEST

/* A candidate is where the ordinary reading can go on. */
START_TEST(reading_can_begin_at_a_candidate)
{
	uint32_t state = 0x5eeced;
	struct ha_span text = random_text(&state, HA_INDEX_RULES, 400);
	struct ha_addr addr = addr_of("10.192.0.0");
	struct ha_reader reader;
	struct ha_rule rule;

	build(text, HA_INDEX_RULES);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_gt(candidates.count, 20);
	ha_reader_init(&reader, source, HA_LINES_OWN);
	for (size_t i = 0; i < candidates.count; i++) {
		reader.next = candidates.at[i].offset;
		expect(ha_reader_next(&reader, &rule) == HA_OK, "no rule");
		expect(rule.where.offset == candidates.at[i].offset,
		    "another rule");
	}
	ha_reader_free(&reader);
	free((char *)(uintptr_t)text.at);
}
END_TEST

/* 129 networks in each other, and a rule for each. */
START_TEST(networks_can_lie_in_each_other_as_deep_as_there_are_bits)
{
	struct ha_addr addr = addr_of("2001:db8::1");
	char text[129 * 32];
	size_t len = 0;

	for (int i = 128; i >= 0; i--)
		len += (size_t)sprintf(text + len, "2001:db8::1/%d\n", i);
	build((struct ha_span){ text, len }, HA_INDEX_WORDS);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, 129);
	for (size_t i = 0; i < 129; i++)
		ck_assert_uint_eq(candidates.at[i].line, i + 1);
	addr.bytes[7] = 1;
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, 64);
}
END_TEST

static size_t
numbered_addr(bool is_ipv6, unsigned n, char *out)
{
	if (is_ipv6)
		return (size_t)sprintf(out, "2001:db8::%x:%x", n >> 8, n);
	return (size_t)sprintf(out, "10.%u.%u.%u", n >> 16, n >> 8 & 255,
	    n & 255);
}

/* Not in order: the odd numbers first. */
static struct ha_span
numbered_words(bool is_ipv6, unsigned count)
{
	char *text = malloc((size_t)count * 24);
	size_t len = 0;

	expect(text != NULL, "no memory");
	for (unsigned i = 0; i < count; i++) {
		unsigned n =
		    2 * i + 1 < count ? 2 * i + 1 : 2 * (count - 1 - i);

		len += numbered_addr(is_ipv6, n, text + len);
		text[len++] = '\n';
	}
	return (struct ha_span){ text, len };
}

static const struct {
	bool is_ipv6;
	unsigned count;
} large[] = { { false, 1000 }, { false, 200000 }, { true, 9000 },
	{ true, 60000 } };

/* More pages than the top of a directory has keys, for the larger ones. */
START_TEST(every_word_of_a_large_file_is_found)
{
	bool is_ipv6 = large[_i].is_ipv6;
	unsigned count = large[_i].count;
	struct ha_span text = numbered_words(is_ipv6, count);

	build(text, HA_INDEX_WORDS);
	for (unsigned n = 0; n < count + 2; n += n < count - 2 ? 3 : 1) {
		char client[64];
		struct ha_addr addr;

		numbered_addr(is_ipv6, n, client);
		addr = addr_of(client);
		expect(ha_index_find(index_, &addr, &candidates) == HA_OK,
		    "not found");
		expect(candidates.count == (n < count ? 1 : 0), "%s: %zu",
		    client, candidates.count);
	}
	free((char *)(uintptr_t)text.at);
}
END_TEST

/* One network, named so often that its postings take several pages. */
START_TEST(a_network_may_be_named_very_often)
{
	struct ha_addr addr = addr_of("10.1.2.3");
	size_t count = 5000, len = 0;
	char *text = malloc(count * 24);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < count; i++)
		len += (size_t)sprintf(text + len, "ALL: 10.%s\n",
		    i % 5 == 0 ? "1." : "");
	build((struct ha_span){ text, len }, HA_INDEX_RULES);
	free(text);
	ck_assert_int_eq(ha_index_find(index_, &addr, &candidates), HA_OK);
	ck_assert_uint_eq(candidates.count, count);
	ck_assert_uint_eq(candidates.at[count - 1].line, count);
	ck_assert(naive_agrees(source, HA_INDEX_RULES, &addr, &candidates));
}
END_TEST

START_TEST(what_is_counted_is_known)
{
	const struct ha_index_counts *counts;

	build(HA_SPAN("ALL: 10.0.0.1 10.0.0.2\nALL: 10.0.0.1 ::1 ::1\n"
		      "ALL: x\n# c\nALL: 10.0.0.1 \\\n y\n"),
	    HA_INDEX_RULES);
	counts = &ha_index_about(index_)->counts;
	ck_assert_uint_eq(counts->bytes, source->len);
	ck_assert_uint_eq(counts->items, 4);
	ck_assert_uint_eq(counts->always, 2);
	ck_assert_uint_eq(counts->always_bytes, 6 + 18);
	ck_assert_uint_eq(counts->nodes[HA_IPV4], 2);
	ck_assert_uint_eq(counts->nodes[HA_IPV6], 1);
	ck_assert_uint_eq(counts->postings, 2);
	assert_span(ha_index_path(index_), HA_SPAN("source"));
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_listed_rules_are_found, 0, COUNT(rules));
	tcase_add_loop_test(tests, the_listed_words_are_found, 0, COUNT(words));
	tcase_add_test(tests, what_is_no_network_is_always_found);
	tcase_add_test(tests, a_kind_that_is_new_is_always_found);
	tcase_add_test(tests, a_rule_with_a_nul_is_always_found);
	tcase_add_test(tests, a_rule_that_is_too_long_is_always_found);
	tcase_add_test(tests, clients_are_found_by_family_and_bytes);
	tcase_add_loop_test(tests,
	    a_random_source_is_indexed_as_the_oracle_says, 0, 10);
	tcase_add_test(tests, reading_can_begin_at_a_candidate);
	tcase_add_test(tests,
	    networks_can_lie_in_each_other_as_deep_as_there_are_bits);
	tcase_add_loop_test(tests, every_word_of_a_large_file_is_found, 0,
	    COUNT(large));
	tcase_add_test(tests, a_network_may_be_named_very_often);
	tcase_add_test(tests, what_is_counted_is_known);
}

int
main(void)
{
	return unit_run("index", add_tests);
}
