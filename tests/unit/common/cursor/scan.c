/*
 * Ways through tables and pattern files, read whole and piece by piece: they
 * lead to what the plain readers say must be looked at.
 */
#include <stdio.h>

#include "tests/unit/folder.h"
#include "tests/unit/ways.h"

static struct edge edge;
static struct folder folder;
static char path[64];
static struct ha_prefilter prefilter;
static struct ha_request request;
static struct ha_resolver resolver;
static struct script script;
static const struct ha_inquiry inquiry = { &request, &resolver, true };
static struct ha_source *whole, *sparse;
static struct items want, got;

/* The text of the file, as it is made. */
static char *text;
static size_t text_len, text_room;

static void
add(const char *piece, size_t len)
{
	if (text == NULL || text_len + len > text_room) {
		text_room = 2 * (text_len + len) + 1;
		text = realloc(text, text_room);
		expect(text != NULL, "no memory");
	}
	memcpy(text + text_len, piece, len);
	text_len += len;
}

static void
add_text(const char *piece)
{
	add(piece, strlen(piece));
}

static void
begin(void)
{
	edge_begin(&edge, (size_t)2 << 20);
	folder_begin(&folder);
	strcpy(path, folder_file(&folder, "file"));
	client_set(CLIENT_IPV4, &request, &resolver, &script);
	ha_prefilter_set(&prefilter, &inquiry);
	whole = sparse = NULL;
	text = NULL;
	text_len = text_room = 0;
	add_text("");
}

static void
end(void)
{
	ha_source_free(whole);
	ha_source_free(sparse);
	items_free(&want);
	items_free(&got);
	free(text);
	edge_end(&edge);
	folder_end(&folder);
}

/* The piece again and again, so many bytes of it. */
static void
add_many(const char *piece, size_t len)
{
	size_t whole_pieces = len / strlen(piece);

	while (whole_pieces-- > 0)
		add_text(piece);
	add(piece, len % strlen(piece));
}

static void
open_both(void)
{
	FILE *file = fopen(path, "w");
	int error;

	expect(file != NULL && fwrite(text, 1, text_len, file) == text_len &&
		fclose(file) == 0,
	    "not written");
	folder_age(path);
	ha_source_free(whole);
	ha_source_free(sparse);
	expect(ha_source_open(path, &whole, &error) == HA_OK, "not read");
	expect(unit_open_sparse(path, &sparse, &error) == HA_OK, "sparse");
	expect((sparse->sparse != NULL) == (text_len > HA_SOURCE_WHOLE),
	    "%zu bytes", text_len);
}

/* Of what is looked at, the places are right. */
static void
check_places(void)
{
	size_t step = got.count / 20 + 1;

	for (size_t i = 0; i < got.count; i += step) {
		size_t offset = got.at[got.count - 1 - i].offset;
		struct ha_place a = ha_source_place(sparse, offset),
				b = ha_source_place(whole, offset);

		expect(a.line == b.line && a.column == b.column,
		    "%zu is at %zu:%zu, not %zu:%zu", offset, a.line, a.column,
		    b.line, b.column);
	}
}

/* The sparse one twice: then some of it has been read. */
static void
check_kind(enum ha_index_kind kind)
{
	const struct ha_source *sources[] = { whole, sparse, sparse };
	static const char *const names[] = { "whole", "sparse", "read before" };

	for (int i = 0; i < COUNT(sources); i++) {
		expect(visit((struct way){ sources[i], NULL }, whole, kind,
			   HA_READ_RELEVANT, &inquiry, &got) == HA_END,
		    "no end");
		check_items(&got, &want, names[i]);
		if (sources[i] == sparse)
			check_places();
	}
}

static void
check_ways(void)
{
	open_both();
	wanted_rules(whole, &edge, &prefilter, &want);
	check_kind(HA_INDEX_RULES);
}

static void
check_ways_of_words(void)
{
	open_both();
	wanted_words(whole, &edge, &prefilter, &want);
	check_kind(HA_INDEX_WORDS);
}

static const char *const plain[] = { "sshd: 10.20.30.40\n", "ALL: 1.2.3.4\n",
	"sshd: 10.0.0.0/8, 9.9.9.9 : deny\n", "ftpd: x : y\n", "\n",
	"# comment\n", "ALL: 2001:db8::1 [fe80::]/10\n", "sshd: b.example\n" };

