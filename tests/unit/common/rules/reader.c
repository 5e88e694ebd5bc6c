#include "common/rules/reader.h"

#include "common/base/bounds.h"
#include "tests/unit/support.h"

static struct ha_source *source;
static struct ha_reader reader;
static struct ha_rule rule;

static void
begin(void)
{
	source = NULL;
}

static void
end(void)
{
	ha_reader_free(&reader);
	ha_source_free(source);
}

static void
open_text(struct ha_span text)
{
	ck_assert_int_eq(ha_source_from_memory("table", text, &source), HA_OK);
	ha_reader_init(&reader, source, HA_LINES_OWN);
}

static void
close_text(void)
{
	ha_reader_free(&reader);
	ha_source_free(source);
	source = NULL;
}

static void
read_first(struct ha_span text)
{
	open_text(text);
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_OK);
	ha_rule_split(&rule);
}

static struct ha_span
bytes_at(struct ha_location where)
{
	expect(where.source == source, "another source");
	expect(where.offset <= source->len &&
		where.len <= source->len - where.offset,
	    "%zu bytes at %zu of %zu", where.len, where.offset, source->len);
	return (struct ha_span){ source->bytes + where.offset, where.len };
}

static const struct {
	struct ha_span table;
	struct ha_span texts[4];
} tables[] = {
	{ .table = BYTES("") },
	{ .table = BYTES("\n\n \t\r\n") },
	{ .table = BYTES("# ALL: ALL\n") },
	{ .table = BYTES("# old: \\\nALL: ALL\n") },
	{ .table = BYTES("\\\n# x\n") },
	{ .table = BYTES(" # no colon\n\t#[:]\n") },
	{ BYTES("a\nb\nc"), { BYTES("a"), BYTES("b"), BYTES("c") } },
	{ BYTES("a\r\nb\r\n"), { BYTES("a\r"), BYTES("b\r") } },
	{ BYTES("a\\\nb\nc\n"), { BYTES("ab"), BYTES("c") } },
	{ BYTES("a\\\n  b\n"), { BYTES("a  b") } },
	{ BYTES("a\\\\\nb\n"), { BYTES("a\\b") } },
	{ BYTES("a\\ \nb\n"), { BYTES("a\\ "), BYTES("b") } },
	{ BYTES("a\\\r\nb\n"), { BYTES("a\\\r"), BYTES("b") } },
	{ BYTES("a\\\n"), { BYTES("a") } },
	{ BYTES("a\\\n\\\n\\\nb"), { BYTES("ab") } },
	{ BYTES("\\\n\\\na"), { BYTES("a") } },
	{ BYTES("a\\\n\nb\n"), { BYTES("a"), BYTES("b") } },
	{ BYTES("\xef\xbb\xbf"
		"a\nb\n"),
	    { BYTES("a"), BYTES("b") } },
	{ BYTES("\xef\xbb\xbf# a\nb\n"), { BYTES("b") } },
	{ BYTES("a\n\xef\xbb\xbf# b\n"),
	    { BYTES("a"), BYTES("\xef\xbb\xbf# b") } },
	{ BYTES(" # a: b\n"), { BYTES(" # a: b") } },
	{ BYTES("#\0\nb\n"), { BYTES("b") } },
	{ BYTES("a\0\nb\n"), { BYTES("a\0"), BYTES("b") } },
	{ BYTES("\0\nb\n"), { BYTES("\0"), BYTES("b") } },
};

START_TEST(lines_are_joined_and_comments_skipped)
{
	open_text(tables[_i].table);
	for (const struct ha_span *text = tables[_i].texts; text->at != NULL;
	     text++) {
		ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_OK);
		assert_span(rule.text, *text);
	}
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_END);
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_END);
}
END_TEST

