/* An index that is damaged, or that nobody made, never gives a wrong answer. */
#include "common/index/layout.h"
#include "tests/unit/index_file.h"

/* The file is changed in place, as nobody should. */
static void
flip(FILE *file, size_t at, unsigned char bits)
{
	image.bytes[at] ^= bits;
	expect(fseek(file, (long)at, SEEK_SET) == 0, "seek");
	expect(fputc(image.bytes[at], file) != EOF, "disk");
	expect(fflush(file) == 0, "disk");
}

/* Whether or not a look-up comes by that page. */
START_TEST(no_flipped_bit_gives_a_wrong_answer)
{
	static const unsigned char bits[] = { 0x01, 0x80, 0x10, 0xff };
	struct answers want = right_answers(), got;
	FILE *file = fopen(path, "r+");

	ck_assert_ptr_nonnull(file);
	for (size_t at = 0; at < image.len; at++) {
		unsigned char flipped = bits[(at + (size_t)_i) % 4];

		flip(file, at, flipped);
		if (open_index() == HA_OK) {
			expect(at >= HA_INDEX_PAGE, "header, byte %zu", at);
			got = ask(opened);
			expect(are_right(&got, &want), "byte %zu", at);
			expect(ha_index_verify(opened) == HA_INVALID,
			    "not noticed: byte %zu", at);
		} else {
			expect(at < HA_INDEX_PAGE, "byte %zu", at);
		}
		flip(file, at, flipped);
	}
	fclose(file);
	ck_assert_int_eq(open_index(), HA_OK);
}
END_TEST

START_TEST(no_other_size_is_accepted)
{
	for (size_t more = 1; more <= 2 * HA_INDEX_PAGE; more++) {
		expect(truncate(path, (off_t)(image.len + more)) == 0, "disk");
		expect(open_index() == HA_INVALID, "%zu more", more);
	}
	for (size_t len = image.len; len-- > 0;) {
		expect(truncate(path, (off_t)len) == 0, "disk");
		expect(open_index() == HA_INVALID, "%zu bytes", len);
	}
	ck_assert_int_eq(fault, HA_INDEX_FAULT_DAMAGED);
}
END_TEST

START_TEST(a_file_may_be_cut_short_while_it_is_open)
{
	struct answers want = right_answers(), got;

	for (size_t len = 0; len < image.len; len += 512) {
		save_as(path);
		ck_assert_int_eq(open_index(), HA_OK);
		ck_assert_int_eq(truncate(path, (off_t)len), 0);
		got = ask(opened);
		ck_assert(are_right(&got, &want));
		ck_assert_int_eq(ha_index_verify(opened), HA_INVALID);
	}
}
END_TEST

/* ---- the header ---- */

static uint32_t
get(size_t at)
{
	uint32_t number;

	memcpy(&number, image.bytes + at, sizeof(number));
	return number;
}

static void
put(size_t at, uint32_t number)
{
	memcpy(image.bytes + at, &number, sizeof(number));
}

/* As if whoever changed it had made the index anew. */
static void
mend_sums(void)
{
	struct ha_index_about about;
	struct ha_index_layout layout;
	uint64_t salt;

	if (ha_index_header_read(image.bytes, image.len / HA_INDEX_PAGE, &about,
		&layout) != HA_INDEX_FAULT_NONE)
		return;
	salt = ha_index_salt(&about);
	for (uint32_t n = 0; n < layout.pages; n++) {
		unsigned char *page = image.bytes + (size_t)n * HA_INDEX_PAGE;
		uint64_t sum = ha_index_page_sum(page, n, salt);

		memcpy(page + HA_INDEX_PAYLOAD, &sum, sizeof(sum));
	}
}

/* Offsets in page 0. */
enum {
	AT_ORDER = 8,
	AT_VERSION = 12,
	AT_KIND = 16,
	AT_PAGES = 20,
	AT_BYTES = 80,
	AT_ALWAYS_BYTES = 88,
	AT_ITEMS = 96,
	AT_ALWAYS = 100,
	AT_NODES4 = 104,
	AT_NODES6 = 108,
	AT_POSTINGS = 112,
	AT_PATH_LEN = 116
};

