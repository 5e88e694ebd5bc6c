/*
 * The rules and words that a request may need, from a scan or an index; what
 * that takes of memory, and what stops it.  The program is linked with --wrap
 * for malloc and free.
 */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <time.h>

#include "common/index/build.h"
#include "common/match/decide.h"
#include "tests/unit/folder.h"
#include "tests/unit/naive_index.h"
#include "tests/unit/random_index.h"
#include "tests/unit/ways.h"

void *__real_malloc(size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void __wrap_free(void *memory);

static bool is_armed;
static size_t live, peak, mallocs, fails_at;

void *
__wrap_malloc(size_t size)
{
	void *memory;

	if (is_armed && ++mallocs == fails_at)
		return NULL;
	memory = __real_malloc(size);
	if (is_armed && memory != NULL)
		live += malloc_usable_size(memory);
	if (live > peak)
		peak = live;
	return memory;
}

void
__wrap_free(void *memory)
{
	if (is_armed && memory != NULL)
		live -= malloc_usable_size(memory);
	__real_free(memory);
}

static void
arm(size_t n)
{
	live = peak = mallocs = 0;
	fails_at = n;
	is_armed = true;
}

static struct edge edge;
static struct folder folder;
static char path[64];
static struct ha_request request;
static struct ha_resolver resolver;
static struct script script;
static const struct ha_inquiry inquiry = { &request, &resolver, true };
static struct ha_source *whole, *sparse;
static struct items want, got;
static int error;

static void
begin(void)
{
	edge_begin(&edge, HA_SOURCE_WHOLE);
	folder_begin(&folder);
	strcpy(path, folder_file(&folder, "file"));
	client_set(CLIENT_IPV4, &request, &resolver, &script);
	whole = sparse = NULL;
}

static void
end(void)
{
	is_armed = false;
	ha_source_free(whole);
	ha_source_free(sparse);
	items_free(&want);
	items_free(&got);
	edge_end(&edge);
	folder_end(&folder);
}

static void
open_sparse(void)
{
	ha_source_free(sparse);
	sparse = NULL;
	expect(unit_open_sparse(path, &sparse, &error) == HA_OK, "not opened");
}

/* So many lines, and another one after them. */
static void
write_lines(const char *line, size_t count, const char *last)
{
	FILE *file = fopen(path, "w");

	expect(file != NULL, "not written");
	while (count-- > 0)
		fputs(line, file);
	fputs(last, file);
	expect(fclose(file) == 0, "not written");
	folder_age(path);
	open_sparse();
}

/* The candidates, and no scan. */
static void
want_candidates(enum ha_index_kind kind, const struct ha_addr *addr)
{
	struct naive naive;
	struct naive_item item;

	want.count = 0;
	naive_begin(&naive, whole, kind, addr);
	while (naive_next(&naive, &item)) {
		if (item.is_candidate)
			items_add(&want,
			    (struct item){
				item.where.offset, item.where.len, false });
	}
	naive_end(&naive);
}

static struct ha_index *
index_of(enum ha_index_kind kind)
{
	struct ha_index_image image;
	struct ha_index *index;

	expect(ha_index_build(whole, kind, 0, &image) == HA_OK, "not built");
	expect(ha_index_from_image(image, &index) == HA_OK, "no index");
	return index;
}

/* Random texts, which are large enough to be read piece by piece. */
static void
check_index(uint32_t *state, enum ha_index_kind kind)
{
	struct ha_span text = random_text(state, kind, 3000);
	struct ha_index *index;

	ha_source_free(whole);
	folder_write(&folder, "file", text);
	free((char *)(uintptr_t)text.at);
	expect(ha_source_open(path, &whole, &error) == HA_OK, "not read");
	open_sparse();
	index = index_of(kind);
	for (int i = 0; i < 6; i++) {
		request.client.addr = random_client(state);
		want_candidates(kind, &request.client.addr);
		expect(visit((struct way){ sparse, index }, whole, kind,
			   HA_READ_BY_INDEX, &inquiry, &got) == HA_END,
		    "no end");
		check_items(&got, &want, "index");
	}
	ha_index_free(index);
}

START_TEST(an_index_leads_to_its_candidates)
{
	uint32_t state = 0x16de2;

	for (int i = 0; i < 3; i++)
		check_index(&state, HA_INDEX_RULES);
	for (int i = 0; i < 3; i++)
		check_index(&state, HA_INDEX_WORDS);
}
END_TEST

/* Nothing is lost by it: then the prefilter chooses. */
START_TEST(without_an_index_or_an_address_it_is_read_as_relevant)
{
	struct ha_host *client = &request.client;
	struct ha_cursor cursor;
	struct way way;

	expect(ha_source_from_memory("t", HA_SPAN("ALL: 1.2.3.4\n"), &whole) ==
		HA_OK,
	    "no memory");
	way = (struct way){ whole, NULL };
	way_open_as(&way, HA_INDEX_RULES, HA_READ_BY_INDEX, HA_READ_RELEVANT,
	    &inquiry, &cursor);
	ha_cursor_close(&cursor);
	way.index = index_of(HA_INDEX_RULES);
	way_open(&way, HA_INDEX_RULES, HA_READ_BY_INDEX, &inquiry, &cursor);
	ha_cursor_close(&cursor);
	client->addr_fact = HA_FACT_UNASKED;
	way_open_as(&way, HA_INDEX_RULES, HA_READ_BY_INDEX, HA_READ_RELEVANT,
	    &inquiry, &cursor);
	expect(cursor.text.fault == HA_INDEX_FAULT_NONE, "a fault");
	ha_cursor_close(&cursor);
	ha_index_free((struct ha_index *)(uintptr_t)way.index);
}
END_TEST

/* As of a source that is shorter than the one that was indexed. */
START_TEST(a_candidate_behind_the_end_means_that_the_text_is_another)
{
	struct ha_source *shorter;
	struct ha_index *index;

	expect(ha_source_from_memory("t",
		   HA_SPAN("ALL: ALL\nALL: 1.2.3.4\nALL: ALL\n"),
		   &whole) == HA_OK &&
		ha_source_from_memory("t", HA_SPAN("ALL: ALL\nALL: 1.2.3.4\n"),
		    &shorter) == HA_OK,
	    "no memory");
	index = index_of(HA_INDEX_RULES);
	expect(visit((struct way){ shorter, index }, whole, HA_INDEX_RULES,
		   HA_READ_BY_INDEX, &inquiry, &got) == HA_CHANGED &&
		got.count == 1,
	    "%zu", got.count);
	ha_index_free(index);
	ha_source_free(shorter);
}
END_TEST

/* As of an index that was forged: it would be read again and again. */
START_TEST(nothing_is_found_within_what_was_found)
{
	static const struct ha_candidate all[] = { { 0, 1 }, { 1, 1 }, { 8, 1 },
		{ 9, 2 }, { 10, 2 }, { 21, 2 } };
	struct ha_cursor cursor;
	union ha_item item;

	expect(ha_source_from_memory("t", HA_SPAN("ALL: ALL\nALL: 1.2.3.4\n"),
		   &whole) == HA_OK,
	    "no memory");
	way_open(&(struct way){ whole, NULL }, HA_INDEX_RULES, HA_READ_RELEVANT,
	    &inquiry, &cursor);
	cursor.reading = HA_READ_BY_INDEX;
	for (int i = 0; i < COUNT(all); i++)
		ha_candidates_add(&cursor.by_index.candidates, all[i]);
	expect(ha_cursor_next(&cursor, &item, &error) == HA_OK &&
		item.rule.where.offset == 0,
	    "not the first");
	expect(ha_cursor_next(&cursor, &item, &error) == HA_OK &&
		item.rule.where.offset == 9,
	    "not the second");
	expect(ha_cursor_next(&cursor, &item, &error) == HA_END, "a third");
	ha_cursor_close(&cursor);
}
END_TEST

/* Then the cursor is the plain reader. */
START_TEST(who_looks_at_all_sees_all)
{
	struct ha_span text = HA_SPAN("ftpd: x\n\n# c\nsshd: 10.0.0.1\n b\n");

	expect(ha_source_from_memory("t", text, &whole) == HA_OK, "no memory");
	expect(visit((struct way){ whole, NULL }, whole, HA_INDEX_RULES,
		   HA_READ_ALL, &inquiry, &got) == HA_END &&
		got.count == 3,
	    "%zu rules", got.count);
	expect(visit((struct way){ whole, NULL }, whole, HA_INDEX_WORDS,
		   HA_READ_ALL, &inquiry, &got) == HA_END &&
		got.count == 5,
	    "%zu words", got.count);
}
END_TEST

/* How much of a source's bytes is there. */
static size_t
resident(const struct ha_source *source)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t count = (source->len + HA_SOURCE_SLACK + page - 1) / page;
	unsigned char *pages = malloc(count);
	size_t sum = 0;

	expect(pages != NULL &&
		mincore(source->bytes, count * page, pages) == 0,
	    "mincore: %d", errno);
	for (size_t i = 0; i < count; i++)
		sum += (pages[i] & 1) != 0 ? page : 0;
	free(pages);
	return sum;
}

