/*
 * Every allocation of a decision fails once: the n-th, for n = 1, 2, 3 ...
 * until one more than there are.  The program is linked with --wrap for each
 * function below, so that only the library's calls are counted.
 */
#include <errno.h>
#include <sys/mman.h>

#include "common/base/bounds.h"
#include "common/index/build.h"
#include "common/libwrap/compare.h"
#include "tests/support/resolver_table.h"
#include "tests/unit/world.h"

static bool is_armed;
static size_t calls, fails_at; /* the call that fails; 0: none */
static long live;              /* blocks that nobody has freed */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
void *__real_mmap64(void *at, size_t len, int protection, int flags, int fd,
    off_t offset);
int __real_munmap(void *at, size_t len);
void __real_free(void *memory);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__wrap_strdup(const char *text);
void *__wrap_mmap64(void *at, size_t len, int protection, int flags, int fd,
    off_t offset);
int __wrap_munmap(void *at, size_t len);
void __wrap_free(void *memory);

static bool
fails_now(void)
{
	return is_armed && ++calls == fails_at;
}

static void *
counted(void *memory)
{
	live += is_armed && memory != NULL;
	return memory;
}

void *
__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : counted(__real_malloc(size));
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : counted(__real_calloc(count, size));
}

void *
__wrap_realloc(void *old, size_t size)
{
	if (fails_now())
		return NULL;
	if (old == NULL)
		return counted(__real_realloc(NULL, size));
	return __real_realloc(old, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
	if (fails_now())
		return NULL;
	if (old == NULL)
		return counted(__real_reallocarray(NULL, count, size));
	return __real_reallocarray(old, count, size);
}

void *
__wrap_mmap64(void *at, size_t len, int protection, int flags, int fd,
    off_t offset)
{
	if (fails_now()) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return counted(__real_mmap64(at, len, protection, flags, fd, offset));
}

int
__wrap_munmap(void *at, size_t len)
{
	live -= is_armed;
	return __real_munmap(at, len);
}

char *
__wrap_strdup(const char *text)
{
	return fails_now() ? NULL : counted(__real_strdup(text));
}

void
__wrap_free(void *memory)
{
	live -= is_armed && memory != NULL;
	__real_free(memory);
}

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "192.0.2.33", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "192.0.2.33" },
	{ SCRIPT_NETGROUP, "trusted", "a.example" },
	{ SCRIPT_USER, "nobody", "" },
	{ .subject = NULL },
};

static struct world world;
static struct folder folder;

static void
begin(void)
{
	world_begin(&world, rows);
	folder_begin(&folder);
	folder_write(&folder, "list", HA_SPAN("10.0.0.0/99 [x] @/more\n"));
	folder_write(&folder, "more", HA_SPAN("1.2.3 @/missing .other\n"));
	folder_write(&folder, "self", HA_SPAN("@/self\n"));
	folder_write(&folder, "mine", HA_SPAN("10.1 192.0.2.33\n"));
}

static void
end(void)
{
	is_armed = false;
	world_end(&world);
	folder_end(&folder);
}

static const struct {
	const char *allow, *deny;
	enum ha_verdict verdict;
} tables[] = {
	{ "", "", HA_ALLOW },
	{ "ALL ALL\nssh\\\nd: [\\\n\n: x\n", "ALL: ALL\n", HA_DENY },
	{ "sshd: 10.0.0.0/99 [x] 1.2 bob@ ALL EXCEPT .other\n", "", HA_ALLOW },
	{ "sshd: @/list @/mine\n", "ALL: ALL\n", HA_ALLOW },
	{ "sshd: ALL EXCEPT @/list\n", "sshd: @/list ALL\n", HA_DENY },
	{ "sshd: @/self\n", "", HA_DENY },
	{ "sshd: @/\n", "", HA_DENY },
	{ "sshd: .\\\nexample : spawn a\\:b %c %s %h %n %p : \\\n"
	  "user nobody : setenv A \\: %u : nice 5 : \\\nallow\n",
	    "", HA_ALLOW },
	{ "sshd: @trusted : aclexec %d : setenv X %c\n", "", HA_ASK },
	{ "sshd: 192.0.2.0/24x : spawn \\: %c\n", "ALL: ALL\n", HA_DENY },
	{ "", "sshd: ALL EXCEPT 10.0.0.1 \\\n : spawn x : bog\\:us\n",
	    HA_DENY },
	{ "", "# x\\\ny\nsshd@@/mine EXCEPT a: ALL\nALL: \\\n.example\n",
	    HA_DENY },
	{ "", "ssh\\\nd: [ : deny\n", HA_DENY },
};

