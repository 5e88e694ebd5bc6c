#include "common/match/file.h"

#include <errno.h>

#include "common/base/bounds.h"
#include "tests/unit/folder.h"
#include "tests/unit/script.h"

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ .subject = NULL },
};

static struct folder folder;
static struct script script;
static struct ha_resolver resolver;
static struct ha_request request;
static struct ha_policy policy;
static struct ha_decision decision;
static struct ha_matcher matcher;
static struct ha_source *table;

static enum ha_match match;
static bool is_later;
static struct ha_location word;

static void
begin(void)
{
	folder_begin(&folder);
	script = (struct script){ .rows = rows };
	resolver = script_resolver(&script);
	request = HA_REQUEST_INIT;
	ck_assert(ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33")));
	policy = (struct ha_policy){ .refuse_on_unknown = false };
	ha_decision_init(&decision);
	ck_assert_int_eq(
	    ha_source_from_memory("table", HA_SPAN("ALL: /file"), &table),
	    HA_OK);
	matcher = (struct ha_matcher){ .request = &request,
		.resolver = &resolver,
		.policy = &policy,
		.decision = &decision,
		.may_ask = true };
}

static void
end(void)
{
	ha_decision_free(&decision);
	ha_source_free(table);
	ha_request_free(&request);
	folder_end(&folder);
}

static enum ha_status
match_path(const char *path)
{
	return ha_match_file(&matcher, ha_span_of(path),
	    (struct ha_location){ table, 5, 5 }, &request.client, &match,
	    &is_later, &word);
}

static enum ha_status
match_text(struct ha_span text)
{
	folder_write(&folder, "file", text);
	return match_path(folder_file(&folder, "file"));
}

/* The bytes that a location means; its source must still be there. */
static struct ha_span
bytes_at(struct ha_location where)
{
	ck_assert_ptr_nonnull(where.source);
	ck_assert_uint_le(where.offset + where.len, where.source->len);
	return (struct ha_span){ where.source->bytes + where.offset,
		where.len };
}

static const struct {
	struct ha_span text;
	const char *word; /* that matches, or NULL */
} files[] = {
	{ BYTES(""), NULL },
	{ BYTES("192.0.2.33"), "192.0.2.33" },
	{ BYTES("10.0.0.1 192.0.2.0/24\n"), "192.0.2.0/24" },
	{ BYTES("\v\f\r\t 192.0.2.\r\n"), "192.0.2." },
	{ BYTES("10.0.0.1,192.0.2.33,ALL"), "192.0.2.33" },
	{ BYTES(",,ALL"), "ALL" },
	{ BYTES("# ALL\n"), NULL },
	{ BYTES("#ALL"), NULL },
	{ BYTES("10.0.0.1 # ALL\nALL\n"), "ALL" },
	{ BYTES("10.0.0.1#ALL"), NULL },
	{ BYTES("ALL#10.0.0.1"), "ALL" },
	{ BYTES("# x \\\nALL\n"), "ALL" },
	{ BYTES("\xef\xbb\xbf"
		"192.0.2.33"),
	    "192.0.2.33" },
	{ BYTES("\xef\xbb\xbf# ALL\n"), NULL },
	{ BYTES("10. EXCEPT 192.0.2.33"), "192.0.2.33" },
	{ BYTES("root@192.0.2.33"), NULL },
	{ BYTES("ALL: ALL : deny"), "ALL" },
	{ BYTES("::1 [::1] ::ffff:192.0.2.33"), "::ffff:192.0.2.33" },
	{ BYTES("LOCAL KNOWN UNKNOWN"), "UNKNOWN" },
	{ BYTES("\\\nALL"), "ALL" },
	{ BYTES("@/empty ALL"), "ALL" },
	{ BYTES("@/missing ALL"), "ALL" },
	{ BYTES("@/other"), "192.0.2.33" },
	{ BYTES("@/twice"), "192.0.2.33" },
};

START_TEST(the_words_of_a_file_are_host_patterns)
{
	folder_write(&folder, "empty", HA_SPAN_EMPTY);
	folder_write(&folder, "other", HA_SPAN("10.0.0.1\n192.0.2.33\n"));
	folder_write(&folder, "twice", HA_SPAN("@/empty @/other 10.0.0.2"));
	ck_assert_int_eq(match_text(files[_i].text), HA_OK);
	ck_assert_int_eq(match,
	    files[_i].word != NULL ? HA_MATCH_YES : HA_MATCH_NO);
	if (files[_i].word != NULL)
		assert_span(bytes_at(word), ha_span_of(files[_i].word));
}
END_TEST

static void
assert_error(enum ha_code code, int error, const char *where)
{
	ck_assert_int_eq(decision.error.code, code);
	ck_assert_int_eq(decision.error.error, error);
	ck_assert_int_eq(decision.error.effect, HA_EFFECT_DENIED);
	assert_span(bytes_at(decision.error.where), ha_span_of(where));
}

START_TEST(a_missing_file_is_empty_and_noted)
{
	ck_assert_int_eq(match_path(folder_file(&folder, "missing")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_NO);
	ck_assert_uint_eq(decision.diags.count, 1);
	ck_assert_int_eq(decision.diags.list[0].code, HA_CODE_FILE_MISSING);
	assert_span(bytes_at(decision.diags.list[0].where), HA_SPAN("/file"));
}
END_TEST

START_TEST(a_missing_nested_file_is_noted_in_its_file)
{
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1 @/missing")), HA_OK);
	assert_span(bytes_at(decision.diags.list[0].where),
	    ha_span_of(folder_file(&folder, "missing")));
}
END_TEST

START_TEST(a_folder_is_an_error)
{
	ck_assert_int_eq(match_path(folder.path), HA_DECIDED);
	assert_error(HA_CODE_FILE_UNREADABLE, EISDIR, "/file");
}
END_TEST

START_TEST(a_fifo_is_an_error_and_does_not_block)
{
	ck_assert_int_eq(mkfifo(folder_file(&folder, "fifo"), 0600), 0);
	ck_assert_int_eq(match_path(folder_file(&folder, "fifo")), HA_DECIDED);
	assert_error(HA_CODE_FILE_UNREADABLE, EINVAL, "/file");
}
END_TEST

START_TEST(a_nested_error_shows_the_naming_word)
{
	folder_write(&folder, "other", HA_SPAN("10.0.0.1 @/file/x"));
	ck_assert_int_eq(match_text(HA_SPAN("@/other")), HA_DECIDED);
	assert_error(HA_CODE_FILE_UNREADABLE, ENOTDIR,
	    folder_file(&folder, "file/x"));
}
END_TEST

START_TEST(an_error_behind_the_match_is_not_reached)
{
	ck_assert_int_eq(match_text(HA_SPAN("ALL @/")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_YES);
}
END_TEST

START_TEST(a_file_too_big_is_an_error)
{
	folder_write(&folder, "big", HA_SPAN_EMPTY);
	ck_assert_int_eq(
	    truncate(folder_file(&folder, "big"), (off_t)HA_SOURCE_MAX + 1), 0);
	ck_assert_int_eq(match_path(folder_file(&folder, "big")), HA_DECIDED);
	assert_error(HA_CODE_FILE_TOO_MANY, 0, "/file");
}
END_TEST

/* chain1 names chain2 ...; the last holds "ALL". */
static void
write_chain(int len)
{
	char name[24], text[40];

	for (int i = 1; i < len; i++) {
		snprintf(name, sizeof(name), "chain%d", i);
		snprintf(text, sizeof(text), "10.0.0.1 @/chain%d", i + 1);
		folder_write(&folder, name, ha_span_of(text));
	}
	snprintf(name, sizeof(name), "chain%d", len);
	folder_write(&folder, name, HA_SPAN("ALL"));
}

START_TEST(eight_files_deep_is_followed)
{
	write_chain(HA_FILE_DEPTH_MAX);
	ck_assert_int_eq(match_path(folder_file(&folder, "chain1")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_YES);
}
END_TEST

START_TEST(nine_files_deep_is_an_error)
{
	write_chain(HA_FILE_DEPTH_MAX + 1);
	ck_assert_int_eq(match_path(folder_file(&folder, "chain1")),
	    HA_DECIDED);
	assert_error(HA_CODE_FILE_TOO_DEEP, 0, folder_file(&folder, "chain9"));
}
END_TEST

START_TEST(a_file_that_names_itself_is_an_error)
{
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1\n@/file\n")), HA_DECIDED);
	assert_error(HA_CODE_FILE_TOO_DEEP, 0, folder_file(&folder, "file"));
}
END_TEST

/* A file that names an empty one so many times; at the top it counts, too. */
static void
write_many(size_t times)
{
	char *text = malloc(8 * times + 1);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < times; i++)
		memcpy(text + 8 * i, "@/empty\n", 8);
	folder_write(&folder, "empty", HA_SPAN_EMPTY);
	folder_write(&folder, "many", (struct ha_span){ text, 8 * times });
	free(text);
}

START_TEST(as_many_files_as_the_limit_are_read)
{
	write_many(HA_FILE_OPENS_MAX - 1);
	ck_assert_int_eq(match_path(folder_file(&folder, "many")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_NO);
}
END_TEST

START_TEST(one_file_more_is_an_error_at_its_word)
{
	write_many(HA_FILE_OPENS_MAX);
	ck_assert_int_eq(match_path(folder_file(&folder, "many")), HA_DECIDED);
	assert_error(HA_CODE_FILE_TOO_MANY, 0, folder_file(&folder, "empty"));
}
END_TEST

START_TEST(the_limit_holds_over_all_files_of_a_decision)
{
	write_many(HA_FILE_OPENS_MAX - 1);
	ck_assert_int_eq(match_path(folder_file(&folder, "many")), HA_OK);
	ck_assert_int_eq(match_path(folder_file(&folder, "empty")), HA_DECIDED);
	assert_error(HA_CODE_FILE_TOO_MANY, 0, "/file");
}
END_TEST

START_TEST(a_name_is_not_asked_for_before_it_may_be)
{
	request.client.name_fact = HA_FACT_UNASKED;
	matcher.may_ask = false;
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1 .example")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_NO);
	ck_assert(is_later);
	ck_assert_uint_eq(script_asked(&script), 0);
	matcher.may_ask = true;
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1 .example")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_YES);
	ck_assert(!is_later);
}
END_TEST

START_TEST(an_address_behind_a_name_makes_the_question_idle)
{
	request.client.name_fact = HA_FACT_UNASKED;
	matcher.may_ask = false;
	ck_assert_int_eq(match_text(HA_SPAN(".example 192.0.2.33")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_YES);
	ck_assert(!is_later);
}
END_TEST

static const struct {
	bool refuses;
	size_t group;
	enum ha_match match;
	bool is_spoilt;
} doubts[] = {
	{ false, 0, HA_MATCH_NO, false },
	{ false, 1, HA_MATCH_NO, true },
	{ true, 0, HA_MATCH_YES, false },
	{ true, 1, HA_MATCH_NO, false },
	{ true, 2, HA_MATCH_YES, false },
};

START_TEST(a_malformed_word_counts_where_the_file_stands)
{
	matcher.refuses = doubts[_i].refuses;
	matcher.group = doubts[_i].group;
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1 192.0.2.0/24x")), HA_OK);
	ck_assert_int_eq(match, doubts[_i].match);
	ck_assert(matcher.is_spoilt == doubts[_i].is_spoilt);
	ck_assert_uint_eq(decision.diags.count, 1);
	assert_span(bytes_at(decision.diags.list[0].where),
	    HA_SPAN("192.0.2.0/24x"));
}
END_TEST

START_TEST(a_malformed_word_behind_the_match_spoils_an_exception)
{
	folder_write(&folder, "other", HA_SPAN("192.0.2.33 10.0.0.0/99"));
	matcher.group = 1;
	ck_assert_int_eq(match_text(HA_SPAN("@/other 10.0.0.0/98")), HA_OK);
	ck_assert_int_eq(match, HA_MATCH_YES);
	ck_assert(matcher.is_spoilt);
	ck_assert_uint_eq(decision.diags.count, 2);
	assert_span(bytes_at(decision.diags.list[0].where),
	    HA_SPAN("10.0.0.0/99"));
	assert_span(bytes_at(decision.diags.list[1].where),
	    HA_SPAN("10.0.0.0/98"));
}
END_TEST

START_TEST(a_word_that_cannot_be_told_leaves_the_answer_open)
{
	request.client.name_fact = HA_FACT_FAILED;
	ck_assert_int_eq(match_text(HA_SPAN("10.0.0.1 .example 10.0.0.2")),
	    HA_OK);
	ck_assert_int_eq(match, HA_MATCH_UNKNOWN);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_words_of_a_file_are_host_patterns, 0,
	    COUNT(files));
	tcase_add_test(tests, a_missing_file_is_empty_and_noted);
	tcase_add_test(tests, a_missing_nested_file_is_noted_in_its_file);
	tcase_add_test(tests, a_folder_is_an_error);
	tcase_add_test(tests, a_fifo_is_an_error_and_does_not_block);
	tcase_add_test(tests, a_nested_error_shows_the_naming_word);
	tcase_add_test(tests, an_error_behind_the_match_is_not_reached);
	tcase_add_test(tests, a_file_too_big_is_an_error);
	tcase_add_test(tests, eight_files_deep_is_followed);
	tcase_add_test(tests, nine_files_deep_is_an_error);
	tcase_add_test(tests, a_file_that_names_itself_is_an_error);
	tcase_add_test(tests, as_many_files_as_the_limit_are_read);
	tcase_add_test(tests, one_file_more_is_an_error_at_its_word);
	tcase_add_test(tests, the_limit_holds_over_all_files_of_a_decision);
	tcase_add_test(tests, a_name_is_not_asked_for_before_it_may_be);
	tcase_add_test(tests, an_address_behind_a_name_makes_the_question_idle);
	tcase_add_loop_test(tests,
	    a_malformed_word_counts_where_the_file_stands, 0, COUNT(doubts));
	tcase_add_test(tests,
	    a_malformed_word_behind_the_match_spoils_an_exception);
	tcase_add_test(tests,
	    a_word_that_cannot_be_told_leaves_the_answer_open);
}

int
main(void)
{
	return unit_run("match_file", add_tests);
}