static const struct {
	size_t at;
	uint32_t value;
	enum ha_index_fault fault;
} headers[] = {
	{ 0, 0, HA_INDEX_FAULT_NO_INDEX },
	{ 4, 0, HA_INDEX_FAULT_NO_INDEX },
	{ AT_ORDER, 0x04030201, HA_INDEX_FAULT_BYTE_ORDER },
	{ AT_VERSION, HA_INDEX_VERSION + 1, HA_INDEX_FAULT_VERSION },
	{ AT_VERSION, 0, HA_INDEX_FAULT_VERSION },
	{ AT_KIND, HA_INDEX_WORDS, HA_INDEX_FAULT_KIND },
	{ AT_KIND, 2, HA_INDEX_FAULT_DAMAGED },
	{ AT_KIND, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_PAGES, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_PAGES, 7, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, 1u << 30, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES + 4, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_BYTES, sizeof(table_text) - 2, HA_INDEX_FAULT_DAMAGED },
	{ AT_ALWAYS_BYTES + 4, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_ITEMS, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_ITEMS, 1, HA_INDEX_FAULT_DAMAGED },
	{ AT_ALWAYS, 600, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES4, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES4, HA_INDEX_NETS_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES6, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_NODES6, 128, HA_INDEX_FAULT_DAMAGED },
	{ AT_POSTINGS, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
	{ AT_POSTINGS, 0, HA_INDEX_FAULT_DAMAGED },
	{ AT_PATH_LEN, 2000, HA_INDEX_FAULT_DAMAGED },
	{ AT_PATH_LEN, UINT32_MAX, HA_INDEX_FAULT_DAMAGED },
};

START_TEST(a_foreign_header_is_refused)
{
	put(headers[_i].at, headers[_i].value);
	mend_sums();
	save_as(path);
	check_refused(HA_INVALID, headers[_i].fault);
}
END_TEST

/* A page of it is no page of the other, nor in another place. */
START_TEST(pages_of_another_index_do_not_fit)
{
	struct ha_index_image older = image;
	struct answers want, got;

	image = (struct ha_index_image){ NULL, 0 };
	build(ha_identity_ripe_at(&source->identity) + 1);
	want = right_answers();
	for (size_t n = 1; n < image.len / HA_INDEX_PAGE; n++) {
		unsigned char *page = image.bytes + n * HA_INDEX_PAGE;

		memcpy(page, older.bytes + n * HA_INDEX_PAGE, HA_INDEX_PAGE);
		save_as(path);
		ck_assert_int_eq(open_index(), HA_OK);
		got = ask(opened);
		ck_assert(are_right(&got, &want));
		ck_assert_int_eq(ha_index_verify(opened), HA_INVALID);
		build(ha_identity_ripe_at(&source->identity) + 1);
	}
	ck_assert_uint_eq(image.len, 5 * HA_INDEX_PAGE);
	memcpy(image.bytes + HA_INDEX_PAGE, image.bytes + 3 * HA_INDEX_PAGE,
	    HA_INDEX_PAGE);
	save_as(path);
	ck_assert_int_eq(open_index(), HA_OK);
	got = ask(opened);
	ck_assert_str_eq(got.text[0], "damaged");
	free(older.bytes);
}
END_TEST

/* ---- indexes that nobody makes, with sound checksums ---- */

/*
 * The pages of the table above: 1 IPv4 rows, 2 IPv6 rows, 3 postings, 4
 * always.  The rows are 10/8, 10.0.0.0/24, 10.0.0.1, 192.0.2.0/25, and ::/0,
 * 2001:db8::/32, 2001:db8::1.
 */
#define ROW4(n) (HA_INDEX_PAGE + 16 * (n))
#define ROW6(n) (2 * HA_INDEX_PAGE + 32 * (n))
#define POSTING(n) (3 * HA_INDEX_PAGE + 8 * (n))
#define ALWAYS(n) (4 * HA_INDEX_PAGE + 8 * (n))
#define PARENT4(length, row) ((uint32_t)(length) << 26 | (row))

static const struct {
	size_t at;
	uint32_t value;
	const char *client; /* whose look-up shows it; NULL: none need */
} damages[] = {
	{ ROW4(2) + 4, PARENT4(32, 2), "10.0.0.1" }, /* its own parent */
	{ ROW4(2) + 4, PARENT4(32, 3), "10.0.0.1" }, /* parents below */
	{ ROW4(2) + 4, PARENT4(33, 1), "10.0.0.1" }, /* no such length */
	{ ROW4(2) + 4, PARENT4(31, 1), "10.0.0.1" }, /* bits after it */
	{ ROW4(1) + 4, PARENT4(32, 0), "10.0.0.1" }, /* as long as below */
	{ ROW4(2) + 4, PARENT4(32, 0), NULL },       /* one left out */
	{ ROW4(3) + 4, PARENT4(25, 0), NULL },       /* no parent at all */
	{ ROW4(2), 0, NULL },                        /* out of order */
	{ ROW4(0) + 8, HA_INDEX_LAST | 1000, "10.0.0.1" },
	{ ROW4(0) + 8, HA_INDEX_LAST | (1u << 30), "10.0.0.1" },
	{ ROW4(0) + 12, 0, "10.0.0.1" },   /* line 0 */
	{ ROW4(0) + 12, 400, "10.0.0.1" }, /* more lines than bytes */
	{ ROW4(2) + 8, 3, NULL },          /* within another's */
	{ ROW4(2) + 8, 5, "10.0.0.1" },    /* after the last */
	{ ROW4(2) + 12, 1, "10.0.0.1" },   /* neither nor */
	{ ROW6(2) + 16, 2, "2001:db8::1" },
	{ ROW6(2) + 20, 129, "2001:db8::1" },
	{ ROW6(1) + 20, 128, "2001:db8::1" },
	{ ROW6(1) + 24, 2, NULL }, /* another's */
	{ POSTING(0), 2000, "10.0.0.1" },
	{ POSTING(0), HA_INDEX_LAST | 40, NULL }, /* ends too early */
	{ POSTING(4), 220, "2001:db8::1" },       /* never ends */
	{ POSTING(1), 40, NULL },                 /* twice the same */
	{ POSTING(1) + 4, 1, "10.0.0.1" },        /* back to line 1 */
	{ ALWAYS(0), HA_INDEX_LAST | 112, "10.0.0.1" },
	{ ALWAYS(1), 1000, "10.0.0.1" },
	{ ALWAYS(1), 1, "10.0.0.1" }, /* offset back, not line */
	{ ALWAYS(1) + 4, 4, "10.0.0.1" },
	{ 120, 0x0b000000, NULL }, /* top of the directory */
};

START_TEST(what_cannot_be_is_noticed)
{
	struct ha_index *index;
	struct ha_addr addr;

	ck_assert_uint_eq(image.len, 5 * HA_INDEX_PAGE);
	ck_assert_uint_ne(get(damages[_i].at), damages[_i].value);
	put(damages[_i].at, damages[_i].value);
	mend_sums();
	index = from_copy();
	ck_assert_ptr_nonnull(index);
	ck_assert_int_eq(ha_index_verify(index), HA_INVALID);
	ask(index);
	if (damages[_i].client != NULL) {
		ha_addr_parse(ha_span_of(damages[_i].client), &addr);
		ck_assert_int_eq(ha_index_find(index, &addr, &candidates),
		    HA_INVALID);
	}
	ha_index_free(index);
}
END_TEST

START_TEST(a_page_is_sound_in_its_place_only)
{
	struct ha_index_about about;
	struct ha_index_layout layout;
	uint64_t salt;

	ck_assert_int_eq(ha_index_header_read(image.bytes, 5, &about, &layout),
	    HA_INDEX_FAULT_NONE);
	salt = ha_index_salt(&about);
	for (uint32_t n = 0; n < 5; n++) {
		const unsigned char *page = image.bytes + n * HA_INDEX_PAGE;

		ck_assert(ha_index_page_is_sound(page, n, salt));
		for (uint32_t other = 0; other < 5; other++)
			ck_assert(n == other ||
			    !ha_index_page_is_sound(page, other, salt));
	}
}
END_TEST

/* Two pages of rows: where the second begins, the directory says. */
START_TEST(a_directory_that_lies_is_noticed)
{
	char bytes[400 * 20];
	size_t len = 0;
	struct ha_index *index;
	struct ha_addr addr;

	for (unsigned i = 0; i < 400; i++)
		len += (size_t)sprintf(bytes + len, "ALL: 10.0.%u.%u\n",
		    i / 256, i % 256);
	read_source((struct ha_span){ bytes, len });
	ha_addr_parse(HA_SPAN("10.0.0.200"), &addr);
	/* As if it began with this address; it has none so small. */
	memcpy(image.bytes + 124, addr.bytes + 12, 4);
	index = from_copy();
	ck_assert_ptr_nonnull(index);
	ck_assert_int_eq(ha_index_find(index, &addr, &candidates), HA_INVALID);
	ck_assert_int_eq(ha_index_verify(index), HA_INVALID);
	ha_index_free(index);
}
END_TEST

/* Nine networks in each other that all claim the postings of the first. */
START_TEST(postings_that_are_shared_do_not_multiply)
{
	char bytes[1200 * 20];
	size_t len = 0;
	struct ha_index *index;
	struct ha_addr addr;

	for (unsigned i = 0; i < 1016; i++)
		len += (size_t)sprintf(bytes + len, "ALL: 10.0.0.0/%u\n",
		    i < 1000 ? 8 : 9 + i % 8);
	read_source((struct ha_span){ bytes, len });
	for (size_t n = 1; n < 9; n++)
		put(ROW4(n) + 8, 0);
	index = from_copy();
	ck_assert_ptr_nonnull(index);
	ha_addr_parse(HA_SPAN("10.0.0.1"), &addr);
	ck_assert_int_eq(ha_index_find(index, &addr, &candidates), HA_INVALID);
	ck_assert_uint_lt(candidates.room, 4096);
	ck_assert_int_eq(ha_index_verify(index), HA_INVALID);
	ha_index_free(index);
}
END_TEST

/* Whatever it says then: no crash, and not without end. */
START_TEST(a_random_index_does_no_harm)
{
	uint32_t state = 0xbadb17 + (uint32_t)_i;
	struct ha_index_image right = image;

	image.bytes = malloc(right.len);
	ck_assert_ptr_nonnull(image.bytes);
	for (int i = 0; i < 3000; i++) {
		struct ha_index *index;

		memcpy(image.bytes, right.bytes, right.len);
		for (size_t n = unit_below(&state, 8) + 1; n > 0; n--) {
			size_t page = unit_below(&state, 5) * HA_INDEX_PAGE;
			size_t at = unit_below(&state, page == 0 ? 160 : 96);

			image.bytes[page + at] = (unsigned char)unit_below(
			    &state, unit_below(&state, 2) == 0 ? 4 : 256);
		}
		mend_sums();
		index = from_copy();
		if (index == NULL)
			continue;
		ha_index_verify(index);
		for (int n = 0; n < COUNT(clients); n++) {
			struct ha_addr addr;

			ha_addr_parse(ha_span_of(clients[n]), &addr);
			ha_index_find(index, &addr, &candidates);
		}
		ha_index_free(index);
	}
	free(right.bytes);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, index_file_begin, index_file_end);
	tcase_add_loop_test(tests, no_flipped_bit_gives_a_wrong_answer, 0, 4);
	tcase_add_test(tests, no_other_size_is_accepted);
	tcase_add_test(tests, a_file_may_be_cut_short_while_it_is_open);
	tcase_add_loop_test(tests, a_foreign_header_is_refused, 0,
	    COUNT(headers));
	tcase_add_test(tests, pages_of_another_index_do_not_fit);
	tcase_add_loop_test(tests, what_cannot_be_is_noticed, 0,
	    COUNT(damages));
	tcase_add_test(tests, a_page_is_sound_in_its_place_only);
	tcase_add_test(tests, a_directory_that_lies_is_noticed);
	tcase_add_test(tests, postings_that_are_shared_do_not_multiply);
	tcase_add_loop_test(tests, a_random_index_does_no_harm, 0, 4);
}

int
main(void)
{
	return unit_run("index_damage", add_tests);
}
