/*
 * What an index is for: rules and words that it does not propose can be struck
 * out, and a decision, its findings and its look-ups are the same.
 */
#include "common/index/build.h"
#include "common/index/index.h"
#include "tests/unit/naive_index.h"
#include "tests/unit/random_index.h"
#include "tests/unit/world.h"

static struct ha_source *source;
static struct ha_candidates candidates;

static void
begin(void)
{
	source = NULL;
	candidates = (struct ha_candidates){ NULL, 0, 0 };
}

static void
end(void)
{
	ha_source_free(source);
	ha_candidates_free(&candidates);
}

/* The source without what is no candidate; the caller frees it. */
static struct ha_source *
strike(struct ha_span text, enum ha_index_kind kind, const struct ha_addr *addr)
{
	struct ha_index_image image;
	struct ha_index *index;
	struct ha_source *struck;

	ha_source_free(source);
	expect(ha_source_from_memory("source", text, &source) == HA_OK,
	    "no memory");
	expect(ha_index_build(source, kind, 0, &image) == HA_OK, "not built");
	expect(ha_index_from_image(image, &index) == HA_OK, "not opened");
	expect(ha_index_find(index, addr, &candidates) == HA_OK, "not found");
	ha_index_free(index);
	struck = naive_strike(source, kind, &candidates);
	expect(struck != NULL, "no memory");
	return struck;
}

static bool
is_same_diag(const struct ha_diag *a, const struct ha_diag *b)
{
	return a->code == b->code && a->effect == b->effect &&
	    a->where.offset == b->where.offset && a->where.len == b->where.len;
}

static bool
is_same_decision(const struct ha_decision *a, const struct ha_decision *b)
{
	if (a->verdict != b->verdict || a->reason != b->reason ||
	    a->table != b->table || a->rule.offset != b->rule.offset ||
	    a->word.offset != b->word.offset ||
	    a->plan.count != b->plan.count || a->diags.count != b->diags.count)
		return false;
	for (size_t i = 0; i < a->diags.count; i++) {
		if (!is_same_diag(&a->diags.list[i], &b->diags.list[i]))
			return false;
	}
	return true;
}

static const struct script_row rows[] = {
	{ SCRIPT_NAME, "10.192.0.0", "a.example" },
	{ SCRIPT_ADDRESS, "a.example", "10.192.0.0" },
	{ SCRIPT_NETGROUP, "g", "a.example" },
	{ .subject = NULL },
};

/* One decision in a world of its own, so that it looks up for itself. */
static void
decide(struct world *world, struct ha_table allow, struct ha_table deny,
    const struct ha_addr *addr, const char *user, bool is_strict)
{
	char text[HA_ADDR_TEXT];

	world_begin(world, rows);
	world->tables = (struct ha_tables){ allow, deny, NULL };
	world->policy.refuse_on_unknown = is_strict;
	world->request.user = ha_span_of(user);
	ha_host_set_addr(&world->request.client, ha_addr_format(addr, text));
	world->request.client.name_fact = HA_FACT_UNASKED;
	expect(world_decide(world) == HA_OK, "not decided");
}

static void
check_same(struct world *whole, struct world *part, const char *what)
{
	expect(is_same_decision(&whole->decision, &part->decision),
	    "%s: verdict %d and %d, rule %zu and %zu, %zu and %zu findings",
	    what, whole->decision.verdict, part->decision.verdict,
	    whole->decision.rule.offset, part->decision.rule.offset,
	    whole->decision.diags.count, part->decision.diags.count);
	expect(script_asked(&whole->script) == script_asked(&part->script),
	    "%s: look-ups", what);
	world_end(whole);
	world_end(part);
}

START_TEST(rules_that_are_no_candidates_do_nothing)
{
	uint32_t state = 0xdec1de;
	struct ha_table empty = { .path = "/nonexistent" };

	for (int i = 0; i < 1500; i++) {
		struct ha_span text =
		    random_text(&state, HA_INDEX_RULES, 1 + (size_t)i % 7);
		struct ha_addr addr = random_client(&state);
		const char *user = i % 3 == 0 ? "bob" : "";
		struct ha_table whole, part;
		struct ha_source *struck;
		struct world a, b;

		struck = strike(text, HA_INDEX_RULES, &addr);
		whole = (struct ha_table){ .path = "t", .source = source };
		part = (struct ha_table){ .path = "t", .source = struck };
		decide(&a, whole, empty, &addr, user, i % 2 == 0);
		decide(&b, part, empty, &addr, user, i % 2 == 0);
		check_same(&a, &b, text.at);
		decide(&a, empty, whole, &addr, user, i % 2 == 0);
		decide(&b, empty, part, &addr, user, i % 2 == 0);
		check_same(&a, &b, text.at);
		ha_source_free(struck);
		free((char *)(uintptr_t)text.at);
	}
}
END_TEST

static const char *const users_of_files[] = { "ALL: /f\n",
	"ALL: ALL EXCEPT /f\n", "ALL: /f : deny\n",
	"ALL: ALL EXCEPT /f : deny\n", "ALL: 10.0.0.0/1 EXCEPT ALL EXCEPT /f",
	"ALL: /f /f .x\n" };

/* The rule with the folder's path for "/f". */
static struct ha_source *
rule_of_file(const struct folder *folder, const char *rule)
{
	char text[200] = "";
	size_t len = 0;
	struct ha_source *table;

	for (size_t i = 0; rule[i] != '\0'; i++) {
		if (rule[i] == '/' && rule[i + 1] == 'f')
			len += (size_t)sprintf(text + len, "%s", folder->path);
		text[len++] = rule[i];
	}
	expect(ha_source_from_memory("t", (struct ha_span){ text, len },
		   &table) == HA_OK,
	    "no memory");
	return table;
}

START_TEST(words_that_are_no_candidates_do_nothing)
{
	uint32_t state = 0xf11e5 + (uint32_t)_i;
	struct ha_table empty = { .path = "/nonexistent" };
	struct folder folder;
	struct ha_source *table;

	folder_begin(&folder);
	table = rule_of_file(&folder, users_of_files[_i]);
	for (int i = 0; i < 250; i++) {
		struct ha_span text =
		    random_text(&state, HA_INDEX_WORDS, 1 + (size_t)i % 9);
		struct ha_addr addr = random_client(&state);
		struct ha_table one = { .path = "t", .source = table };
		struct ha_source *struck;
		struct world a, b;

		struck = strike(text, HA_INDEX_WORDS, &addr);
		folder_write(&folder, "f", text);
		decide(&a, i % 2 == 0 ? one : empty, i % 2 == 0 ? empty : one,
		    &addr, "", i % 3 == 0);
		folder_write(&folder, "f",
		    (struct ha_span){ struck->bytes, struck->len });
		decide(&b, i % 2 == 0 ? one : empty, i % 2 == 0 ? empty : one,
		    &addr, "", i % 3 == 0);
		check_same(&a, &b, text.at);
		ha_source_free(struck);
		free((char *)(uintptr_t)text.at);
	}
	ha_source_free(table);
	folder_end(&folder);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, rules_that_are_no_candidates_do_nothing);
	tcase_add_loop_test(tests, words_that_are_no_candidates_do_nothing, 0,
	    COUNT(users_of_files));
}

int
main(void)
{
	return unit_run("index_decide", add_tests);
}
