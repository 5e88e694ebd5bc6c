/* Do the engine and libwrap agree on what nobody wrote down? */
#include "tests/oracle/modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/oracle/generate.h"
#include "tests/oracle/shrink.h"
#include "tests/oracle/wrap.h"

enum {
	REQUESTS = 8,
	FAILURES_SHOWN = 3,
	PATIENCE = 20
};

/* What there was to see, so that a vacuous test does not look like a good. */
struct counts {
	size_t tables, rules, failed;
	size_t requests, allowed;
	size_t reasons[HA_REASON_ACLEXEC + 1];
	size_t patterns[HA_PATTERN_MALFORMED + 1]; /* of the deciding token */
	size_t later_rules;                        /* than the table's first */
	size_t options;                            /* the rule has some */
};

static char
engine_verdict(const struct row *row, const struct bench *bench,
    struct counts *counts)
{
	const struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_decision decision;
	struct row_case ready;
	char verdict;

	row_open(&ready, row, bench->dir);
	row_decide(&ready, &policy, &decision);
	verdict = decision.verdict == HA_ALLOW ? WRAP_ALLOW : WRAP_DENY;
	if (counts != NULL) {
		counts->requests++;
		counts->allowed += decision.verdict == HA_ALLOW;
		counts->reasons[decision.reason]++;
		if (decision.reason == HA_REASON_RULE) {
			counts->patterns[decision.pattern]++;
			counts->later_rules +=
			    decision.reports[decision.table].rules > 1;
			counts->options += decision.option.source != NULL;
		}
	}
	ha_decision_free(&decision);
	row_close(&ready);
	return verdict;
}

static void
wrap_verdicts(const struct row *rows, size_t count, const struct bench *bench,
    char *verdicts)
{
	struct wrap_question question = { .rows = rows,
		.count = count,
		.auxdir = bench->dir,
		.scratch = bench->dir,
		.seconds = PATIENCE };

	wrap_ask(&question, verdicts);
}

/* The verdicts on one request, each in a process that knows no other. */
struct pair {
	char wrap, engine;
};

static struct pair
compare(const struct bench *bench, const struct sketch *sketch)
{
	char *columns[2];
	struct pair pair;
	struct row row;

	sketch_write_files(sketch, bench->dir);
	sketch_tables(sketch, columns);
	sketch_row(columns, &sketch->request, &row);
	wrap_verdicts(&row, 1, bench, &pair.wrap);
	pair.engine = engine_verdict(&row, bench, NULL);
	free(columns[0]);
	free(columns[1]);
	return pair;
}

static bool
disagree(void *context, const struct sketch *sketch)
{
	struct pair pair = compare(context, sketch);

	return pair.wrap != pair.engine;
}

static const char *
says(char verdict)
{
	return verdict == WRAP_ALLOW ? "allows"
	    : verdict == WRAP_DENY   ? "denies"
				     : "crashes, hangs or exits";
}

/* The request as a row of a file of cases, up to the verdicts. */
static void
print_sketch(const struct sketch *sketch)
{
	char *columns[2];
	struct row row;

	sketch_tables(sketch, columns);
	printf("  hosts.allow: %s\n  hosts.deny:  %s\n", columns[0],
	    columns[1]);
	for (int f = 0; f < SKETCH_FILES; f++) {
		const struct sketch_list *words = &sketch->files[f];

		if (words->count == 0)
			continue;
		printf("  @AUX@/f%d:    ", f);
		for (size_t i = 0; i < words->count; i++)
			printf(" %s", words->words[i]);
		printf("\n");
	}
	sketch_row(columns, &sketch->request, &row);
	printf("  daemon \"%s\", server \"%s\" \"%s\" \"%s\", client \"%s\" "
	       "\"%s\", user \"%s\"\n  row: ",
	    row.columns[ROW_DAEMON], row.columns[ROW_SERVER_NAME],
	    row.columns[ROW_SERVER_ADDR], row.columns[ROW_SERVER_PORT],
	    row.columns[ROW_CLIENT_NAME], row.columns[ROW_CLIENT_ADDR],
	    row.columns[ROW_USER]);
	for (int i = ROW_ID; i <= ROW_USER; i++)
		printf("%s\t", row.columns[i]);
	printf("\n");
	free(columns[0]);
	free(columns[1]);
}