static const struct {
	struct ha_span table;
	enum ha_line_end end;
	size_t offset, len; /* of what ha_rule_end says */
} ends[] = {
	{ BYTES("a: b\n"), HA_LINE_ENDED, 0, 0 },
	{ BYTES("a: b\n# c"), HA_LINE_ENDED, 0, 0 },
	{ BYTES("a: b\n "), HA_LINE_ENDED, 0, 0 },
	{ BYTES("a: b\n\\\n"), HA_LINE_ENDED, 0, 0 },
	{ BYTES("a: b\\\n\n"), HA_LINE_ENDED, 0, 0 },
	{ BYTES("a: b"), HA_LINE_CUT, 4, 0 },
	{ BYTES("a: b\\"), HA_LINE_CUT, 5, 0 },
	{ BYTES("a: b\r"), HA_LINE_CUT, 5, 0 },
	{ BYTES("a: b\0"), HA_LINE_CUT, 5, 0 },
	{ BYTES("a: b\\\n "), HA_LINE_CUT, 7, 0 },
	{ BYTES("a: b\\\nc"), HA_LINE_CUT, 7, 0 },
	{ BYTES("a: b\\\n\\"), HA_LINE_CUT, 7, 0 },
	{ BYTES("a: b\\\n"), HA_LINE_CONTINUED, 4, 1 },
	{ BYTES("a: b\\\\\n"), HA_LINE_CONTINUED, 5, 1 },
	{ BYTES("a: b\\\n\\\n"), HA_LINE_CONTINUED, 6, 1 },
};

/* That of the last rule, which may not be the last line. */
START_TEST(the_last_line_shows_how_it_ends)
{
	struct ha_location end;

	read_first(ends[_i].table);
	ck_assert_int_eq(rule.line_end, ends[_i].end);
	if (rule.line_end == HA_LINE_ENDED)
		return;
	end = ha_rule_end(&rule);
	ck_assert_ptr_eq(end.source, source);
	ck_assert_uint_eq(end.offset, ends[_i].offset);
	ck_assert_uint_eq(end.len, ends[_i].len);
}
END_TEST

START_TEST(only_the_last_rule_may_be_cut)
{
	open_text(HA_SPAN("A: A\nA: \\\nA"));
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_OK);
	ck_assert_int_eq(rule.line_end, HA_LINE_ENDED);
	ha_rule_split(&rule);
	ck_assert(!ha_rule_may_become_all(&rule, ha_span_trim(rule.clients)));
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_OK);
	ck_assert_int_eq(rule.line_end, HA_LINE_CUT);
	ha_rule_split(&rule);
	ck_assert(!ha_rule_may_become_all(&rule, ha_span_trim(rule.daemons)));
	ck_assert(ha_rule_may_become_all(&rule, ha_span_trim(rule.clients)));
}
END_TEST

static const struct {
	struct ha_span line;
	const char *daemons, *clients, *options;
} fields[] = {
	{ BYTES("sshd : ALL"), "sshd ", " ALL", NULL },
	{ BYTES("a,b c:d, e:f"), "a,b c", "d, e", "f" },
	{ BYTES("a:b:"), "a", "b", "" },
	{ BYTES("a:b:c:d"), "a", "b", "c:d" },
	{ BYTES("a@[::1]:b"), "a@[::1]", "b", NULL },
	{ BYTES("a:[::1] [::2]:c"), "a", "[::1] [::2]", "c" },
	{ BYTES("x]y[:b"), "x]y[", "b", NULL },
	{ BYTES("a:x\\: deny"), "a", "x\\", " deny" },
	{ BYTES("a:b # c"), "a", "b ", NULL },
	{ BYTES("a:b # [::1]"), "a", "b ", NULL },
	{ BYTES("a:b#c:d"), "a", "b#c", "d" },
	{ BYTES("a:b: # c:d"), "a", "b", " # c:d" },
	{ BYTES("a#b:c"), "a#b", "c", NULL },
	{ BYTES("a:::1"), "a", "::1", NULL },
	{ BYTES("a: ::1 : deny"), "a", " ::1 ", " deny" },
	{ BYTES("a:2001:db8::1:deny"), "a", "2001:db8::1", "deny" },
	{ BYTES("a:2001:db8::/32:deny"), "a", "2001:db8::/32", "deny" },
	{ BYTES("a:2001:db8::/:deny"), "a", "2001:db8::/", "deny" },
	{ BYTES("a:::1:deadbeef"), "a", "::1", "deadbeef" },
	{ BYTES("a:::1:dead"), "a", "::1:dead", NULL },
	{ BYTES("a:fe80::1%eth0:deny"), "a", "fe80::1%eth0", "deny" },
	{ BYTES("a:1:2:3:4:5:6:7:8:deny"), "a", "1:2:3:4:5:6:7:8", "deny" },
	{ BYTES("a:1:2:3:4:5:6:7:8:9"), "a", "1:2:3:4:5:6:7:8", "9" },
	{ BYTES("a:::ffff:1.2.3.4"), "a", "::ffff:1.2.3.4", NULL },
	{ BYTES("a:1:2:3:4:5:6:7::"), "a", "1:2:3:4:5:6:7::", NULL },
	{ BYTES("a:1:2:3:4:5:6:7:: : deny"), "a", "1:2:3:4:5:6:7:: ", " deny" },
	{ BYTES("a:1:2:3:4:5:6:7:::deny"), "a", "1:2:3:4:5:6:7::", "deny" },
	{ BYTES("a:::2:3:4:5:6:7:8"), "a", "::2:3:4:5:6:7:8", NULL },
	{ BYTES("a:::2:3:4:5:6:7:8:deny"), "a", "::2:3:4:5:6:7:8", "deny" },
	{ BYTES("a:::2:3:4:5:6:7:8/64:deny"), "a", "::2:3:4:5:6:7:8/64",
	    "deny" },
	{ BYTES("a:u@::1:deny"), "a", "u@::1", "deny" },
	{ BYTES("a:u@v@::1:deny"), "a", "u@v@", ":1:deny" },
	{ BYTES("a:b,::1,c"), "a", "b,::1,c", NULL },
	{ BYTES("a:b;::1"), "a", "b;", ":1" },
	{ BYTES("a:dead:beef"), "a", "dead", "beef" },
	{ BYTES("a:b c EXCEPT d EXCEPT e:f"), "a", "b c EXCEPT d EXCEPT e",
	    "f" },
};

