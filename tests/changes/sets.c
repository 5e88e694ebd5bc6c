/*
 * usage: sets TABLES [SEED]
 *
 * Random tests of random small policies.  When one passes, no request of a
 * small world that it is about fares otherwise; when one fails, the request
 * that is shown is one that it is about, and fares otherwise, to the matcher.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/args/request.h"
#include "cli/io/escape.h"
#include "cli/test/run.h"
#include "tests/changes/requests.h"

#define TESTS 12

struct trial {
	struct sides sides;
	bool is_vague;
	struct ha_strbuf rules[TESTS]; /* that match what a test is about */
	bool wants_admission[TESTS];
	struct ha_strbuf text;
};

struct counts {
	size_t passed, failed, untold, shown;
};

static const char *const services[] = { "sshd", "sshd", "ftpd", "ALL", "otherd",
	"s*" };

static void
write_tests(struct trial *trial)
{
	for (size_t i = 0; i < TESTS; i++) {
		const char *service = services[world_chance(6)];
		struct ha_strbuf clients = HA_STRBUF_INIT;

		world_add_clients(&clients, trial->is_vague);
		trial->wants_admission[i] = world_chance(2) == 0;
		ha_strbuf_add_text(&trial->text,
		    trial->wants_admission[i] ? "allow " : "deny ");
		ha_strbuf_add_text(&trial->text, service);
		ha_strbuf_add_byte(&trial->text, ' ');
		ha_strbuf_add(&trial->text, ha_strbuf_span(&clients));
		ha_strbuf_add_byte(&trial->text, '\n');
		ha_strbuf_add_text(&trial->rules[i], service);
		ha_strbuf_add_text(&trial->rules[i], ": ");
		ha_strbuf_add(&trial->rules[i], ha_strbuf_span(&clients));
		ha_strbuf_add_byte(&trial->rules[i], '\n');
		ha_strbuf_free(&clients);
	}
}

static struct ha_source *
source_of(const char *path, struct ha_span text)
{
	struct ha_source *source;

	if (ha_source_from_memory(path, text, &source) != HA_OK)
		abort();
	return source;
}

static bool
is_as_wanted(const struct trial *trial, size_t test, enum ha_verdict verdict)
{
	return verdict == (trial->wants_admission[test] ? HA_ALLOW : HA_DENY);
}

/* Requests of the world that a test is about, and that fare otherwise. */
static size_t
count_counterexamples(const struct trial *trial, size_t test)
{
	struct sides set = { source_of("set", HA_SPAN_EMPTY),
		source_of("set", ha_strbuf_span(&trial->rules[test])) };
	size_t count = 0;

	for (size_t i = 0; i < world_count(); i++) {
		if (sides_ask(&set, i) == HA_DENY &&
		    !is_as_wanted(trial, test, sides_ask(&trial->sides, i)))
			count++;
	}
	sides_free(&set);
	return count;
}

/* As match takes it. */
static bool
read_request(struct ha_span text, struct cli_request *request)
{
	struct ha_strbuf fault = HA_STRBUF_INIT;
	bool is_read;

	request->nwords = 0;
	while (text.len > 0 && request->nwords < CLI_REQUEST_WORDS) {
		size_t end = ha_span_find(text, ' ');

		request->words[request->nwords++] = ha_span_before(text, end);
		text = ha_span_from(text, end + (end < text.len));
	}
	is_read = cli_request_read(request, &fault);
	if (!is_read)
		printf("%s\n", ha_strbuf_text(&fault));
	ha_strbuf_free(&fault);
	return is_read;
}

static enum ha_verdict
decide(const struct ha_source *allow, const struct ha_source *deny,
    struct ha_span text)
{
	struct cli_request request = { .nwords = 0 };

	if (!read_request(text, &request))
		abort();
	if (request.facts.client.name_fact == HA_FACT_UNASKED)
		request.facts.client.name_fact = HA_FACT_ABSENT;
	return world_decide(allow, deny, request.facts).verdict;
}

/* Is what was shown about the test, and otherwise? */
static bool
is_counterexample(const struct trial *trial, size_t test, struct ha_span text)
{
	struct sides set = { source_of("set", HA_SPAN_EMPTY),
		source_of("set", ha_strbuf_span(&trial->rules[test])) };
	bool is_meant = decide(set.allow, set.deny, text) == HA_DENY;

	sides_free(&set);
	return is_meant &&
	    !is_as_wanted(trial, test,
		decide(trial->sides.allow, trial->sides.deny, text));
}

static size_t
check_result(const struct trial *trial, size_t test,
    const struct cli_test_result *result, struct counts *counts)
{
	const struct ha_strbuf *request = &result->piece.request;

	switch (result->outcome) {
	case CLI_TEST_PASSES:
		counts->passed++;
		return count_counterexamples(trial, test) > 0;
	case CLI_TEST_FAILS:
		counts->failed++;
		counts->shown += request->len > 0;
		return request->len > 0 &&
		    !is_counterexample(trial, test, ha_strbuf_span(request));
	case CLI_TEST_UNTOLD:
		counts->untold++;
		return !trial->is_vague;
	case CLI_TEST_NONE:
		return !trial->is_vague;
	}
	return 1;
}

static size_t
check_results(struct trial *trial, const struct cli_test_results *results,
    struct counts *counts)
{
	size_t faults = results->count != TESTS;

	for (size_t i = 0; i < results->count && i < TESTS; i++) {
		const struct cli_test_result *result = &results->list[i];

		if (check_result(trial, i, result, counts) == 0)
			continue;
		printf("\"%s\": wrong (outcome %d, %s, %s %s)\n",
		    ha_strbuf_text(&result->text), (int)result->outcome,
		    ha_strbuf_text(&result->piece.what),
		    ha_strbuf_text(&result->piece.request),
		    ha_strbuf_text(&result->fault));
		faults++;
	}
	return faults;
}

static size_t
try_policy(bool is_vague, struct counts *counts)
{
	struct trial trial = { .sides = sides_make(is_vague),
		.is_vague = is_vague };
	struct cli_pattern_files files = { .first = NULL };
	struct cli_test_results results;
	struct ha_source *source;
	struct cli_test_files tests = { &source, 1, 1 };
	struct cli_table tables[2];
	size_t faults;

	write_tests(&trial);
	source = source_of("hosts.tests", ha_strbuf_span(&trial.text));
	sides_tables(&trial.sides, tables);
	cli_tests_run(&results, tables, &files, &tests);
	faults = check_results(&trial, &results, counts);
	if (faults > 0)
		sides_show(".", &trial.sides);
	cli_test_results_free(&results);
	cli_pattern_files_free(&files);
	ha_source_free(source);
	sides_free(&trial.sides);
	ha_strbuf_free(&trial.text);
	for (size_t i = 0; i < TESTS; i++)
		ha_strbuf_free(&trial.rules[i]);
	return faults;
}

int
main(int argc, char **argv)
{
	size_t tables = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
	struct counts counts = { 0, 0, 0, 0 };
	size_t failed = 0;

	world_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	cli_escape_init();
	for (size_t i = 0; i < tables; i++)
		failed += try_policy(i % 2 == 1, &counts) > 0;
	printf("%zu tests passed, %zu failed (%zu with a request), %zu could "
	       "not be told\n",
	    counts.passed, counts.failed, counts.shown, counts.untold);
	printf("sets: %zu passed, %zu failed, 0 skipped\n", tables - failed,
	    failed);
	return failed > 0 || counts.passed == 0 || counts.shown == 0;
}
