/*
 * Does the engine, its differences switched off, agree with libwrap on tables
 * that nobody would write?
 */
#include "tests/oracle/modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/oracle/wrap.h"
#include "tests/support/age.h"
#include "tests/support/chance.h"

enum {
	TEXT = 4096,
	REQUESTS = 3,
	PATIENCE = 20,
	FAILURES_SHOWN = 10
};

/* What may stand anywhere; written as in a column of a row. */
static const char *const pieces[] = { " ", " ", " ", ", ", "\\t", "\\r", ":",
	":", "::", " # ", "#", "\\\\\\n", "\\\\\\n  ", "\\\\", "\\n", "\\x00",
	"\\xef\\xbb\\xbf", "[", "]", "@", "*", "**", "?", ".", "/", "/24", "/0",
	"/24x", "x", "%", "=", "EXCEPT", " EXCEPT ", "ALL", "\\v" };

static const char *const daemons[] = { "ALL", "ALL", "ALL", "sshd", "sshd",
	"ftpd", "s*", "sshd**", "ssh?", "22", "4294967318", "+22", "KNOWN",
	"UNKNOWN", "sshd@192.0.2.1", "sshd@[2001:db8::9]", "sshd@ALL",
	"sshd@198.51.100.0/24", "sshd@192.0.2.9/24", "ssh.", ".hd",
	"sshd@server.example.org.", "sshd@UNKNOWN", "[::1]" };

static const char *const clients[] = { "ALL", "ALL", "192.0.2.33",
	"192.0.2.0/24", "192.0.2.33/24", "192.0.2.33/32", "192.0.2.0/024",
	"0.0.0.0/0", "0.0.0.0/0.0.0.0", "10.0.0.0/8",
	"192.0.2.33/255.255.255.255", "192.0.2.0/255.255.255.0",
	"192.0.0.33/255.255.0.255", "192.0.2.", "192.0.2", "192.", ".2.33",
	"0300.0.2.33", "0300.0.2.0/24", "192.0.2.033", "192.0.2.0/4294967320",
	"192.0.2.0/", "192.0.2.0/-8", "[2001:db8::1]", "[2001:db8::]/32",
	"[2001:DB8:0::1]/64", "[2001:db8::]/32x", "[2001:db8::]/",
	"[2001:db8::/32]", "2001:db8::1", "2001:db8::/32", "::1", "[::]/0",
	"::/0", "[::ffff:192.0.2.33]", "::ffff:192.0.2.33", "[::ffff:0:0]/96",
	"[fe80::1%lo]", "[fe80::1%none]", "[fe80::1%5]", "[fe80::1]",
	"[fe80::]/10", "[fe80::%lo]/10", "[192.0.2.33]", "192.0.2.*",
	"192.*.33", "2001*", "*.example.org", "*", "**", "*33**", "?*?", "u*",
	"*n**", "host.example.org", "host.example.org.", ".example.org",
	".example.org.", "host.", "local", "LOCAL", "KNOWN", "UNKNOWN",
	"PARANOID", "unknown", "paranoid", "root@ALL", "root@192.0.2.", "*@ALL",
	"KNOWN@ALL", "UNKNOWN@ALL", "root@2001:db8::1", "root@", "@group",
	"@AUX@/w0", "@AUX@/w1", "@AUX@/none", "@AUX@", "1.2.3", "0x7f.1",
	"192.0.2.33:22", "12", "EXCEPT", "EXCEPT", "255.255.255.255" };

static const char *const options[] = { "allow", "allow", "deny", "deny",
	"spawn true", "nice", "nice x", "severity info",
	"severity authpriv.info", "severity warn", "linger 3", "umask 022",
	"setenv A %h", "setenv A=B", "keepalive", "rfc931", "banners /nowhere",
	"aclexec true", "aclexec false", "aclexec test %u = root",
	"aclexec test %n = a_b", "twist true", "bogus", "", "user nobody",
	"group nosuchgroup", "allow # no", "setenv A \\\\:%n" };

static const char *const names[] = { "unknown", "unknown", "", "paranoid",
	"host.example.org", "host.example.org.", "HOST.example.org", "local",
	"192.0.2.33", "2001:db8::1", "fe80::1%lo", "a$b", "1.2.3", ".",
	"unknown.", "192.0.2.evil.example", "x@y", "::ffff:192.0.2.33" };