#define MEMORY_MAX ((size_t)1 << 20)

static struct ha_decision decision;

static void
decide_by_file(void)
{
	struct ha_tables tables = { { .path = "/nonexistent" },
		{ .path = path }, NULL };
	struct ha_policy policy = { .refuse_on_unknown = false };

	arm(0);
	expect(ha_decide(&tables, &request, &resolver, &policy, NULL,
		   &decision) == HA_OK,
	    "not decided");
	is_armed = false;
}

/* 20 MB of them, and the last line decides. */
static const struct {
	const char *line;
	size_t count;
} large[] = {
	{ "sshd: 10.20.30.40\n", 1100000 },
	{ "ftpd: 2001:db8::1, 10.0.0.0/8 : deny\n", 540000 },
	{ "# comment\n\n", 1800000 },
};

START_TEST(a_large_table_takes_little_memory)
{
	write_lines(large[_i].line, large[_i].count, "ALL: 192.0.2.33\n");
	expect(sparse->len > 19000000, "%zu bytes", sparse->len);
	decide_by_file();
	expect(decision.reason == HA_REASON_RULE &&
		decision.rule.offset == sparse->len - 16,
	    "another decision");
	expect(peak < MEMORY_MAX, "%zu bytes of memory", peak);
	expect(resident(decision.rule.source) < MEMORY_MAX / 8,
	    "%zu bytes of the file", resident(decision.rule.source));
	ha_decision_free(&decision);
}
END_TEST