static void
write_tables(const char *allow, const char *deny)
{
	folder_write(&folder, "allow", ha_span_of(allow));
	folder_write(&folder, "deny", ha_span_of(deny));
	world.tables.allow = (struct ha_table){ .path = NULL };
	world.tables.allow.path = folder_file(&folder, "allow");
	world.tables.deny.path = folder_file(&folder, "deny");
}

/* Nothing of libcheck is called while the library's calls are counted. */
static enum ha_status
decide_failing(size_t n)
{
	struct ha_request request = world.request;
	enum ha_status status;

	request.client.name_fact = HA_FACT_UNASKED;
	calls = 0;
	live = 0;
	fails_at = n;
	is_armed = true;
	status = ha_decide(&world.tables, &request, &world.resolver,
	    &world.policy, NULL, &world.decision);
	is_armed = false;
	world.request.arena = request.arena;
	return status;
}

static void
free_counted(void)
{
	is_armed = true;
	ha_decision_free(&world.decision);
	ha_request_free(&world.request);
	is_armed = false;
}

static bool
is_empty_denial(const struct ha_decision *decision)
{
	return decision->verdict == HA_DENY &&
	    decision->reason == HA_REASON_ERROR && decision->plan.count == 0 &&
	    decision->diags.count == 0 && decision->sources == NULL &&
	    decision->rule.source == NULL;
}

/* Or it is the same as ever, where the memory was not needed. */
START_TEST(without_memory_a_decision_is_an_empty_denial)
{
	size_t n = 0;

	write_tables(tables[_i].allow, tables[_i].deny);
	do {
		enum ha_status status = decide_failing(++n);

		if (status == HA_OK)
			expect(world.decision.verdict == tables[_i].verdict,
			    "call %zu of %zu: another verdict", n, calls);
		else
			expect(calls >= n && is_empty_denial(&world.decision),
			    "call %zu of %zu: not empty", n, calls);
		free_counted();
		expect(live == 0, "call %zu: %ld blocks are left", n, live);
	} while (calls >= n);
}
END_TEST

/* Of a name in the folder, once it is read piece by piece. */
static void
write_large(const char *name, const char *front, const char *filler,
    const char *back)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, front);
	while (text.len <= HA_SOURCE_WHOLE)
		ha_strbuf_add_text(&text, filler);
	ha_strbuf_add_text(&text, back);
	folder_write(&folder, name, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
}

