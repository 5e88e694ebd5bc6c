#include "common/language/diag.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "tests/unit/support.h"

/* The catalogue once more, read here without the tables of diag.c. */
static const struct {
	int number;
	const char *name;
	enum ha_level level;
	const char *text, *help;
} codes[] = {
#define HA_CODE(number, name, level, text, help) \
	{ (number), #name, HA_LEVEL_##level, text, help },
#include "common/language/codes.def"
#undef HA_CODE
};

static struct ha_source *source;
static struct ha_strbuf out;
static struct ha_diags diags;

static void
begin(void)
{
	ck_assert_int_eq(ha_source_from_memory("hosts.deny",
			     HA_SPAN("ALL: ALL\nsshd : 10.1.2.3/99\n"),
			     &source),
	    HA_OK);
	out = HA_STRBUF_INIT;
	diags = (struct ha_diags){ .count = 0 };
}

static void
end(void)
{
	ha_source_free(source);
	ha_strbuf_free(&out);
}

START_TEST(a_code_has_its_own_line)
{
	static const char *const names[] = { "note", "warning", "error" };
	struct ha_diag diag = { .code = (enum ha_code)codes[_i].number,
		.where = { source, 16, 11 } };
	char want[256];

	snprintf(want, sizeof(want), "hosts.deny:2:8: %s: %s [HA%d]",
	    names[codes[_i].level], codes[_i].text, codes[_i].number);
	ha_diag_format(&diag, &out);
	ck_assert_str_eq(ha_strbuf_text(&out), want);
	ck_assert_str_eq(ha_code_help(diag.code), codes[_i].help);
	ck_assert_str_eq(ha_code_text(diag.code), codes[_i].text);
	ck_assert_int_eq(ha_code_level(diag.code), codes[_i].level);
}
END_TEST

START_TEST(a_number_is_given_once)
{
	for (int i = 0; i < COUNT(codes); i++) {
		ck_assert_msg(codes[i].number >= 100 && codes[i].number <= 999,
		    "%s", codes[i].name);
		for (int k = 0; k < i; k++)
			ck_assert_msg(codes[k].number != codes[i].number,
			    "%s and %s", codes[k].name, codes[i].name);
	}
}
END_TEST

/* style.md 18: lower case, no full stop. */
START_TEST(a_text_is_a_phrase_not_a_sentence)
{
	for (int i = 0; i < COUNT(codes); i++) {
		const char *text = codes[i].text;

		ck_assert_msg(text[0] != '\0', "%s", codes[i].name);
		ck_assert_msg(text[strlen(text) - 1] != '.', "%s", text);
		/* "EXCEPT", "IPv6" and "URL" are no beginnings of sentences. */
		ck_assert_msg(!isupper((unsigned char)text[0]) ||
			isupper((unsigned char)text[1]) || text[1] == ' ' ||
			!isalpha((unsigned char)text[1]),
		    "%s", text);
	}
}
END_TEST

static const struct {
	enum ha_effect effect;
	const char *text;
} effects[] = {
	{ HA_EFFECT_NONE, "malformed network or mask" },
	{ HA_EFFECT_SKIPPED, "malformed network or mask; matches nothing" },
	{ HA_EFFECT_RULE_FAILS,
	    "malformed network or mask; the rule matches nothing" },
	{ HA_EFFECT_REFUSES,
	    "malformed network or mask; refuses everyone who reaches it" },
	{ HA_EFFECT_AS_LIBWRAP,
	    "malformed network or mask; refuses what libwrap would refuse" },
	{ HA_EFFECT_AS_ALL,
	    "malformed network or mask; its last word counts as ALL" },
	{ HA_EFFECT_UNSPARING,
	    "malformed network or mask; the rule's exceptions do not count" },
	{ HA_EFFECT_DENIED, "malformed network or mask; denied" },
};

START_TEST(the_effect_stands_behind_the_text)
{
	struct ha_diag diag = { .code = HA_CODE_BAD_NET,
		.effect = effects[_i].effect };

	ha_diag_format_text(&diag, &out);
	ck_assert_str_eq(ha_strbuf_text(&out), effects[_i].text);
}
END_TEST

START_TEST(a_whole_file_has_no_line_and_says_the_system_s_reason)
{
	struct ha_diag diag = { .code = HA_CODE_TABLE_UNREADABLE,
		.effect = HA_EFFECT_DENIED,
		.error = EACCES,
		.path = "/etc/hosts.deny" };

	ha_diag_format(&diag, &out);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "/etc/hosts.deny: error: the table cannot be read: "
	    "Permission denied; denied [HA601]");
}
END_TEST

START_TEST(an_unknown_errno_has_words_too)
{
	struct ha_diag diag = {
		.code = HA_CODE_TABLE_UNREADABLE, .error = 99999, .path = "x"
	};

	ha_diag_format_text(&diag, &out);
	ck_assert_str_eq(ha_strbuf_text(&out),
	    "the table cannot be read: unknown error");
}
END_TEST

START_TEST(a_path_is_escaped)
{
	struct ha_diag diag = { .code = HA_CODE_TABLE_UNREADABLE,
		.path = "/a\n\033[2J" };

	ha_diag_format(&diag, &out);
	ck_assert_ptr_nonnull(
	    strstr(ha_strbuf_text(&out), "/a\\x0a\\x1b[2J: error: "));
}
END_TEST

