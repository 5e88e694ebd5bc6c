/*
 * What an index is made of, its limits, and what happens without memory.
 * Linked with --wrap for it.
 */
#include "common/base/bounds.h"
#include "common/base/sum.h"
#include "common/index/layout.h"
#include "tests/unit/index_file.h"

static bool is_armed;
static size_t calls, fails_at; /* the call that fails; 0: none */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);

static bool
fails_now(void)
{
	return is_armed && ++calls == fails_at;
}

void *
__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : __real_calloc(count, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails_now() ? NULL : __real_reallocarray(old, count, size);
}

static void
end(void)
{
	is_armed = false;
	index_file_end();
}

/* ---- limits ---- */

START_TEST(what_is_too_large_gets_no_index)
{
	struct ha_source huge = { .path = source->path,
		.bytes = source->bytes,
		.len = HA_SOURCE_MAX + 1 };
	char long_path[3000];
	struct ha_source named = {
		.path = long_path, .bytes = source->bytes, .len = source->len
	};
	struct ha_index_image none;
	bool was_built = true;

	ck_assert_int_eq(ha_index_build(&huge, HA_INDEX_RULES, 0, &none),
	    HA_TOOBIG);
	for (size_t len = 1000; len < 2000; len++) {
		enum ha_status status;

		memset(long_path, 'x', len);
		long_path[len] = '\0';
		status = ha_index_build(&named, HA_INDEX_RULES, 0, &none);
		if (status == HA_OK)
			free(none.bytes);
		else
			expect(status == HA_TOOBIG, "%zu: %d", len, status);
		expect(was_built || status != HA_OK, "%zu: fits again", len);
		was_built = status == HA_OK;
	}
	ck_assert(!was_built);
}
END_TEST

START_TEST(the_layout_holds_the_most_that_there_may_be)
{
	struct ha_index_counts most = { .bytes = HA_SOURCE_MAX,
		.always_bytes = HA_SOURCE_MAX,
		.items = HA_SOURCE_MAX,
		.always = HA_SOURCE_MAX,
		.nodes = { HA_INDEX_NETS_MAX, 0 },
		.postings = HA_INDEX_NETS_MAX };
	struct ha_index_layout layout;

	ck_assert(ha_index_layout_of(&most, &layout));
	ck_assert_uint_le(layout.tables[HA_IPV4].nlevels, HA_INDEX_LEVELS);
	ck_assert_uint_gt(layout.pages, 0);
	most.nodes[HA_IPV4] = 0;
	most.nodes[HA_IPV6] = HA_INDEX_NETS_MAX;
	ck_assert(ha_index_layout_of(&most, &layout));
	ck_assert_uint_le(layout.tables[HA_IPV6].nlevels, HA_INDEX_LEVELS);
	most.nodes[HA_IPV4] = 1;
	ck_assert(!ha_index_layout_of(&most, &layout));
}
END_TEST

/* ---- memory ---- */

START_TEST(without_memory_there_is_no_index)
{
	enum ha_status status;
	size_t n = 0;

	do {
		struct ha_index_image built = { NULL, 0 };

		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_build(source, HA_INDEX_RULES, 0, &built);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
		free(built.bytes);
	} while (calls >= n);
	ck_assert_uint_gt(n, 6);
}
END_TEST

START_TEST(without_memory_no_index_is_opened)
{
	enum ha_status status;
	size_t n = 0;

	do {
		ha_index_free(opened);
		opened = NULL;
		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_open(folder.path, source, HA_INDEX_RULES,
		    &opened, &fault);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
	} while (calls >= n);
	ck_assert_uint_eq(n, 3);
	calls = 0;
	fails_at = 2; /* after the copy */
	is_armed = true;
	ck_assert_ptr_null(from_copy());
}
END_TEST

/* Room is asked for once; then it is there for the next client. */
START_TEST(without_memory_nothing_is_found)
{
	char many[4000] = "";
	struct ha_addr addr;
	enum ha_status status;
	size_t n = 0;

	for (size_t i = 0; i < 100; i++)
		strcat(many, i % 3 == 0 ? "ALL: ALL\n" : "ALL: 10.0.0.1\n");
	read_source(ha_span_of(many));
	ck_assert_int_eq(open_index(), HA_OK);
	ha_addr_parse(HA_SPAN("10.0.0.1"), &addr);
	do {
		ha_candidates_free(&candidates);
		calls = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_index_find(opened, &addr, &candidates);
		is_armed = false;
		expect(status == (calls >= n ? HA_NOMEM : HA_OK), "call %zu",
		    n);
	} while (calls >= n);
	ck_assert_uint_gt(n, 2);
	ck_assert_uint_eq(candidates.count, 100);
	calls = 0;
	is_armed = true;
	status = ha_index_find(opened, &addr, &candidates);
	is_armed = false;
	ck_assert_int_eq(status, HA_OK);
	ck_assert_uint_eq(calls, 0);
}
END_TEST

#define SECOND INT64_C(1000000000)