START_TEST(a_rule_splits_into_fields)
{
	read_first(fields[_i].line);
	ck_assert_int_eq(rule.fault, HA_CODE_NONE);
	ck_assert(rule.daemons_readable);
	assert_span(rule.daemons, ha_span_of(fields[_i].daemons));
	assert_span(rule.clients, ha_span_of(fields[_i].clients));
	ck_assert(rule.has_options == (fields[_i].options != NULL));
	assert_span(rule.options, ha_span_of(fields[_i].options));
}
END_TEST

static const struct {
	struct ha_span line;
	enum ha_code fault;
	size_t at;
	bool daemons_readable;
} faults[] = {
	{ BYTES("ALL ALL"), HA_CODE_NO_SEPARATOR, 0, false },
	{ BYTES("ALL # x"), HA_CODE_NO_SEPARATOR, 4, false },
	{ BYTES("ALL # x: y"), HA_CODE_COMMENT_COLON, 4, false },
	{ BYTES(" #x:"), HA_CODE_COMMENT_COLON, 1, false },
	{ BYTES(" #[x:"), HA_CODE_COMMENT_COLON, 1, false },
	{ BYTES(" #[x]:"), HA_CODE_COMMENT_COLON, 1, false },
	{ BYTES(" #]x[:"), HA_CODE_COMMENT_COLON, 1, false },
	{ BYTES(" #[x][y:"), HA_CODE_COMMENT_COLON, 1, false },
	{ BYTES(": ALL"), HA_CODE_NO_DAEMON, 0, false },
	{ BYTES(" , : ALL"), HA_CODE_NO_DAEMON, 0, false },
	{ BYTES("ALL:"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("ALL: ,"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("ALL::ALL"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("ALL: :deny"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("ALL: #x"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("ALL: :: deny"), HA_CODE_NO_CLIENT, 4, true },
	{ BYTES("[ALL: ALL"), HA_CODE_BRACKETS, 0, false },
	{ BYTES("ALL]: ALL"), HA_CODE_BRACKETS, 0, false },
	{ BYTES("ALL: ALL [ : deny"), HA_CODE_BRACKETS, 4, true },
	{ BYTES("ALL: ALL ]"), HA_CODE_BRACKETS, 4, true },
	{ BYTES("EXCEPT a: b"), HA_CODE_EXCEPT_ALONE, 0, false },
	{ BYTES("a EXCEPT: b"), HA_CODE_EXCEPT_ALONE, 2, false },
	{ BYTES("a: EXCEPT b"), HA_CODE_EXCEPT_ALONE, 3, true },
	{ BYTES("a: b except, : x"), HA_CODE_EXCEPT_ALONE, 5, true },
	{ BYTES("a: b EXCEPT EXCEPT c"), HA_CODE_EXCEPT_ALONE, 12, true },
	{ BYTES("a: EXCEPT"), HA_CODE_EXCEPT_ALONE, 3, true },
	{ BYTES("a\0: b"), HA_CODE_NUL_RULE, 1, false },
	{ BYTES("a: b\0"), HA_CODE_NUL_RULE, 4, true },
	{ BYTES("a: b: spawn \0"), HA_CODE_NUL_RULE, 12, true },
	{ BYTES("a: b #\0"), HA_CODE_NUL_RULE, 6, true },
	{ BYTES("a: b # c:d"), HA_CODE_COMMENT_COLON, 5, true },
	{ BYTES("a: b [ # c:d"), HA_CODE_COMMENT_COLON, 7, true },
};

START_TEST(a_malformed_rule_says_what_and_where)
{
	open_text(faults[_i].line);
	ck_assert_int_eq(ha_reader_next(&reader, &rule), HA_OK);
	ck_assert(rule.daemons_readable == faults[_i].daemons_readable);
	ha_rule_split(&rule);
	ck_assert_int_eq(rule.fault, faults[_i].fault);
	ck_assert_uint_eq(rule.fault_at, faults[_i].at);
}
END_TEST

static const struct {
	const char *line;
	bool refuses;
} refusing[] = {
	{ "a: b: deny", true },
	{ "a: b: \t\v DENY", true },
	{ "a: b: denying", true },
	{ "a: b: twist x", true },
	{ "a: b: spawn x: aclexec y", true },
	{ "a: b [: deny", true },
	{ "a: b # c: deny", true },
	{ "a: [::1]: deny", true },
	{ "a: deny", false },
	{ "deny: b", false },
	{ "a: b: den", false },
	{ "a: b: allow", false },
	{ "a: b: spawn deny", false },
	{ "a: b", false },
	{ "a", false },
};

START_TEST(a_rule_looks_refusing_by_its_later_fields)
{
	read_first(ha_span_of(refusing[_i].line));
	ck_assert(ha_rule_fault_refuses(&rule, HA_TABLE_ALLOW) ==
	    refusing[_i].refuses);
	ck_assert(ha_rule_fault_refuses(&rule, HA_TABLE_DENY));
	ck_assert_int_eq(ha_rule_fault_effect(&rule, HA_TABLE_ALLOW),
	    refusing[_i].refuses ? HA_EFFECT_REFUSES : HA_EFFECT_SKIPPED);
}
END_TEST

static const struct {
	const char *list;
	bool is_everybody;
} lists[] = {
	{ "ALL", true },
	{ " all\t", true },
	{ "*", true },
	{ "ALL,", true },
	{ ",,ALL , ,", true },
	{ "a ALL", true },
	{ "* b", true },
	{ "ALL@ALL", true },
	{ "*@all", true },
	{ "", false },
	{ ",", false },
	{ "a", false },
	{ "ALL.", false },
	{ "**", false },
	{ "a@ALL", false },
	{ "ALL@a", false },
	{ "0.0.0.0/0", false },
	{ "ALL EXCEPT a", false },
	{ "a ALL EXCEPT ALL", false },
};

START_TEST(a_list_means_everybody_as_listed)
{
	ck_assert(ha_list_is_everybody(ha_span_of(lists[_i].list)) ==
	    lists[_i].is_everybody);
}
END_TEST

/* A line of len bytes, joins not counted, cut into pieces by joins. */
static void
read_long(size_t len, size_t joins, const char *end_of_line)
{
	size_t tail = strlen(end_of_line), at = 0;
	char *line = malloc(len + 2 * joins);

	ck_assert_ptr_nonnull(line);
	for (; at < joins; at++)
		memcpy(line + 2 * at, "\\\n", 2);
	memset(line + 2 * joins, ' ', len);
	memcpy(line + 2 * joins, "ALL: ALL", 8);
	memcpy(line + 2 * joins + len - tail, end_of_line, tail);
	read_first((struct ha_span){ line, len + 2 * joins });
	free(line);
}

START_TEST(a_line_of_the_greatest_length_is_a_rule)
{
	read_long(HA_LINE_MAX, (size_t)_i * 1000, ":allow");
	ck_assert_int_eq(rule.fault, HA_CODE_NONE);
	ck_assert_uint_eq(rule.text.len, HA_LINE_MAX);
}
END_TEST

START_TEST(a_longer_line_is_malformed_and_not_parsed)
{
	read_long(HA_LINE_MAX + 1, (size_t)_i * 1000, ":allow");
	ck_assert_int_eq(rule.fault, HA_CODE_LINE_TOO_LONG);
	ck_assert_uint_eq(rule.fault_at, 0);
	ck_assert(!rule.daemons_readable);
}
END_TEST

START_TEST(a_longer_line_shows_whether_it_refuses)
{
	read_long(HA_LINE_MAX + 1, (size_t)_i * 1000, ": de\\\nn\\\n\\\ny");
	ck_assert(ha_rule_fault_refuses(&rule, HA_TABLE_ALLOW));
}
END_TEST

START_TEST(a_comment_may_have_any_length)
{
	size_t len = 3 * HA_LINE_MAX;
	char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', len);
	text[0] = '#';
	memcpy(text + len - 5, "\na: b", 5);
	read_first((struct ha_span){ text, len });
	assert_span(rule.text, HA_SPAN("a: b"));
	free(text);
}
END_TEST

START_TEST(a_list_counts_groups_and_hides_except)
{
	static const struct ha_token want[] = { { BYTES("a"), 0 },
		{ BYTES("b"), 0 }, { BYTES("c"), 1 }, { BYTES("EXCEPTd"), 3 } };
	struct ha_list list =
	    ha_list_of(HA_SPAN(",a b\tExCePt c,EXCEPT EXCEPT EXCEPTd\r\n"));
	struct ha_token token;

	for (int i = 0; i < COUNT(want); i++) {
		ck_assert(ha_list_next(&list, &token));
		assert_span(token.text, want[i].text);
		ck_assert_uint_eq(token.group, want[i].group);
	}
	ck_assert(!ha_list_next(&list, &token));
}
END_TEST

/* ---- the naive reader ---- */

struct oracle {
	char text[64];
	size_t from[64]; /* where in the source each byte of text stands */
	size_t len, next;
};

/* The next logical line, byte by byte; false at the end. */
static bool
oracle_line(struct oracle *oracle)
{
	bool any = false;

	oracle->len = 0;
	while (oracle->next < source->len) {
		const char *at = source->bytes + oracle->next;

		any = true;
		if (oracle->next + 1 < source->len && at[0] == '\\' &&
		    at[1] == '\n') {
			oracle->next += 2;
			continue;
		}
		oracle->next++;
		if (at[0] == '\n')
			return true;
		oracle->from[oracle->len] = oracle->next - 1;
		oracle->text[oracle->len++] = at[0];
	}
	return any;
}

/* What a pair of brackets encloses is taken away, then any ':' counts. */
static bool
oracle_hides_field(struct ha_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t close = i;

		while (text.at[i] == '[' && close < text.len &&
		    text.at[close] != ']')
			close++;
		if (text.at[i] == '[' && close < text.len)
			i = close;
		else if (text.at[i] == ':')
			return true;
	}
	return false;
}

static bool
oracle_is_rule(const struct oracle *oracle)
{
	size_t first = 0;

	while (first < oracle->len && ha_is_blank(oracle->text[first]))
		first++;
	if (first == oracle->len || oracle->text[0] == '#')
		return false;
	return oracle->text[first] != '#' ||
	    oracle_hides_field((struct ha_span){
		oracle->text + first, oracle->len - first });
}

static void
check_piece(const struct oracle *oracle, size_t start, size_t len)
{
	struct ha_span piece = { rule.text.at + start, len };
	struct ha_location where = ha_rule_locate(&rule, piece);

	bytes_at(where);
	if (len == 0)
		return;
	expect(where.offset == oracle->from[start] &&
		where.offset + where.len == oracle->from[start + len - 1] + 1,
	    "\"%.*s\" of \"%.*s\" is not at %zu", (int)len, piece.at,
	    (int)source->len, source->bytes, where.offset);
}

static void
check_pieces(const struct oracle *oracle, uint32_t *state)
{
	assert_span(rule.text, ((struct ha_span){ oracle->text, oracle->len }));
	bytes_at(rule.where);
	for (int n = 0; n < 20; n++) {
		size_t start = unit_below(state, oracle->len + 1);

		check_piece(oracle, start,
		    unit_below(state, oracle->len - start + 1));
	}
}

static void
check_fields(void)
{
	ha_rule_split(&rule);
	ck_assert_uint_le(rule.fault_at, rule.text.len);
	if (rule.fault != HA_CODE_NONE)
		return;
	ck_assert_ptr_eq(rule.daemons.at, rule.text.at);
	ck_assert_ptr_eq(rule.clients.at,
	    rule.daemons.at + rule.daemons.len + 1);
	if (rule.has_options)
		ck_assert_ptr_eq(rule.options.at + rule.options.len,
		    rule.text.at + rule.text.len);
}

START_TEST(agrees_with_the_naive_reader_on_random_tables)
{
	uint32_t state = 31;
	char text[64];

	for (int n = 0; n < 40000; n++) {
		struct oracle oracle = { .len = 0 };

		text[0] = 'a';
		open_text((struct ha_span){ text,
		    unit_random_text(&state,
			HA_SPAN("\\\n\\\n\\\nab :#[],@1\0\r"), 40, text) });
		while (ha_reader_next(&reader, &rule) == HA_OK) {
			do {
				ck_assert(oracle_line(&oracle));
			} while (!oracle_is_rule(&oracle));
			check_pieces(&oracle, &state);
			check_fields();
		}
		while (oracle_line(&oracle))
			ck_assert(!oracle_is_rule(&oracle));
		close_text();
	}
}
END_TEST

/* The tokens of sound rules, over every way to tear a rule apart by joins. */
START_TEST(a_torn_token_is_found_where_it_stands)
{
	static const char whole[] = "ab c:d,e\n";
	char text[3 * sizeof(whole)];

	for (unsigned tears = 0; tears < 1u << 8; tears++) {
		size_t len = 0;

		for (size_t i = 0; i < sizeof(whole) - 1; i++) {
			text[len++] = whole[i];
			if (i < 8 && (tears >> i & 1u) != 0) {
				memcpy(text + len, "\\\n", 2);
				len += 2;
			}
		}
		read_first((struct ha_span){ text, len });
		assert_span(rule.text, HA_SPAN("ab c:d,e"));
		assert_span(bytes_at(ha_rule_locate(&rule, rule.daemons)),
		    ha_span_before(ha_span_from(bytes_at(rule.where), 0),
			ha_span_find(bytes_at(rule.where), 'c') + 1));
		assert_span(bytes_at(ha_rule_locate(&rule,
				(struct ha_span){ rule.text.at + 7, 1 })),
		    HA_SPAN("e"));
		close_text();
	}
	open_text(HA_SPAN_EMPTY);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, lines_are_joined_and_comments_skipped, 0,
	    COUNT(tables));
	tcase_add_loop_test(tests, the_last_line_shows_how_it_ends, 0,
	    COUNT(ends));
	tcase_add_test(tests, only_the_last_rule_may_be_cut);
	tcase_add_loop_test(tests, a_rule_splits_into_fields, 0, COUNT(fields));
	tcase_add_loop_test(tests, a_malformed_rule_says_what_and_where, 0,
	    COUNT(faults));
	tcase_add_loop_test(tests, a_list_means_everybody_as_listed, 0,
	    COUNT(lists));
	tcase_add_loop_test(tests, a_rule_looks_refusing_by_its_later_fields, 0,
	    COUNT(refusing));
	tcase_add_loop_test(tests, a_line_of_the_greatest_length_is_a_rule, 0,
	    2);
	tcase_add_loop_test(tests, a_longer_line_is_malformed_and_not_parsed, 0,
	    2);
	tcase_add_loop_test(tests, a_longer_line_shows_whether_it_refuses, 0,
	    2);
	tcase_add_test(tests, a_comment_may_have_any_length);
	tcase_add_test(tests, a_list_counts_groups_and_hides_except);
	tcase_add_test(tests, agrees_with_the_naive_reader_on_random_tables);
	tcase_add_test(tests, a_torn_token_is_found_where_it_stands);
}

int
main(void)
{
	return unit_run("reader", add_tests);
}