static const char *const addresses[] = { "192.0.2.33", "192.0.2.33",
	"192.0.2.33", "192.0.2.1", "10.0.0.1", "8.0.0.1", "2001:db8::1",
	"2001:DB8::0:1", "fe80::1", "fe80::1%lo", "fe80::1%none", "::1",
	"::ffff:192.0.2.33", "::FFFF:192.0.2.33", "::ffff:c000:221",
	"0:0::ffff:192.0.2.33", "255.255.255.255", "::ffff:255.255.255.255",
	"unknown", "" };

static const char *const users[] = { "unknown", "root", "root", "", "-u",
	"a$b" };

static const char *const servers[] = { "", "", "", "192.0.2.1", "198.51.100.9",
	"2001:db8::9", "::ffff:192.0.2.1" };

/* One table, or file of patterns, in the making. */
struct text {
	char at[TEXT];
	size_t len;
	struct chance *chance;
};

static void
put(struct text *text, const char *piece)
{
	size_t len = strlen(piece);

	if (text->len + len + 1 > sizeof(text->at))
		return;
	memcpy(text->at + text->len, piece, len + 1);
	text->len += len;
}

/* Now and then something that should not be there. */
static void
disturb(struct text *text)
{
	if (chance_percent(text->chance, 6))
		put(text, CHANCE_PICK(text->chance, pieces));
}

static void
put_list(struct text *text, const char *const *words, size_t count)
{
	for (size_t n = 1 + chance_below(text->chance, 3); n > 0; n--) {
		disturb(text);
		put(text, words[chance_below(text->chance, count)]);
		disturb(text);
		if (n > 1)
			put(text, " ");
	}
	if (chance_percent(text->chance, 15)) {
		put(text, " EXCEPT ");
		put(text, words[chance_below(text->chance, count)]);
	}
}

/* What there was to see, so that a vacuous test does not look like a good. */
struct counts {
	size_t requests, allowed, ended, differing, several;
	size_t found[HA_NDIFFERENCES]; /* as the only explanation */
};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static void
put_rule(struct text *text)
{
	disturb(text);
	put_list(text, daemons, COUNT(daemons));
	put(text, chance_percent(text->chance, 97) ? ": " : " ");
	put_list(text, clients, COUNT(clients));
	while (chance_percent(text->chance, 30)) {
		put(text, " : ");
		put(text, CHANCE_PICK(text->chance, options));
		disturb(text);
	}
	if (chance_percent(text->chance, 97))
		put(text, "\\n");
}

static void
make_table(struct chance *chance, struct text *text)
{
	*text = (struct text){ .chance = chance };
	for (size_t n = chance_below(chance, 4); n > 0; n--)
		put_rule(text);
}

static void
write_words(struct chance *chance, const char *dir, int number)
{
	struct text words = { .chance = chance };
	struct row_text text;
	char path[4200];
	FILE *file;

	for (size_t n = chance_below(chance, 4); n > 0; n--) {
		put_list(&words, clients, COUNT(clients));
		put(&words, chance_percent(chance, 50) ? "\\n" : ",");
	}
	text = row_unescape(words.at, dir);
	snprintf(path, sizeof(path), "%s/w%d", dir, number);
	unlink(path); /* as in wrap.c */
	file = fopen(path, "w");
	if (file == NULL || fwrite(text.at, 1, text.len, file) != text.len ||
	    fclose(file) != 0 || age_file(path) != 0)
		abort();
	free(text.at);
}

static void
make_request(struct chance *chance, struct row *row)
{
	row->columns[ROW_DAEMON] = chance_percent(chance, 90) ? "sshd" : "ftpd";
	row->columns[ROW_SERVER_ADDR] = CHANCE_PICK(chance, servers);
	row->columns[ROW_SERVER_NAME] =
	    chance_percent(chance, 20) ? "server.example.org" : "";
	row->columns[ROW_SERVER_PORT] = chance_percent(chance, 30) ? "22" : "";
	row->columns[ROW_CLIENT_NAME] = CHANCE_PICK(chance, names);
	row->columns[ROW_CLIENT_ADDR] = CHANCE_PICK(chance, addresses);
	row->columns[ROW_USER] = CHANCE_PICK(chance, users);
}