static void
index_file(const char *name, enum ha_index_kind kind)
{
	char index_name[HA_INDEX_NAME];
	struct ha_index_image image;
	struct ha_source *source;
	FILE *file;
	int error;

	ck_assert_int_eq(
	    ha_source_open(folder_file(&folder, name), &source, &error), HA_OK);
	ck_assert_int_eq(ha_index_build(source, kind,
			     ha_identity_ripe_at(&source->identity), &image),
	    HA_OK);
	ha_index_name(&source->identity, index_name);
	umask(077);
	file = fopen(folder_file(&folder, index_name), "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(image.bytes, 1, image.len, file), image.len);
	ck_assert_int_eq(fclose(file), 0);
	free(image.bytes);
	ha_source_free(source);
}

/* Large files without indexes, and with them: every page has its memory. */
START_TEST(without_memory_a_large_table_is_an_empty_denial)
{
	struct ha_loader loader = { .index_folder =
					_i == 0 ? NULL : folder.path };
	size_t n = 0;

	write_large("allow", "sshd: .other\nsshd: @/long\n", "sshd: 10.0.0.1\n",
	    "sshd: 1.2.3 \\\n [x]\n");
	write_large("deny", "sshd: @/none\nsshd: ALL EXCEPT @/long @/mine\n",
	    "sshd: 10.0.0.1 10.0.0.2\n", "sshd: 192.0.2.33\n");
	write_large("long", "1.2.3\n", "10.0.0.1\n", "[y]\n");
	index_file("allow", HA_INDEX_RULES);
	index_file("deny", HA_INDEX_RULES);
	index_file("long", HA_INDEX_WORDS);
	world.tables = (struct ha_tables){ .loader = &loader };
	world.tables.allow.path = folder_file(&folder, "allow");
	world.tables.deny.path = folder_file(&folder, "deny");
	do {
		enum ha_status status = decide_failing(++n);

		/* Nothing is decided by what could not be looked at. */
		expect(world.decision.verdict == HA_DENY &&
			(status == HA_OK || calls >= n) &&
			(status != HA_OK ||
			    world.decision.reason == HA_REASON_RULE),
		    "call %zu of %zu: status %d, reason %d", n, calls, status,
		    world.decision.reason);
		expect(status == HA_OK || is_empty_denial(&world.decision),
		    "call %zu of %zu: not empty", n, calls);
		free_counted();
		expect(live == 0, "call %zu: %ld blocks are left", n, live);
	} while (calls >= n);
	ck_assert_uint_gt(n, 30);
}
END_TEST

/* A look-up that has no memory has failed: nothing is known by it (P14). */
static const struct {
	const char *allow, *deny;
	bool refuse_on_unknown;
	enum ha_verdict verdict; /* when nothing fails */
} look_ups[] = {
	{ "ALL: .example\n", "ALL: ALL\n", false, HA_ALLOW },
	{ "ALL: ALL EXCEPT .other\n", "ALL: ALL\n", false, HA_ALLOW },
	{ "ALL: ALL EXCEPT .example\n", "ALL: ALL\n", false, HA_DENY },
	{ "", "ALL: ALL EXCEPT .example\n", false, HA_ALLOW },
	{ "", "ALL: .example\n", true, HA_DENY },
};

START_TEST(without_memory_a_look_up_admits_nobody)
{
	static struct ha_resolver_row table[] = {
		{ HA_ROW_NAME, "192.0.2.33", "a.example" },
		{ HA_ROW_ADDRESS, "a.example", "192.0.2.33" },
		{ .subject = NULL },
	};
	size_t n = 0;

	world.resolver = ha_resolver_table(table);
	world.policy.refuse_on_unknown = look_ups[_i].refuse_on_unknown;
	write_tables(look_ups[_i].allow, look_ups[_i].deny);
	do {
		bool has_failed;

		decide_failing(++n);
		has_failed = calls >= n;
		expect(world.decision.verdict ==
			(has_failed ? HA_DENY : look_ups[_i].verdict),
		    "call %zu of %zu", n, calls);
		free_counted();
		ck_assert_int_eq(live, 0);
	} while (calls >= n);
}
END_TEST

START_TEST(without_memory_nothing_is_expanded)
{
	size_t n = 0;
	enum ha_status status;

	do {
		struct ha_strbuf out = HA_STRBUF_INIT;

		calls = 0;
		live = 0;
		fails_at = ++n;
		is_armed = true;
		status = ha_plan_expand(HA_SPAN("%c %s %p"), &world.request,
		    &world.resolver, &out);
		ha_strbuf_free(&out);
		is_armed = false;
		expect((status == HA_NOMEM) == (calls >= n), "call %zu", n);
		ck_assert_int_eq(live, 0);
	} while (status != HA_OK);
}
END_TEST

START_TEST(without_memory_nothing_is_compared)
{
	size_t n = 0;
	enum ha_status status;

	world_set_tables(&world,
	    HA_SPAN("ALL: 10.\\\n0.0.1/8 : deny\nALL: 192.0.2.33/24\n"),
	    HA_SPAN("ALL: \\\n.example.com : setenv A %n\nALL: ALL\n"));
	ck_assert_int_eq(world_decide(&world), HA_OK);
	do {
		struct ha_comparison comparison;

		calls = 0;
		live = 0;
		fails_at = ++n;
		is_armed = true;
		status =
		    ha_compare(&world.tables, &world.request, &world.resolver,
			&world.policy, &world.decision, &comparison);
		if (status == HA_OK)
			ha_comparison_free(&comparison);
		is_armed = false;
		expect((status == HA_NOMEM) == (calls >= n), "call %zu", n);
		ck_assert_int_eq(live, 0);
	} while (status != HA_OK);
	ck_assert_uint_gt(n, 10);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, without_memory_a_decision_is_an_empty_denial,
	    0, COUNT(tables));
	tcase_add_loop_test(tests,
	    without_memory_a_large_table_is_an_empty_denial, 0, 2);
	tcase_add_loop_test(tests, without_memory_a_look_up_admits_nobody, 0,
	    COUNT(look_ups));
	tcase_add_test(tests, without_memory_nothing_is_expanded);
	tcase_add_test(tests, without_memory_nothing_is_compared);
}

int
main(void)
{
	return unit_run("oom", add_tests);
}
