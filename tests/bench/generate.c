#include "tests/bench/generate.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "tests/bench/scratch.h"
#include "tests/support/chance.h"

#define ALLOW "hosts.allow"
#define DENY "hosts.deny"
#define WORDS "words"

enum {
	SEED = 1,
	SEED_REQUESTS
};

/*
 * What the lines draw from leaves out what the clients have: networks from
 * 192 on, 2001:db8:ff00::/40, hosts from one million on.
 */
#define FIRST_BYTES 191
#define IPV6_WORDS 0xff00
#define HOSTS 1000000
#define DOMAINS 1000
#define DAEMONS 1000

const char *const place_names[NPLACES] = { "start", "end", "miss" };

/* A line depends on nothing but its number. */
static void
print_network(FILE *out, size_t number)
{
	struct chance chance = chance_of(SEED, number);
	size_t first = 1 + chance_below(&chance, FIRST_BYTES);
	size_t second = chance_below(&chance, 256);

	fprintf(out, "%zu.%zu.%zu.", first, second, chance_below(&chance, 256));
}

static void
write_word(FILE *out, size_t number)
{
	struct chance chance = chance_of(SEED + 1, number);

	print_network(out, number);
	fprintf(out, "%zu\n", chance_below(&chance, 256));
}

static void
write_address(FILE *out, size_t number)
{
	fputs("ALL: ", out);
	write_word(out, number);
}

static void
write_network(FILE *out, size_t number)
{
	fputs("sshd: ", out);
	print_network(out, number);
	fputs("0/24\n", out);
}

static void
write_ipv6(FILE *out, size_t number)
{
	struct chance chance = chance_of(SEED, number);
	size_t third = chance_below(&chance, IPV6_WORDS);

	fprintf(out, "sshd: [2001:db8:%zx:%zx::]/64\n", third,
	    chance_below(&chance, 65536));
}

static void
write_daemon(FILE *out, size_t number)
{
	struct chance chance = chance_of(SEED, number);

	fprintf(out, "svc%zu: ", chance_below(&chance, DAEMONS));
	write_word(out, number);
}

static void
write_name(FILE *out, size_t number)
{
	struct chance chance = chance_of(SEED, number);
	size_t host = chance_below(&chance, HOSTS);

	fprintf(out, "sshd: host%zu.example%zu.net\n", host,
	    chance_below(&chance, DOMAINS));
}

const struct kind kinds[NKINDS] = {
	{ .name = "IPv4 addresses",
	    .first = "ALL: 192.0.2.1\n",
	    .last = "ALL: 192.0.2.2\n",
	    .write = write_address,
	    .clients = { { "sshd", "192.0.2.1", NULL },
		{ "sshd", "192.0.2.2", NULL },
		{ "sshd", "192.0.2.3", NULL } } },
	{ .name = "IPv4 networks",
	    .first = "sshd: 192.0.2.0/24\n",
	    .last = "sshd: 198.51.100.0/24\n",
	    .write = write_network,
	    .clients = { { "sshd", "192.0.2.1", NULL },
		{ "sshd", "198.51.100.2", NULL },
		{ "sshd", "203.0.113.3", NULL } } },
	{ .name = "IPv6 networks",
	    .first = "sshd: [2001:db8:ff00:1::]/64\n",
	    .last = "sshd: [2001:db8:ff00:2::]/64\n",
	    .write = write_ipv6,
	    .clients = { { "sshd", "2001:db8:ff00:1::9", NULL },
		{ "sshd", "2001:db8:ff00:2::9", NULL },
		{ "sshd", "2001:db8:ff00:3::9", NULL } } },
	{ .name = "pattern file",
	    .rule = "ALL: ",
	    .first = "192.0.2.1\n",
	    .last = "192.0.2.2\n",
	    .write = write_word,
	    .clients = { { "sshd", "192.0.2.1", NULL },
		{ "sshd", "192.0.2.2", NULL },
		{ "sshd", "192.0.2.3", NULL } } },
	{ .name = "1,000 daemons",
	    .first = "svc0: 192.0.2.1\n",
	    .last = "svc999: 192.0.2.2\n",
	    .write = write_daemon,
	    .clients = { { "svc0", "192.0.2.1", NULL },
		{ "svc999", "192.0.2.2", NULL },
		{ "svc500", "192.0.2.3", NULL } } },
	{ .name = "known names",
	    .first = "sshd: host1000001.example1.net\n",
	    .last = "sshd: host1000002.example1.net\n",
	    .write = write_name,
	    .clients = { { "sshd", "192.0.2.1", "host1000001.example1.net" },
		{ "sshd", "192.0.2.2", "host1000002.example1.net" },
		{ "sshd", "192.0.2.3", "host1000003.example1.net" } } },
};

static size_t
size_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		fail(path);
	return (size_t)st.st_size;
}

static void
write_lines(const char *name, const struct kind *kind, size_t lines)
{
	FILE *out = scratch_create(name);

	fputs(kind->first, out);
	for (size_t i = 1; i + 1 < lines; i++)
		kind->write(out, i);
	fputs(kind->last, out);
	scratch_finish(out);
}

/* Its words stand in the file; returns the file's size. */
static size_t
write_pattern_file(const struct kind *kind, const char *path, size_t lines)
{
	FILE *out = scratch_create(DENY);

	fprintf(out, "%s%s\n", kind->rule, path);
	scratch_finish(out);
	write_lines(WORDS, kind, lines);
	return size_of(path);
}

struct tables
generate_tables(const struct kind *kind, size_t lines)
{
	struct tables tables = { .allow = scratch_path(ALLOW),
		.deny = scratch_path(DENY) };

	scratch_finish(scratch_create(ALLOW));
	if (kind->rule != NULL) {
		tables.words = scratch_path(WORDS);
		tables.bytes = write_pattern_file(kind, tables.words, lines);
	} else {
		write_lines(DENY, kind, lines);
		tables.bytes = size_of(tables.deny);
	}
	return tables;
}

void
generate_free(struct tables *tables)
{
	free(tables->allow);
	free(tables->deny);
	free(tables->words);
}

void
generate_requests(const char *name, size_t count, size_t lines)
{
	FILE *out = scratch_create(name);
	struct chance chance = chance_of(SEED_REQUESTS, 0);

	for (size_t i = 0; i < count; i++) {
		fputs("sshd ", out);
		if (i % 2 == 0)
			write_word(out, 1 + chance_below(&chance, lines - 2));
		else
			fprintf(out, "198.18.%zu.%zu\n",
			    chance_below(&chance, 256),
			    chance_below(&chance, 256));
	}
	scratch_finish(out);
}