START_TEST(a_large_pattern_file_takes_little_memory)
{
	char rule[96];
	struct ha_tables tables = { { .path = "/nonexistent" }, { .path = "t" },
		NULL };
	struct ha_policy policy = { .refuse_on_unknown = false };

	write_lines("10.20.30.40, [2001:db8::]/32 # x\n", 600000,
	    "192.0.2.33\n");
	snprintf(rule, sizeof(rule), "ALL: %s\n", path);
	expect(ha_source_from_memory("t", ha_span_of(rule), &whole) == HA_OK,
	    "no memory");
	tables.deny.source = whole;
	arm(0);
	expect(ha_decide(&tables, &request, &resolver, &policy, NULL,
		   &decision) == HA_OK,
	    "not decided");
	is_armed = false;
	expect(decision.word.source != NULL &&
		decision.word.offset == sparse->len - 11,
	    "another decision");
	expect(peak < MEMORY_MAX, "%zu bytes of memory", peak);
	expect(resident(decision.word.source) < MEMORY_MAX / 8,
	    "%zu bytes of the file", resident(decision.word.source));
	ha_decision_free(&decision);
}
END_TEST

/* It is looked at where its bytes have their places. */
START_TEST(a_long_line_takes_no_more_memory)
{
	write_lines("#", 8000000, "\nALL: 192.0.2.33\n");
	decide_by_file();
	expect(decision.reason == HA_REASON_RULE, "no rule");
	expect(peak < MEMORY_MAX, "%zu bytes of memory", peak);
	ha_decision_free(&decision);
}
END_TEST

/* Where the first rule decides, the rest is not read. */
START_TEST(what_lies_behind_the_decision_is_not_read)
{
	FILE *file;

	write_lines("", 0, "ALL: 192.0.2.33\n");
	file = fopen(path, "a");
	for (int i = 0; i < 100000; i++)
		fputs("sshd: 10.20.30.40\n", file);
	fclose(file);
	folder_age(path);
	decide_by_file();
	expect(decision.reason == HA_REASON_RULE, "no rule");
	expect(resident(decision.rule.source) <= 3 * HA_SPARSE_PAGE,
	    "%zu bytes of the file", resident(decision.rule.source));
	expect(peak < 2 * HA_ARENA_BLOCK, "%zu bytes of memory", peak);
	ha_decision_free(&decision);
}
END_TEST

/*
 * The second rule is looked at, and more than the first window is read for
 * it; then a rule's daemons cross the window's end, and its clients hold no
 * newline for long.
 */
