#include "cli/install/order.h"

#include <stdlib.h>

#include "tests/unit/support.h"

/* Both tables before and after, and the order that lets nobody in between. */
static const struct {
	const char *before[2], *after[2];
	enum cli_part first;
	bool is_safe;
} rows[] = {
	/* Only one of them changes. */
	{ { "", "" }, { "", "ALL: ALL\n" }, CLI_PART_DENY, true },
	/* hosts.allow refuses nobody. */
	{ { "sshd: 192.0.2.1\n", "" }, { "", "ALL: ALL\n" }, CLI_PART_DENY,
	    true },
	/* From two tables to one, and back. */
	{ { "sshd: 192.0.2.1\n", "ALL: ALL\n" },
	    { "sshd: 192.0.2.1\nALL: ALL: deny\n", "" }, CLI_PART_ALLOW, true },
	{ { "sshd: 192.0.2.1\nALL: ALL: deny\n", "" },
	    { "sshd: 192.0.2.1\n", "ALL: ALL\n" }, CLI_PART_DENY, true },
	{ { "ALL: ALL: deny\n", "ALL: ALL\n" },
	    { "sshd: 192.0.2.1: deny\n", "" }, CLI_PART_ALLOW, true },
	/* Neither order is known to let nobody in. */
	{ { "sshd: 192.0.2.1: deny\n", "sshd: 192.0.2.3\nsshd: 192.0.2.9\n" },
	    { "sshd: 192.0.2.3: deny\nsshd: 192.0.2.9\n",
		"sshd: 192.0.2.1\nsshd: 192.0.2.2\n" },
	    CLI_PART_DENY, false },
	/* A command or a malformed rule may refuse. */
	{ { "sshd: 192.0.2.1: aclexec /bin/false\n",
	      "sshd: 192.0.2.3\nsshd: 192.0.2.9\n" },
	    { "sshd: 192.0.2.3: aclexec /bin/false\nsshd: 192.0.2.9\n",
		"sshd: 192.0.2.1\nsshd: 192.0.2.2\n" },
	    CLI_PART_DENY, false },
};

START_TEST(chooses_the_safe_order)
{
	struct cli_files files = { .list = { { .path = NULL } } };
	char names[][16] = { "hosts.allow", "hosts.deny" };
	struct cli_order order;

	for (size_t i = 0; i < 2; i++) {
		struct cli_file *file = &files.list[i];

		file->path = names[i];
		file->old =
		    cli_source_of(names[i], ha_span_of(rows[_i].before[i]));
		cli_file_set(file, ha_span_of(rows[_i].after[i]));
	}
	order = cli_order_choose(&files);
	ck_assert_int_eq(order.first, rows[_i].first);
	ck_assert_int_eq(order.is_safe, rows[_i].is_safe);
	for (size_t i = 0; i < 2; i++) {
		ha_source_free(files.list[i].old);
		ha_source_free(files.list[i].new);
	}
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, chooses_the_safe_order, 0, COUNT(rows));
}

int
main(void)
{
	return unit_run("order", add_tests);
}
