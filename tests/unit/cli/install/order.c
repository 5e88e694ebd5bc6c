#include "cli/install/order.h"

#include <stdlib.h>

#include "tests/unit/support.h"
#include "tests/unit/world.h"

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

/* ---- random tables, each request of a small world ---- */

#define ROUNDS 3000
#define CLIENTS 4

static uint32_t state = 2463534242;

/* Up to three rules about the clients, some of which say what they do. */
static void
random_table(char text[256])
{
	static const char *const options[] = { "", "", "", ": deny", ": allow",
		": deny : allow" };
	size_t len = 0;

	text[0] = '\0';
	for (size_t n = unit_below(&state, 4); n > 0; n--) {
		size_t client = unit_below(&state, CLIENTS + 1);

		if (client == CLIENTS)
			len += (size_t)snprintf(text + len, 256 - len,
			    "ALL: ALL %s\n",
			    options[unit_below(&state, COUNT(options))]);
		else
			len += (size_t)snprintf(text + len, 256 - len,
			    "sshd: 192.0.2.%zu %s\n", client,
			    options[unit_below(&state, COUNT(options))]);
	}
}

static bool
admits(const struct ha_source *allow, const struct ha_source *deny,
    size_t client)
{
	struct world world;
	char address[32];
	bool does;

	snprintf(address, sizeof(address), "192.0.2.%zu", client);
	world_begin(&world, NULL);
	ha_host_set_addr(&world.request.client, ha_span_of(address));
	world_set_tables(&world, cli_bytes_of(allow), cli_bytes_of(deny));
	expect(ha_decide(&world.tables, &world.request, &world.resolver,
		   &world.policy, NULL, &world.decision) == HA_OK,
	    "no decision");
	does = world.decision.verdict == HA_ALLOW;
	world_end(&world);
	return does;
}

/* Whoever is let in while one table is new and the other old is let in by both
 * old or both new ones. */
static void
check_moment(const struct cli_files *files, struct cli_order order)
{
	const struct cli_file *allow = &files->list[0], *deny = &files->list[1];
	bool is_allow = order.first == CLI_PART_ALLOW;

	for (size_t client = 0; client < CLIENTS; client++) {
		if (admits(is_allow ? allow->new : allow->old,
			is_allow ? deny->old : deny->new, client))
			expect(admits(allow->old, deny->old, client) ||
				admits(allow->new, deny->new, client),
			    "192.0.2.%zu is let in between\n%s--\n%sto\n%s"
			    "--\n%s",
			    client, allow->old->bytes, deny->old->bytes,
			    allow->new->bytes, deny->new->bytes);
	}
}

START_TEST(lets_in_nobody_in_between)
{
	char names[][16] = { "hosts.allow", "hosts.deny" }, text[256];
	size_t nsafe = 0, nchosen = 0;

	for (size_t round = 0; round < ROUNDS; round++) {
		struct cli_files files = { .list = { { .path = NULL } } };
		struct cli_order order;

		for (size_t i = 0; i < 2; i++) {
			struct cli_file *file = &files.list[i];

			file->path = names[i];
			random_table(text);
			file->old = cli_source_of(names[i], ha_span_of(text));
			random_table(text);
			cli_file_set(file, ha_span_of(text));
		}
		if (files.list[0].changes && files.list[1].changes) {
			order = cli_order_choose(&files);
			nchosen++;
			nsafe += order.is_safe;
			if (order.is_safe)
				check_moment(&files, order);
		}
		for (size_t i = 0; i < 2; i++) {
			ha_source_free(files.list[i].old);
			ha_source_free(files.list[i].new);
		}
	}
	/* Else it would be no help. */
	expect(nsafe * 10 > nchosen * 9, "%zu of %zu are safe", nsafe, nchosen);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, lets_in_nobody_in_between);
	tcase_add_loop_test(tests, chooses_the_safe_order, 0, COUNT(rows));
}

int
main(void)
{
	return unit_run("order", add_tests);
}
