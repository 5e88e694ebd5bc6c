/*
 * Where texts come from, and what becomes of an index that is not as it
 * should be: nothing, but that it is noted.
 */
#include <errno.h>
#include <stdio.h>

#include "common/index/build.h"
#include "common/match/decide.h"
#include "tests/unit/folder.h"

#define LINES 9000

static struct folder folder, index_folder;
static char path[64], index_path[128];
static struct ha_loader loader;
static struct ha_loaded text;
static int error;

/* Lines that an index helps with, or such that it does not help with. */
static void
write_table(const char *line, const char *name)
{
	FILE *file = fopen(folder_file(&folder, name), "w");

	expect(file != NULL, "not written");
	for (int i = 0; i < LINES; i++)
		fprintf(file, "%s10.1.%d.%d\n", line, i / 256, i % 256);
	fputs("ALL: 192.0.2.33\n", file);
	expect(fclose(file) == 0, "not written");
	folder_age(folder_file(&folder, name));
}

static void
write_index(enum ha_index_kind kind, bool is_ripe)
{
	struct ha_source *source;
	struct ha_index_image image;
	char name[HA_INDEX_NAME];
	FILE *file;

	expect(ha_source_open(path, &source, &error) == HA_OK, "not read");
	expect(ha_index_build(source, kind,
		   is_ripe ? ha_identity_ripe_at(&source->identity) : 0,
		   &image) == HA_OK,
	    "not built");
	ha_index_name(&source->identity, name);
	snprintf(index_path, sizeof(index_path), "%s/%s", index_folder.path,
	    name);
	file = fopen(index_path, "w");
	expect(file != NULL &&
		fwrite(image.bytes, 1, image.len, file) == image.len &&
		fclose(file) == 0 && chmod(index_path, 0600) == 0,
	    "not written");
	free(image.bytes);
	ha_source_free(source);
}

static void
begin(void)
{
	folder_begin(&folder);
	folder_begin(&index_folder);
	strcpy(path, folder_file(&folder, "table"));
	loader = (struct ha_loader){ .index_folder = index_folder.path };
	text = (struct ha_loaded){ .source = NULL };
	write_table("sshd: ", "table");
	write_index(HA_INDEX_RULES, true);
}

static void
end(void)
{
	ha_loaded_free(&text);
	folder_end(&folder);
	folder_end(&index_folder);
}

static enum ha_status
open_as(const struct ha_loader *from, const char *name, enum ha_index_kind kind,
    enum ha_reading reading)
{
	struct ha_patience patience = { 0 };
	struct ha_wanted wanted = { .path = name,
		.kind = kind,
		.reading = reading,
		.patience = &patience };

	return ha_loader_open(from, &wanted, &text, &error);
}

static void
open_text(const struct ha_loader *from, enum ha_reading reading)
{
	ha_loaded_free(&text);
	expect(open_as(from, path, HA_INDEX_RULES, reading) == HA_OK,
	    "not opened");
	expect(text.source == text.own_source && text.source != NULL, "source");
}

START_TEST(a_large_text_comes_with_its_index)
{
	open_text(&loader, HA_READ_BY_INDEX);
	ck_assert_ptr_nonnull(text.index);
	ck_assert_ptr_eq(text.index, text.own_index);
	ck_assert_ptr_nonnull(text.source->sparse);
	ck_assert_int_eq(text.fault, HA_INDEX_FAULT_NONE);
	ha_loaded_free(&text);
	ck_assert_ptr_null(text.source);
	ha_loaded_free(&text);
}
END_TEST

static void
check_no_index(enum ha_index_fault fault)
{
	ck_assert_ptr_null(text.index);
	ck_assert_int_eq(text.fault, fault);
}

START_TEST(a_text_that_is_wanted_whole_comes_whole_and_alone)
{
	open_text(&loader, HA_READ_ALL);
	ck_assert_ptr_null(text.source->sparse);
	check_no_index(HA_INDEX_FAULT_NONE);
}
END_TEST

START_TEST(without_a_loader_or_a_folder_there_is_no_index)
{
	static const struct ha_loader none;

	open_text(NULL, HA_READ_BY_INDEX);
	check_no_index(HA_INDEX_FAULT_NONE);
	open_text(&none, HA_READ_BY_INDEX);
	check_no_index(HA_INDEX_FAULT_NONE);
}
END_TEST