static const struct {
	int64_t modified_sec;
	uint32_t modified_nsec;
	int64_t changed_sec;
	uint32_t changed_nsec;
	int64_t ripe_at;
} times[] = {
	{ 0, 0, 0, 0, 2 * SECOND },
	{ 5, 0, 3, 0, 7 * SECOND },
	{ 3, 0, 5, 0, 7 * SECOND },
	{ 5, 0, 3, 1, 5 * SECOND + SECOND / 50 },
	{ 5, 7, 3, 0, 5 * SECOND + SECOND / 50 + 7 },
	{ 5, 7, 5, 8, 5 * SECOND + SECOND / 50 + 8 },
	{ -5, 7, -6, 8, -5 * SECOND + SECOND / 50 + 7 },
	{ INT64_MAX, 0, 3, 0, INT64_MAX },
	{ 3, 0, INT64_MAX, 999999999, INT64_MAX - 2 * SECOND + SECOND / 50 },
	{ INT64_MIN, 0, 3, 1, 3 * SECOND + SECOND / 50 + 1 },
	{ INT64_MIN, 0, INT64_MIN, 0, INT64_MIN + 2 * SECOND },
};

START_TEST(a_file_is_ripe_when_its_clock_has_ticked)
{
	struct ha_identity identity = { .modified = { times[_i].modified_sec,
					    times[_i].modified_nsec },
		.changed = { times[_i].changed_sec, times[_i].changed_nsec } };

	ck_assert_int_eq(ha_identity_ripe_at(&identity), times[_i].ripe_at);
}
END_TEST

static const struct {
	uint64_t device, inode;
	const char *name;
} names[] = { { 0, 0, "0-0.index" },
	{ 0xfd01, 0x1234abc, "fd01-1234abc.index" },
	{ UINT64_MAX, UINT64_MAX, "ffffffffffffffff-ffffffffffffffff.index" },
	{ 16, UINT64_C(1) << 63, "10-8000000000000000.index" } };

START_TEST(a_file_is_named_by_device_and_inode)
{
	struct ha_identity identity = { .device = names[_i].device,
		.inode = names[_i].inode };
	char name[HA_INDEX_NAME];

	memset(name, 'x', sizeof(name));
	ha_index_name(&identity, name);
	ck_assert_str_eq(name, names[_i].name);
	ck_assert(ha_index_is_name(ha_span_of(name)));
}
END_TEST

static const char *const no_names[] = { "", "-", "0", "0-", "-0.index",
	"0-.index", "0-0", "0-0.inde", "0-0.indexes", "0-0.index.0",
	"0-0x.index", "0-A.index", " 0-0.index", "00-0-0.index",
	"0ffffffffffffffff-0.index", "0-0ffffffffffffffff.index" };

START_TEST(other_names_are_no_indexes)
{
	ck_assert(!ha_index_is_name(ha_span_of(no_names[_i])));
}
END_TEST

START_TEST(a_name_is_read_up_to_its_end)
{
	ck_assert(ha_index_is_name((struct ha_span){ "0-0.index0", 9 }));
	ck_assert(!ha_index_is_name((struct ha_span){ "0-0.index", 8 }));
	ck_assert(!ha_index_is_name((struct ha_span){ "0-0.index", 1 }));
	ck_assert(!ha_index_is_name(HA_SPAN("\0-0.index")));
}
END_TEST

static const struct {
	const char *text;
	enum ha_index_kind kind;
} guesses[] = {
	{ "ALL: ALL\n", HA_INDEX_RULES },
	{ "sshd : 10.0.0.1", HA_INDEX_RULES },
	{ "# c: d\n\n \t\nsshd :ALL\n", HA_INDEX_RULES },
	{ "sshd \\\n ftpd \\\n : 10.0.0.1", HA_INDEX_RULES },
	{ "# c \\\n d : e\n10.0.0.1", HA_INDEX_WORDS },
	{ "[x]:22", HA_INDEX_RULES },
	{ "sshd@[::1]: ALL", HA_INDEX_RULES },
	{ "10.0.0.1\nALL: ALL\n", HA_INDEX_WORDS },
	{ "10.0.0.1, 10.0.0.2 #a:b", HA_INDEX_WORDS },
	{ "2001:db8::/32\n", HA_INDEX_WORDS },
	{ "2001:db8::/129\n", HA_INDEX_WORDS },
	{ "[2001:db8::1] 2001:db8::1,::1\n", HA_INDEX_WORDS },
	{ "fe80::1%eth0/64\n", HA_INDEX_WORDS },
	{ "::1: ALL\n", HA_INDEX_RULES },
	{ "::1 : ALL\n", HA_INDEX_RULES },
	{ "\xef\xbb\xbf# a:b\n.example", HA_INDEX_WORDS },
	{ "\xef\xbb\xbf"
	  "a:b\n",
	    HA_INDEX_RULES },
	{ "a\\", HA_INDEX_WORDS },
	{ "\\\n\\\n\\", HA_INDEX_WORDS },
	{ "#\\\n#\\", HA_INDEX_WORDS },
	{ "", HA_INDEX_WORDS },
};