START_TEST(findings_keep_their_order)
{
	for (size_t i = 0; i < 10; i++)
		ha_diags_add(&diags,
		    (struct ha_diag){ .code = HA_CODE_BAD_NET,
			.where = { source, 9 - i, 1 } });
	ck_assert_uint_eq(diags.count, 10);
	for (size_t i = 0; i < 10; i++)
		ck_assert_uint_eq(diags.list[i].where.offset, 9 - i);
}
END_TEST

START_TEST(the_same_finding_is_kept_once)
{
	struct ha_diag diag = { .code = HA_CODE_BAD_NET,
		.where = { source, 3, 1 } };
	struct ha_diag other_code = diag, other_place = diag;
	struct ha_diag other_file = { .code = HA_CODE_BAD_NET, .path = "x" };

	other_code.code = HA_CODE_BAD_ADDRESS;
	other_place.where.offset = 4;
	for (int i = 0; i < 3; i++) {
		ha_diags_add(&diags, diag);
		ha_diags_add(&diags, other_code);
		ha_diags_add(&diags, other_place);
		ha_diags_add(&diags, other_file);
	}
	ck_assert_uint_eq(diags.count, 4);
	ck_assert_uint_eq(diags.dropped, 0);
}
END_TEST

START_TEST(a_finding_in_a_file_read_twice_is_kept_once)
{
	struct ha_diag first = { .code = HA_CODE_BAD_NET,
		.where = { source, 3, 1 } };
	struct ha_diag again = first, with_effect;
	struct ha_source *reread;

	ck_assert_int_eq(
	    ha_source_from_memory(source->path, HA_SPAN_EMPTY, &reread), HA_OK);
	again.where.source = reread;
	with_effect = again;
	with_effect.effect = HA_EFFECT_REFUSES;
	ha_diags_add(&diags, first);
	ha_diags_add(&diags, again);
	ck_assert_uint_eq(diags.count, 1);
	ha_diags_add(&diags, with_effect);
	ck_assert_uint_eq(diags.count, 2);
	ha_source_free(reread);
}
END_TEST

START_TEST(beyond_the_limit_they_are_counted)
{
	for (size_t i = 0; i < HA_DIAGS_MAX + 7; i++)
		ha_diags_add(&diags,
		    (struct ha_diag){
			.code = HA_CODE_BAD_NET, .where = { source, i, 1 } });
	ck_assert_uint_eq(diags.count, HA_DIAGS_MAX);
	ck_assert_uint_eq(diags.dropped, 7);
}
END_TEST

static void
add_at(size_t offset)
{
	ha_diags_add(&diags,
	    (struct ha_diag){
		.code = HA_CODE_BAD_NET, .where = { source, offset, 1 } });
}

START_TEST(what_was_added_behind_a_mark_is_taken_back)
{
	struct ha_diags_mark empty = ha_diags_mark(&diags), mark;

	add_at(1);
	mark = ha_diags_mark(&diags);
	add_at(2);
	add_at(1);
	add_at(3);
	ck_assert_uint_eq(diags.count, 3);
	ha_diags_cut(&diags, mark);
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_uint_eq(diags.list[0].where.offset, 1);
	/* It is not taken for one that is there. */
	add_at(3);
	ck_assert_uint_eq(diags.count, 2);
	ck_assert_uint_eq(diags.list[1].where.offset, 3);
	ha_diags_cut(&diags, empty);
	ck_assert_uint_eq(diags.count, 0);
}
END_TEST

START_TEST(what_was_dropped_behind_a_mark_is_taken_back)
{
	struct ha_diags_mark mark;

	for (size_t i = 0; i < HA_DIAGS_MAX + 3; i++)
		add_at(i);
	mark = ha_diags_mark(&diags);
	add_at(HA_DIAGS_MAX + 10);
	ck_assert_uint_eq(diags.dropped, 4);
	ha_diags_cut(&diags, mark);
	ck_assert_uint_eq(diags.count, HA_DIAGS_MAX);
	ck_assert_uint_eq(diags.dropped, 3);
}
END_TEST

START_TEST(a_level_has_a_name)
{
	ck_assert_str_eq(ha_level_name(HA_LEVEL_NOTE), "note");
	ck_assert_str_eq(ha_level_name(HA_LEVEL_WARNING), "warning");
	ck_assert_str_eq(ha_level_name(HA_LEVEL_ERROR), "error");
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_code_has_its_own_line, 0, COUNT(codes));
	tcase_add_test(tests, a_number_is_given_once);
	tcase_add_test(tests, a_text_is_a_phrase_not_a_sentence);
	tcase_add_loop_test(tests, the_effect_stands_behind_the_text, 0,
	    COUNT(effects));
	tcase_add_test(tests,
	    a_whole_file_has_no_line_and_says_the_system_s_reason);
	tcase_add_test(tests, an_unknown_errno_has_words_too);
	tcase_add_test(tests, a_path_is_escaped);
	tcase_add_test(tests, findings_keep_their_order);
	tcase_add_test(tests, the_same_finding_is_kept_once);
	tcase_add_test(tests, a_finding_in_a_file_read_twice_is_kept_once);
	tcase_add_test(tests, beyond_the_limit_they_are_counted);
	tcase_add_test(tests, what_was_added_behind_a_mark_is_taken_back);
	tcase_add_test(tests, what_was_dropped_behind_a_mark_is_taken_back);
	tcase_add_test(tests, a_level_has_a_name);
}

int
main(void)
{
	return unit_run("diag", add_tests);
}