static const char *const others[] = { "sshd: 10.\n", "ALL: 192.0.2.33\n",
	" # comment\n", "sshd: 1.2.3.4 \\\n 5.6.7.8 : \\\n deny\n", " \n",
	"ALL: 10.0.0.1 EXCEPT x\n", "ftpd: x\\\n\n", "# comment\\\nx\n",
	"nonsense\n", "s*: .x\n", "\\\n\\\nsshd: 10.0.0.1\n" };

static const char *const plain_words[] = { "10.20.30.40\n", "1.2.3.4,",
	"10.0.0.0/255.0.0.0 ", "# comment 192.0.2.33\n", "\n", "\r\n",
	"2001:db8::1\t", "b.example " };

static const char *const other_words[] = { "10.\n", "192.0.2.33 ", "*,",
	"x@y\n", "1.2.3.4\\\n", "::ffff:1.2.3.4 ", "LOCAL#x\n", "/file " };

/* One in so many is to be looked at. */
static const size_t densities[] = { 1, 2, 10, 200, 5000 };

static void
add_random(uint32_t *state, bool is_words, size_t density, size_t len)
{
	len += text_len;
	while (text_len < len) {
		bool is_plain = unit_below(state, density) > 0;
		size_t n = unit_random(state);

		if (is_words)
			add_text(is_plain
				? plain_words[n % COUNT(plain_words)]
				: other_words[n % COUNT(other_words)]);
		else
			add_text(is_plain ? plain[n % COUNT(plain)]
					  : others[n % COUNT(others)]);
	}
}

/* The text moves by a byte each time, and with it all borders. */
START_TEST(lines_lie_across_every_border)
{
	uint32_t state = 0xb02de2 + (uint32_t)_i;

	for (size_t shift = 0; shift < 12; shift++) {
		text_len = 0;
		if (shift > 0)
			add_many("\n", 1);
		add_many("#", shift);
		add_text("\n");
		add_random(&state, false, densities[_i], 92000);
		check_ways();
	}
}
END_TEST

START_TEST(words_lie_across_every_border)
{
	uint32_t state = 0xb02de3 + (uint32_t)_i;

	for (size_t shift = 0; shift < 6; shift++) {
		text_len = 0;
		add_many(" ", shift);
		add_random(&state, true, densities[_i], 92000);
		check_ways_of_words();
	}
}
END_TEST

START_TEST(a_way_through_a_long_text_is_the_same)
{
	uint32_t state = 0x10e6 + (uint32_t)_i;

	add_random(&state, false, densities[_i], 700000);
	check_ways();
	text_len = 0;
	add_random(&state, true, densities[_i], 700000);
	check_ways_of_words();
}
END_TEST

/* Of such lengths that the next piece begins around each border. */
static const size_t lens[] = { 1, 4085, HA_SCAN_MOST, HA_SCAN_MOST + 1 };

/* Long things, each of so many bytes. */
static const struct {
	const char *front, *piece, *behind;
} long_things[] = {
	{ "", "\n", "" },
	{ "", " ", "\n" },
	{ "", "\r\n", "\n" },
	{ "#", "x", "\n" },
	{ "#", "\\\n", "\n" },
	{ " #", "x", "\n" },
	{ "", "\\\n", "\n" },
	{ "sshd: ", "10.0.0.1 ", "10.0.0.2\n" },
	{ "sshd: ", "10.0.0.1 ", "*\n" },
	{ "sshd: 10.0.0.1 : ", "x", "\n" },
	{ "sshd: 10.0.0.1 : ", "x\\\n", "\n" },
	{ "ftpd: ", "x ", "\n" },
	{ "", "ftpd,", "ftpd: x\n" },
	{ "", "x", "\n" },
	{ "sshd: ", "10.0.0.1 \\\n", "10.0.0.2\n" },
	{ "sshd: *", "y", "\n" },
	{ "# x\n\n", "1.2.3.4#x\n", "\n" },
};

static void
make_with_long_thing(int i, size_t len)
{
	text_len = 0;
	add_text("sshd: 10.0.0.1\nsshd: 10.\n");
	add_text(long_things[i].front);
	add_many(long_things[i].piece, len);
	add_text(long_things[i].behind);
	add_text("sshd: 192.0.2.33\nsshd: 10.0.0.1\nsshd: *\n");
	if (text_len < HA_SOURCE_WHOLE)
		add_many("sshd: 10.0.0.2\n", HA_SOURCE_WHOLE);
}