START_TEST(the_kind_of_a_text_is_guessed)
{
	struct ha_source *text;

	ck_assert_int_eq(
	    ha_source_from_memory("t", ha_span_of(guesses[_i].text), &text),
	    HA_OK);
	ck_assert_int_eq(ha_index_guess_kind(text), guesses[_i].kind);
	ha_source_free(text);
}
END_TEST

static const struct {
	struct ha_index_counts counts;
	bool pays;
} costs[] = {
	{ { .bytes = 0 }, false },
	{ { .bytes = 2000, .items = 100 }, false },
	{ { .bytes = 2000, .items = 128 }, true },
	{ { .bytes = 2000, .items = 128, .always = 1, .always_bytes = 9 },
	    false },
	{ { .bytes = 20000,
	      .items = 1000,
	      .always = 400,
	      .always_bytes = 8000 },
	    true },
	{ { .bytes = 20000, .items = 1000, .always = 1, .always_bytes = 10001 },
	    false },
	{ { .bytes = 20000,
	      .items = 1000,
	      .always = 437,
	      .always_bytes = 8000 },
	    false },
	{ { .bytes = 1u << 30, .items = UINT32_MAX, .always = UINT32_MAX },
	    false },
};

START_TEST(an_index_pays_when_it_spares_half)
{
	ck_assert(ha_index_pays(&costs[_i].counts) == costs[_i].pays);
}
END_TEST

/* ---- the parts ---- */

START_TEST(a_checksum_notices_every_change_of_a_word)
{
	static unsigned char page[HA_INDEX_PAYLOAD];
	uint32_t state = 0x5005;
	uint64_t sum, word;

	for (size_t i = 0; i < sizeof(page); i++)
		page[i] = (unsigned char)unit_random(&state);
	sum = ha_sum(page, sizeof(page) / 8, 7);
	for (size_t i = 0; i < sizeof(page); i += 8) {
		for (size_t bit = 0; bit < 64; bit++) {
			page[i + bit / 8] ^= (unsigned char)(1 << bit % 8);
			expect(ha_sum(page, sizeof(page) / 8, 7) != sum,
			    "bit %zu of %zu", bit, i);
			page[i + bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
	}
	/* Two words change places. */
	memcpy(&word, page, 8);
	memmove(page, page + 8, 8);
	memcpy(page + 8, &word, 8);
	ck_assert(ha_sum(page, sizeof(page) / 8, 7) != sum);
	memset(page, 0, sizeof(page));
	ck_assert(ha_sum(page, 511, 7) != ha_sum(page, 511, 8));
	ck_assert(ha_sum(page, 511, 7) != ha_sum(page, 510, 7));
}
END_TEST

START_TEST(candidates_are_put_in_order)
{
	uint32_t state = 0x50f7;

	for (int i = 0; i < 3000; i++) {
		size_t limit = 1 + unit_below(&state, 200), count = 0;
		bool is_there[200] = { false };

		candidates.count = 0;
		for (size_t n = unit_below(&state, 150); n > 0; n--) {
			uint32_t at = (uint32_t)unit_below(&state, limit);

			is_there[at] = true;
			ck_assert_int_eq(
			    ha_candidates_add(&candidates,
				(struct ha_candidate){ at, at / 3 + 1 }),
			    HA_OK);
		}
		expect(ha_candidates_order(&candidates) == HA_OK, "order");
		for (uint32_t at = 0; at < limit; at++) {
			if (!is_there[at])
				continue;
			expect(count < candidates.count &&
				candidates.at[count].offset == at &&
				candidates.at[count].line == at / 3 + 1,
			    "%u", at);
			count++;
		}
		expect(count == candidates.count, "%zu", candidates.count);
	}
}
END_TEST

START_TEST(every_fault_has_a_text)
{
	for (int i = HA_INDEX_FAULT_NONE; i <= HA_INDEX_FAULT_UNRIPE; i++)
		ck_assert_str_ne(ha_index_fault_text((enum ha_index_fault)i),
		    "");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, index_file_begin, end);
	tcase_add_test(tests, what_is_too_large_gets_no_index);
	tcase_add_test(tests, the_layout_holds_the_most_that_there_may_be);
	tcase_add_test(tests, without_memory_there_is_no_index);
	tcase_add_test(tests, without_memory_no_index_is_opened);
	tcase_add_test(tests, without_memory_nothing_is_found);
	tcase_add_loop_test(tests, a_file_is_ripe_when_its_clock_has_ticked, 0,
	    COUNT(times));
	tcase_add_loop_test(tests, a_file_is_named_by_device_and_inode, 0,
	    COUNT(names));
	tcase_add_loop_test(tests, other_names_are_no_indexes, 0,
	    COUNT(no_names));
	tcase_add_test(tests, a_name_is_read_up_to_its_end);
	tcase_add_loop_test(tests, the_kind_of_a_text_is_guessed, 0,
	    COUNT(guesses));
	tcase_add_loop_test(tests, an_index_pays_when_it_spares_half, 0,
	    COUNT(costs));
	tcase_add_test(tests, a_checksum_notices_every_change_of_a_word);
	tcase_add_test(tests, candidates_are_put_in_order);
	tcase_add_test(tests, every_fault_has_a_text);
}

int
main(void)
{
	return unit_run("index_parts", add_tests);
}