/* It is read at once: then its index is not even looked at. */
START_TEST(a_small_text_comes_without_an_index)
{
	FILE *file = fopen(path, "w");

	fputs("ALL: 192.0.2.33\n", file);
	fclose(file);
	write_index(HA_INDEX_WORDS, HA_READ_ALL);
	open_text(&loader, HA_READ_BY_INDEX);
	check_no_index(HA_INDEX_FAULT_NONE);
	ck_assert_ptr_null(text.own_index);
}
END_TEST

static void
do_remove(void)
{
	ck_assert_int_eq(unlink(index_path), 0);
}

static void
do_not_pay(void)
{
	write_table("ALL EXCEPT x@y: .example ", "table");
	write_index(HA_INDEX_RULES, true);
}

static void
do_change_text(void)
{
	FILE *file = fopen(path, "a");

	fputs("ALL: 192.0.2.33\n", file);
	fclose(file);
}

static void
do_open_to_others(void)
{
	ck_assert_int_eq(chmod(index_path, 0602), 0);
}

static void
do_other_kind(void)
{
	write_index(HA_INDEX_WORDS, HA_READ_ALL);
}

static void
do_unripe(void)
{
	write_index(HA_INDEX_RULES, false);
}

static void
do_folder(void)
{
	do_remove();
	ck_assert_int_eq(mkdir(index_path, 0700), 0);
}

static void
overwrite(long offset)
{
	FILE *file = fopen(index_path, "r+");
	int byte;

	expect(file != NULL && fseek(file, offset, SEEK_SET) == 0, "seek");
	byte = fgetc(file);
	fseek(file, offset, SEEK_SET);
	fputc(byte ^ 0xff, file);
	fclose(file);
}

static void
do_damage_header(void)
{
	overwrite(200);
}

static void
do_other_format(void)
{
	overwrite(0);
}

static void
do_truncate(void)
{
	ck_assert_int_eq(truncate(index_path, HA_INDEX_PAGE), 0);
}

static void
do_empty(void)
{
	ck_assert_int_eq(truncate(index_path, 0), 0);
}

static const struct {
	void (*spoil)(void);
	enum ha_index_fault fault;
} spoilt[] = {
	{ do_remove, HA_INDEX_FAULT_NONE },
	{ do_not_pay, HA_INDEX_FAULT_NONE },
	{ do_change_text, HA_INDEX_FAULT_STALE },
	{ do_open_to_others, HA_INDEX_FAULT_WRITABLE },
	{ do_other_kind, HA_INDEX_FAULT_KIND },
	{ do_unripe, HA_INDEX_FAULT_UNRIPE },
	{ do_folder, HA_INDEX_FAULT_NO_FILE },
	{ do_damage_header, HA_INDEX_FAULT_DAMAGED },
	{ do_other_format, HA_INDEX_FAULT_NO_INDEX },
	{ do_truncate, HA_INDEX_FAULT_DAMAGED },
	{ do_empty, HA_INDEX_FAULT_DAMAGED },
};

START_TEST(an_index_that_is_not_good_is_not_used)
{
	spoilt[_i].spoil();
	open_text(&loader, HA_READ_BY_INDEX);
	check_no_index(spoilt[_i].fault);
}
END_TEST

static void
decide_by_last_line(enum ha_index_fault fault)
{
	struct ha_tables tables = { { .path = "/nonexistent" },
		{ .path = path }, &loader };
	struct ha_policy policy = { .refuse_on_unknown = false };
	struct ha_resolver resolver = { .context = NULL };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;

	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, HA_SPAN("192.0.2.33"));
	ck_assert_int_eq(
	    ha_decide(&tables, &request, &resolver, &policy, NULL, &decision),
	    HA_OK);
	ck_assert_int_eq(decision.verdict, HA_DENY);
	ck_assert_uint_eq(
	    ha_source_place(decision.rule.source, decision.rule.offset).line,
	    LINES + 1);
	ck_assert_int_eq(decision.index_fault, fault);
	if (fault != HA_INDEX_FAULT_NONE)
		ck_assert_str_eq(decision.index_fault_path, path);
	else
		ck_assert_ptr_null(decision.index_fault_path);
	ck_assert_uint_eq(decision.diags.count, 0);
	ha_decision_free(&decision);
}

