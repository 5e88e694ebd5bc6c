/*
 * Tables that were once decided otherwise when not all of them was looked at.
 * tests/fast_vs_plain/same.c looks for more of them.
 */
#include "tests/unit/world.h"

static struct world world;
static struct folder folder;
static struct ha_strbuf text;

static void
ignore(void *context, const struct ha_event *event)
{
	(void)context;
	(void)event;
}

static void
begin(void)
{
	world_begin(&world, &(const struct script_row){ .subject = NULL });
	folder_begin(&folder);
	text = HA_STRBUF_INIT;
}

static void
end(void)
{
	ha_strbuf_free(&text);
	world_end(&world);
	folder_end(&folder);
}

/* Adds count bytes. */
static void
add(char byte, size_t count)
{
	while (count-- > 0)
		ha_strbuf_add_byte(&text, byte);
}

/* Adds a comment line, so that the text then has that length. */
static void
add_comment_up_to(size_t len)
{
	add('#', len - 1 - text.len);
	add('\n', 1);
}

/* The verdict on the text as hosts.deny; also when every rule is tried. */
static enum ha_verdict
verdict_of_both(void)
{
	struct ha_trace trace = { NULL, ignore };
	enum ha_verdict verdict;

	folder_write(&folder, "deny", ha_strbuf_span(&text));
	world.tables.allow.path = "/nonexistent";
	world.tables.deny.path = folder_file(&folder, "deny");
	world.trace = NULL;
	ck_assert_int_eq(world_decide(&world), HA_OK);
	verdict = world.decision.verdict;
	world.trace = &trace;
	ck_assert_int_eq(world_decide(&world), HA_OK);
	ck_assert_int_eq(world.decision.verdict, verdict);
	return verdict;
}

/*
 * The first window ends in the daemons of a line.  What stands after it has
 * been read with the second line, up to 8192, where the line still goes on.
 */
START_TEST(a_window_ends_where_more_has_been_read)
{
	ha_strbuf_add_text(&text, "#\nsshd: 1.2.3\n");
	add_comment_up_to(4096 - 4);
	ha_strbuf_add_text(&text, "ftpd: ");
	add('x', 8192);
	add('\n', 1);
	add_comment_up_to(HA_SOURCE_WHOLE + 1);
	ha_strbuf_add_text(&text, "sshd: ALL\n");
	ck_assert_int_eq(verdict_of_both(), HA_DENY);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_window_ends_where_more_has_been_read);
}

int
main(void)
{
	return unit_run("same", add_tests);
}