static void
count(struct counts *counts, const struct ha_comparison *comparison)
{
	uint64_t off = comparison->differences.off;

	counts->requests++;
	counts->allowed += row_answer(&comparison->libwrap)[0] == WRAP_ALLOW;
	counts->ended += comparison->libwrap.ending != HA_ENDING_NONE;
	counts->differing += !comparison->is_same;
	counts->several += (off & (off - 1)) != 0;
	for (int i = 0; i < HA_NDIFFERENCES; i++)
		counts->found[i] += off == UINT64_C(1) << i;
}

static char
engine_as_libwrap(const struct row *row, const struct bench *bench,
    struct counts *counts)
{
	const struct ha_policy policy = { .aclexec = HA_ACLEXEC_RUN,
		.run = row_run };
	struct ha_comparison comparison;
	struct ha_decision ours;
	struct row_case ready;
	char answer;

	row_open(&ready, row, bench->dir);
	row_decide(&ready, &policy, &ours);
	row_compare(&ready, &policy, &ours, &comparison);
	answer = row_answer(&comparison.libwrap)[0];
	count(counts, &comparison);
	ha_comparison_free(&comparison);
	ha_decision_free(&ours);
	row_close(&ready);
	return answer;
}

static char
ask_libwrap(const struct row *row, const struct bench *bench)
{
	struct wrap_question question = { .rows = row,
		.count = 1,
		.auxdir = bench->dir,
		.scratch = bench->dir,
		.seconds = PATIENCE };
	char verdict;

	wrap_ask(&question, &verdict);
	return verdict;
}

static void
print_words(const struct bench *bench)
{
	char command[4300];

	for (int i = 0; i < 2; i++) {
		snprintf(command, sizeof(command),
		    "printf '  w%d: '; od -An -c '%s/w%d' | tr -s ' ' | head "
		    "-9",
		    i, bench->dir, i);
		fflush(stdout);
		if (system(command) != 0)
			return;
	}
}

static void
print_counts(const struct counts *counts)
{
	printf("%zu requests: libwrap allows %zu, does not come to a verdict "
	       "in %zu; ours differs in %zu, by several differences in %zu, "
	       "by one:",
	    counts->requests, counts->allowed, counts->ended, counts->differing,
	    counts->several);
	for (int i = 0; i < HA_NDIFFERENCES; i++)
		printf(" %s %zu", ha_difference_code((enum ha_difference)i),
		    counts->found[i]);
	printf("\n");
}

/* A table that both agree on for all requests. */
static bool
run_case(const struct bench *bench, uint64_t seed, uint64_t number,
    bool is_shown, struct counts *counts)
{
	struct chance chance = chance_of(seed, number);
	struct row row = { .columns = { "wild" } };
	struct text tables[2];
	bool agree = true;

	write_words(&chance, bench->dir, 0);
	write_words(&chance, bench->dir, 1);
	for (int i = 0; i < 2; i++) {
		make_table(&chance, &tables[i]);
		row.columns[ROW_ALLOW + i] = tables[i].at;
	}
	for (int i = ROW_LIBWRAP; i < ROW_COLUMNS; i++)
		row.columns[i] = "";
	for (int i = 0; i < REQUESTS && agree; i++) {
		char engine, libwrap;

		make_request(&chance, &row);
		engine = engine_as_libwrap(&row, bench, counts);
		libwrap = ask_libwrap(&row, bench);
		agree = engine == libwrap;
		if (agree || !is_shown)
			continue;
		printf("seed %" PRIu64 ", table %" PRIu64 ": libwrap says %c, "
		       "the engine %c in its place\n  ",
		    seed, number, libwrap, engine);
		for (int column = ROW_ID; column <= ROW_USER; column++)
			printf("%s\t", row.columns[column]);
		printf("\n");
		print_words(bench);
	}
	return agree;
}

bool
mode_wild(const struct bench *bench, uint64_t seed, uint64_t tables)
{
	struct counts counts = { 0 };
	size_t failed = 0;

	for (uint64_t number = 0; number < tables; number++)
		failed += !run_case(bench, seed, number,
		    failed < FAILURES_SHOWN, &counts);
	print_counts(&counts);
	printf("oracle-wild: %zu passed, %zu failed, 0 skipped\n",
	    (size_t)tables - failed, failed);
	return failed == 0;
}