START_TEST(long_things_are_looked_at_or_passed_whole)
{
	for (int i = 0; i < COUNT(lens); i++) {
		make_with_long_thing(_i, lens[i]);
		check_ways();
		if (i < 2 || _i < 5)
			check_ways_of_words();
	}
}
END_TEST

START_TEST(a_line_above_the_limit_is_looked_at)
{
	for (int i = 0; i < COUNT(long_things); i += 5) {
		make_with_long_thing(i, HA_LINE_MAX + 100);
		check_ways();
	}
}
END_TEST

/* What the text ends with. */
static const struct ha_span last_things[] = { BYTES(""), BYTES("\n"),
	BYTES("sshd: 10.0.0.1"), BYTES("sshd: *"), BYTES("sshd: 10.0.0.1 \\"),
	BYTES("sshd: 10.0.0.1 \\\n"), BYTES("# comment"), BYTES("#"),
	BYTES("# comment\\"), BYTES("# comment\\\n"), BYTES("\\"),
	BYTES("\\\n"), BYTES("x"), BYTES("sshd:"), BYTES("ftpd: x"),
	BYTES("ftpd: x\\\n"), BYTES("\0"), BYTES("sshd: 10.0.0.1\0\0\0\0\n") };

START_TEST(a_text_may_end_anyhow_and_anywhere)
{
	/* The last one is where a window ends. */
	static const size_t ends[] = { 20, 90112 };

	for (int i = 0; i < COUNT(ends); i++) {
		for (size_t before = 0; before <= last_things[_i].len;
		     before += 1 + 2 * (size_t)i) {
			text_len = 0;
			add_many("sshd: 10.0.0.1\n", ends[i]);
			if (text_len < before + 1)
				continue;
			/* The last thing crosses the border. */
			text_len -= before;
			text[text_len - 1] = '\n';
			add(last_things[_i].at, last_things[_i].len);
			check_ways();
			check_ways_of_words();
		}
	}
}
END_TEST

static const struct ha_span first_things[] = { BYTES(""), BYTES("\n"),
	BYTES("sshd: 10.0.0.1\n"), BYTES("sshd: *\n"), BYTES("# x\n"),
	BYTES(" "), BYTES(","), BYTES("*\n"), BYTES("\\\n"), BYTES("x\\\n\n"),
	BYTES("#\\\n\n"), BYTES("\xef\xbb\xbfsshd: *\n"), BYTES("\xef\xbb"),
	BYTES("\0\n") };

START_TEST(a_byte_order_mark_does_not_disturb)
{
	for (size_t len = 0; len <= 2 * HA_SOURCE_WHOLE;
	     len += HA_SOURCE_WHOLE) {
		text_len = 0;
		add_text("\xef\xbb\xbf");
		add(first_things[_i].at, first_things[_i].len);
		add_many("sshd: 10.0.0.1\n", len);
		check_ways();
		check_ways_of_words();
	}
}
END_TEST

START_TEST(a_text_of_nothing_has_nothing)
{
	check_ways();
	expect(got.count == 0, "%zu", got.count);
	check_ways_of_words();
	expect(got.count == 0, "%zu", got.count);
}
END_TEST

/* A hole in a file is a very long line of NULs. */
START_TEST(zeros_are_as_any_bytes)
{
	add_many("sshd: 10.0.0.1\n", 30000);
	add_text("\n");
	for (int i = 0; i < 300000; i++)
		add("", 1);
	add_text("\nsshd: 10.0.0.1\nsshd: *\n");
	check_ways();
	check_ways_of_words();
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, lines_lie_across_every_border, 0,
	    COUNT(densities));
	tcase_add_loop_test(tests, words_lie_across_every_border, 0,
	    COUNT(densities));
	tcase_add_loop_test(tests, a_way_through_a_long_text_is_the_same, 0,
	    COUNT(densities));
	tcase_add_loop_test(tests, long_things_are_looked_at_or_passed_whole, 0,
	    COUNT(long_things));
	tcase_add_test(tests, a_line_above_the_limit_is_looked_at);
	tcase_add_loop_test(tests, a_text_may_end_anyhow_and_anywhere, 0,
	    COUNT(last_things));
	tcase_add_loop_test(tests, a_byte_order_mark_does_not_disturb, 0,
	    COUNT(first_things));
	tcase_add_test(tests, a_text_of_nothing_has_nothing);
	tcase_add_test(tests, zeros_are_as_any_bytes);
}

int
main(void)
{
	return unit_run("scan", add_tests);
}