START_TEST(whatever_the_index_is_the_decision_is_the_same)
{
	decide_by_last_line(HA_INDEX_FAULT_NONE);
	spoilt[_i].spoil();
	decide_by_last_line(spoilt[_i].fault);
}
END_TEST

/* The header is sound, and what it leads to is not. */
START_TEST(damage_that_shows_late_is_noted_and_the_text_is_read)
{
	struct stat st;

	ck_assert_int_eq(stat(index_path, &st), 0);
	for (long at = HA_INDEX_PAGE; at < st.st_size; at += HA_INDEX_PAGE)
		overwrite(at + 100);
	open_text(&loader, HA_READ_BY_INDEX);
	ck_assert_ptr_nonnull(text.index);
	decide_by_last_line(HA_INDEX_FAULT_DAMAGED);
}
END_TEST

START_TEST(what_cannot_be_opened_leaves_nothing)
{
	for (enum ha_reading reading = HA_READ_ALL; reading <= HA_READ_BY_INDEX;
	     reading++) {
		memset(&text, 0xff, sizeof(text));
		ck_assert_int_eq(
		    open_as(&loader, "/nonexistent", HA_INDEX_RULES, reading),
		    HA_MISSING);
		ck_assert_ptr_null(text.source);
		ck_assert_ptr_null(text.own_source);
		ck_assert_int_eq(
		    open_as(&loader, folder.path, HA_INDEX_RULES, reading),
		    HA_UNREADABLE);
		ck_assert_int_eq(error, EISDIR);
		ck_assert_ptr_null(text.own_source);
	}
}
END_TEST

/* A loader with one text, which it keeps. */
struct keeper {
	struct ha_source *source;
	int asked;
	enum ha_index_kind kind;
};

static enum ha_status
find(void *context, const struct ha_wanted *wanted, struct ha_loaded *found,
    int *why)
{
	struct keeper *keeper = context;

	keeper->asked++;
	keeper->kind = wanted->kind;
	if (strcmp(wanted->path, path) != 0) {
		*why = ENOTDIR;
		return HA_UNREADABLE;
	}
	found->source = keeper->source;
	return HA_OK;
}

START_TEST(a_text_that_is_kept_is_the_loaders)
{
	struct keeper keeper = { .source = NULL };
	struct ha_loader keeps = { .find = find, .context = &keeper };

	ck_assert_int_eq(
	    ha_source_from_memory("kept", HA_SPAN("x"), &keeper.source), HA_OK);
	ck_assert_int_eq(
	    open_as(&keeps, path, HA_INDEX_WORDS, HA_READ_RELEVANT), HA_OK);
	ck_assert_ptr_eq(text.source, keeper.source);
	ck_assert_ptr_null(text.own_source);
	ck_assert_int_eq(keeper.kind, HA_INDEX_WORDS);
	ha_loaded_free(&text);
	ck_assert_int_eq(keeper.source->bytes[0], 'x');
	ck_assert_int_eq(
	    open_as(&keeps, "other", HA_INDEX_WORDS, HA_READ_RELEVANT),
	    HA_UNREADABLE);
	ck_assert_int_eq(error, ENOTDIR);
	/* It is whole, so that is not asked for in vain. */
	ck_assert_int_eq(open_as(&keeps, path, HA_INDEX_WORDS, HA_READ_ALL),
	    HA_OK);
	ck_assert_ptr_eq(text.source, keeper.source);
	ck_assert_int_eq(keeper.asked, 3);
	ha_source_free(keeper.source);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_large_text_comes_with_its_index);
	tcase_add_test(tests,
	    a_text_that_is_wanted_whole_comes_whole_and_alone);
	tcase_add_test(tests, without_a_loader_or_a_folder_there_is_no_index);
	tcase_add_test(tests, a_small_text_comes_without_an_index);
	tcase_add_loop_test(tests, an_index_that_is_not_good_is_not_used, 0,
	    COUNT(spoilt));
	tcase_add_loop_test(tests,
	    whatever_the_index_is_the_decision_is_the_same, 0, COUNT(spoilt));
	tcase_add_test(tests,
	    damage_that_shows_late_is_noted_and_the_text_is_read);
	tcase_add_test(tests, what_cannot_be_opened_leaves_nothing);
	tcase_add_test(tests, a_text_that_is_kept_is_the_loaders);
}

int
main(void)
{
	return unit_run("loader", add_tests);
}