START_TEST(a_rule_that_crosses_a_window_hides_none_behind_it)
{
	static char table[90000];
	size_t len = (size_t)sprintf(table, "ALL: 1.2.3.4\nALL: 10.\n");

	memset(table + len, '#', 4092 - len);
	table[4091] = '\n';
	len = 4092 + (size_t)sprintf(table + 4092, "ftpd : ");
	memset(table + len, 'x', 70000);
	strcpy(table + len + 70000, "\nALL: ALL\n");
	write_lines("", 0, table);
	decide_by_file();
	expect(decision.verdict == HA_DENY && decision.reason == HA_REASON_RULE,
	    "verdict %d", (int)decision.verdict);
	ha_decision_free(&decision);
}
END_TEST

/* Each malloc on the way fails once. */
static bool
visit_failing(enum ha_index_kind kind, size_t n)
{
	struct ha_cursor cursor;
	enum ha_status status;
	union ha_item item;

	way_open(&(struct way){ sparse, NULL }, kind, HA_READ_RELEVANT,
	    &inquiry, &cursor);
	arm(n);
	do {
		status = ha_cursor_next(&cursor, &item, &error);
	} while (status == HA_OK);
	ha_cursor_close(&cursor);
	is_armed = false;
	expect(live == 0, "%zu bytes are left", live);
	expect(status == (mallocs >= n ? HA_NOMEM : HA_END), "malloc %zu: %d",
	    n, (int)status);
	return status == HA_NOMEM;
}

START_TEST(without_memory_a_way_ends_so)
{
	size_t n = 1;

	write_lines("sshd: 10.20.30.40\n", 30000,
	    "ALL: 1.\\\n2.3.4\nALL: \\\n1.2.3.5\n");
	for (enum ha_index_kind kind = HA_INDEX_RULES; kind <= HA_INDEX_WORDS;
	     kind++) {
		for (n = 1; visit_failing(kind, n); n++)
			open_sparse();
		expect(n > 4, "%zu mallocs", n);
	}
}
END_TEST

/* The first rule is read, then this happens to the file. */
static void
change(int what)
{
	FILE *file;

	nanosleep(&(struct timespec){ .tv_nsec = 25000000 }, NULL);
	switch (what) {
	case 0:
		file = fopen(path, "a");
		fputs("x", file);
		fclose(file);
		break;
	case 1:
		expect(truncate(path, 100) == 0, "truncate");
		break;
	case 2:
		ha_source_close(sparse);
		break;
	}
}

START_TEST(what_stops_a_way_is_told)
{
	static const enum ha_status wanted[] = { HA_CHANGED, HA_CHANGED,
		HA_UNREADABLE };
	struct ha_cursor cursors[2]; /* by enum ha_index_kind */
	union ha_item item;

	for (int i = 0; i < COUNT(wanted); i++) {
		write_lines("* * *\n", 20000, "");
		for (int k = 0; k < COUNT(cursors); k++) {
			way_open(&(struct way){ sparse, NULL },
			    (enum ha_index_kind)k, HA_READ_RELEVANT, &inquiry,
			    &cursors[k]);
			expect(ha_cursor_next(&cursors[k], &item, &error) ==
				HA_OK,
			    "nothing");
		}
		change(i);
		for (int k = 0; k < COUNT(cursors); k++) {
			enum ha_status status = HA_OK;

			while (status != wanted[i]) {
				expect(status == HA_OK, "%d", (int)status);
				status =
				    ha_cursor_next(&cursors[k], &item, &error);
			}
			expect(i < 2 || error == EBADF, "%d", error);
			ha_cursor_close(&cursors[k]);
		}
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, an_index_leads_to_its_candidates);
	tcase_add_test(tests,
	    without_an_index_or_an_address_it_is_read_as_relevant);
	tcase_add_test(tests, nothing_is_found_within_what_was_found);
	tcase_add_test(tests,
	    a_candidate_behind_the_end_means_that_the_text_is_another);
	tcase_add_test(tests, who_looks_at_all_sees_all);
	tcase_add_loop_test(tests, a_large_table_takes_little_memory, 0,
	    COUNT(large));
	tcase_add_test(tests, a_large_pattern_file_takes_little_memory);
	tcase_add_test(tests, a_long_line_takes_no_more_memory);
	tcase_add_test(tests, what_lies_behind_the_decision_is_not_read);
	tcase_add_test(tests,
	    a_rule_that_crosses_a_window_hides_none_behind_it);
	tcase_add_test(tests, without_memory_a_way_ends_so);
	tcase_add_test(tests, what_stops_a_way_is_told);
}

int
main(void)
{
	return unit_run("cursor", add_tests);
}