static void
report(const struct bench *bench, struct sketch *sketch, uint64_t seed,
    uint64_t number)
{
	struct bench copy = *bench;
	struct pair pair = compare(bench, sketch);
	bool is_alone = pair.wrap != pair.engine;

	if (is_alone) {
		shrink(sketch, disagree, &copy);
		pair = compare(bench, sketch);
	}
	printf("seed %" PRIu64 ", case %" PRIu64 ": libwrap %s, hostsaccess "
	       "%s%s\n",
	    seed, number, says(pair.wrap), says(pair.engine),
	    is_alone ? "" : " (but differed after other requests)");
	print_sketch(sketch);
}

/* One pair of tables with its requests. */
static void
run_case(const struct bench *bench, uint64_t seed, uint64_t number,
    struct counts *counts)
{
	struct chance chance = chance_of(seed, number);
	struct sketch_request requests[REQUESTS];
	struct row rows[REQUESTS];
	char wrap[REQUESTS], *columns[2];
	struct sketch sketch;
	int failing = -1;

	generate_tables(&chance, &sketch);
	sketch_write_files(&sketch, bench->dir);
	sketch_tables(&sketch, columns);
	for (int i = 0; i < REQUESTS; i++) {
		generate_request(&chance, &requests[i]);
		sketch_row(columns, &requests[i], &rows[i]);
	}
	wrap_verdicts(rows, REQUESTS, bench, wrap);
	for (int i = 0; i < REQUESTS; i++)
		if (engine_verdict(&rows[i], bench, counts) != wrap[i])
			failing = i;
	counts->tables++;
	counts->rules += sketch.tables[0].count + sketch.tables[1].count;
	if (failing >= 0 && ++counts->failed <= FAILURES_SHOWN) {
		sketch.request = requests[failing];
		report(bench, &sketch, seed, number);
	}
	free(columns[0]);
	free(columns[1]);
}

static void
print_counts(const struct counts *counts)
{
	static const char *const names[] = { "ALL", "KNOWN", "UNKNOWN", "LOCAL",
		"PARANOID", "netgroup", "file", "net", "address suffix",
		"address wildcard", "name", "suffix", "prefix", "wildcard",
		"malformed" };
	size_t rule = counts->reasons[HA_REASON_RULE];

	printf("%zu rules in %zu pairs of tables, %zu requests: %zu%% "
	       "allowed, %zu%% decided by a rule, by default %zu%%, by an "
	       "error %zu%%\n",
	    counts->rules, counts->tables, counts->requests,
	    counts->allowed * 100 / counts->requests,
	    rule * 100 / counts->requests,
	    counts->reasons[HA_REASON_DEFAULT] * 100 / counts->requests,
	    counts->reasons[HA_REASON_ERROR] * 100 / counts->requests);
	printf("of the deciding rules %zu%% not the first of the table, "
	       "%zu%% with allow, deny or a wrong option; they matched by",
	    rule ? counts->later_rules * 100 / rule : 0,
	    rule ? counts->options * 100 / rule : 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		printf("%s %s %zu", i > 0 ? "," : "", names[i],
		    counts->patterns[i]);
	printf("\n");
}

bool
mode_random(const struct bench *bench, uint64_t seed, uint64_t rules)
{
	struct counts counts = { 0 };
	size_t passed;

	for (uint64_t number = 0; counts.rules < rules; number++)
		run_case(bench, seed, number, &counts);
	print_counts(&counts);
	passed = counts.tables - counts.failed;
	printf("oracle-random: %zu passed, %zu failed, 0 skipped\n", passed,
	    counts.failed);
	return counts.failed == 0 && passed > 0;
}
