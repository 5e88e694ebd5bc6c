#include "cli/test/run.h"

#include <stdlib.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/io/progress.h"
#include "cli/io/vector.h"
#include "cli/policy/condition.h"
#include "cli/policy/doubtful.h"
#include "cli/policy/networks.h"
#include "cli/policy/rules.h"
#include "cli/policy/verdicts.h"
#include "cli/policy/witness.h"
#include "cli/test/sets.h"

/* A line that is a test, and what is found out about it. */
struct judged {
	struct cli_test_line line;
	struct cli_test_set set;
	size_t result; /* its number */
	/* The piece that is shown: of those that differ in the fewest respects
	 * from most clients the first. */
	size_t conditions;
	bool has_failure, has_doubt;
};

struct running {
	struct cli_test_results *results;
	struct judged *tests;
	size_t ntests, size;
	struct cli_table tables[3];
	struct cli_policy *policy;
	struct cli_facts facts;
	struct cli_sweep verdicts, sets;
	uint32_t first; /* rule that stands for a test */
	size_t context; /* that is looked at */
};

/* ---- the lines ---- */

static void
add_words(struct ha_strbuf *out, struct ha_location where)
{
	struct ha_span rest = { where.source->bytes + where.offset, where.len };
	bool has_gap = false;

	for (size_t i = 0; i < rest.len && rest.at[i] != '#'; i++) {
		bool is_gap = ha_is_blank(rest.at[i]) || rest.at[i] == '\\';

		if (!is_gap && has_gap && out->len > 0)
			ha_strbuf_add_byte(out, ' ');
		if (!is_gap)
			ha_strbuf_add_byte(out, rest.at[i]);
		has_gap = is_gap;
	}
}

static struct cli_test_result *
add_result(struct cli_test_results *results, const struct cli_test_line *line)
{
	struct cli_test_result *result;

	results->list = cli_vector_grow(results->list, &results->size,
	    results->count, sizeof(*results->list));
	result = &results->list[results->count++];
	*result = (struct cli_test_result){ .where = line->where };
	add_words(&result->text, line->where);
	return result;
}

static void
set_fault(struct cli_test_result *result, const char *fault,
    struct ha_location where)
{
	result->outcome = CLI_TEST_NONE;
	result->fault_at = where;
	cli_sentence(&result->fault, fault,
	    (struct ha_span){ where.source->bytes + where.offset, where.len },
	    HA_SPAN_EMPTY);
}

static void
read_lines(struct running *running, const struct ha_source *tests)
{
	struct cli_test_lines lines = { tests, 0 };
	struct cli_test_line line;

	while (cli_test_lines_next(&lines, &line)) {
		struct cli_test_result *result =
		    add_result(running->results, &line);

		if (line.fault != NULL) {
			set_fault(result, line.fault, line.fault_at);
			cli_test_line_free(&line);
			continue;
		}
		running->tests = cli_vector_grow(running->tests, &running->size,
		    running->ntests, sizeof(*running->tests));
		running->tests[running->ntests++] =
		    (struct judged){ .line = line,
			    .result = running->results->count - 1 };
	}
}

/* What the tests are about, as rules of a table of their own. */
static void
write_sets(struct running *running)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	for (size_t i = 0; i < running->ntests; i++)
		cli_test_set_write(&text, &running->tests[i].line);
	if (text.failed ||
	    ha_source_from_memory("tests", ha_strbuf_span(&text),
		&running->results->sets) != HA_OK)
		cli_no_memory();
	ha_strbuf_free(&text);
	running->tables[2] = (struct cli_table){ .kind = HA_TABLE_DENY,
		.path = "tests",
		.source = running->results->sets,
		.is_for_here = true };
}

/* ---- what was found ---- */

static struct cli_test_result *
result_of(const struct running *running, const struct judged *test)
{
	return &running->results->list[test->result];
}

static void
clear_piece(struct cli_test_piece *piece)
{
	ha_strbuf_clear(&piece->what);
	ha_strbuf_clear(&piece->request);
	piece->rule.source = NULL;
}

static const char *
fate(unsigned may)
{
	switch (may) {
	case CLI_MAY_ADMIT:
		return "allowed";
	case CLI_MAY_REFUSE:
		return "refused";
	case CLI_MAY_ASK:
		return "allowed if a command says so";
	default:
		return "allowed or refused: that cannot be told exactly";
	}
}

static void
add_network(struct ha_strbuf *out, const struct running *running,
    const struct cli_run *run)
{
	const struct cli_cells *cells = &running->policy->cells;
	struct cli_networks networks;
	struct cli_network network;
	size_t count = 0;

	if (run->first >= cli_cells_unknown(cells)) {
		ha_strbuf_add_text(out, "a client without an address");
		return;
	}
	networks = cli_networks_of(cells, run->first, run->last);
	while (cli_networks_next(&networks, &network)) {
		if (count++ == 0)
			cli_network_add(out, &network, true);
	}
	if (count == 1)
		return;
	ha_strbuf_add_text(out, " and ");
	ha_strbuf_add_number(out, count - 1);
	ha_strbuf_add_text(out,
	    count == 2 ? " more network" : " more networks");
}

/* "10.0.0.0/8, of whoever is the user bob, is refused" */
static void
describe(struct ha_strbuf *out, const struct running *running,
    const struct cli_context *context, const struct cli_run *run)
{
	struct ha_span service =
	    running->facts.services.list[context->service].text;
	struct ha_strbuf words = HA_STRBUF_INIT;

	add_network(out, running, run);
	ha_strbuf_add_text(out, " to ");
	if (service.len > 0)
		cli_escape_stable(out, service);
	else
		ha_strbuf_add_text(out, "any service that no rule names");
	cli_condition_text(&words, running->policy, &running->facts, context);
	if (words.len > 0) {
		ha_strbuf_add_text(out, ", whoever ");
		ha_strbuf_add(out, ha_strbuf_span(&words));
		ha_strbuf_add_byte(out, ',');
	}
	ha_strbuf_add_text(out, " is ");
	ha_strbuf_add_text(out, fate(run->may));
	ha_strbuf_free(&words);
}

static bool
is_sure(unsigned may)
{
	return (may & (may - 1)) == 0;
}

/* The pattern of which nobody can tell is one of a rule, or the test's own. */
static void
set_rule(struct running *running, const struct judged *test,
    struct cli_test_piece *piece, const struct cli_run *run, bool is_in_doubt)
{
	struct cli_rule_range rules = { 0, running->first };

	if (!is_in_doubt && run->rule != CLI_OWNER_NOBODY)
		piece->rule = cli_policy_place_of(running->policy, run->rule);
	else if (is_in_doubt &&
	    !cli_doubtful_at(running->policy, &running->facts, rules,
		running->context, run->first, &piece->rule))
		piece->rule = test->line.where;
}

static void
show(struct running *running, struct judged *test, const struct cli_run *run,
    bool is_in_doubt)
{
	struct cli_context context =
	    cli_facts_context(&running->facts, running->context);
	struct cli_test_piece *piece = &result_of(running, test)->piece;

	clear_piece(piece);
	describe(&piece->what, running, &context, run);
	/* In doubt it would prove nothing. */
	if (!is_in_doubt)
		cli_witness_add(&piece->request, running->policy,
		    &running->facts, &context, run->first);
	set_rule(running, test, piece, run, is_in_doubt);
}

/* A failure is shown before what cannot be told. */
static void
note(struct running *running, struct judged *test, const struct cli_run *run,
    bool is_in_doubt)
{
	struct cli_context context =
	    cli_facts_context(&running->facts, running->context);
	size_t conditions = cli_conditions_count(&running->facts, &context);
	bool is_first = is_in_doubt ? !test->has_doubt : !test->has_failure;

	if (is_in_doubt)
		test->has_doubt = true;
	else
		test->has_failure = true;
	if (is_in_doubt && test->has_failure)
		return;
	if (!is_first && conditions > test->conditions)
		return;
	if (!is_first && conditions == test->conditions) {
		result_of(running, test)->npieces++;
		return;
	}
	result_of(running, test)->npieces = 1;
	test->conditions = conditions;
	show(running, test, run, is_in_doubt);
}

/* ---- one client of one test in one context ---- */

struct looking {
	struct running *running;
	struct judged *test;
	struct cli_run run; /* of cells in a row that are not as they should */
	bool has_run, is_in_doubt;
};

static void
end_run(struct looking *looking)
{
	if (looking->has_run)
		note(looking->running, looking->test, &looking->run,
		    looking->is_in_doubt);
	looking->has_run = false;
}

static void
look_at_cell(struct looking *looking, uint32_t cell, bool is_surely_meant)
{
	struct running *running = looking->running;
	struct cli_run run;
	unsigned wanted = looking->test->line.wants_admission ? CLI_MAY_ADMIT
							      : CLI_MAY_REFUSE;
	bool is_in_doubt;

	if (cli_is_nobodys(&running->verdicts, cell))
		return;
	run = cli_run_at(&running->verdicts, cell);
	is_in_doubt = !is_surely_meant || !is_sure(run.may);
	if (run.may == wanted) {
		end_run(looking);
		return;
	}
	if (looking->has_run &&
	    (looking->run.rule != run.rule || looking->run.may != run.may ||
		looking->is_in_doubt != is_in_doubt ||
		cell == running->policy->cells.n4 ||
		cell == cli_cells_unknown(&running->policy->cells)))
		end_run(looking);
	if (!looking->has_run)
		looking->run = run;
	looking->has_run = true;
	looking->is_in_doubt = is_in_doubt;
	looking->run.last = cell;
}

/* Those that are meant for sure, and all that may be. */
static void
look_at_cells(struct looking *looking, const struct cli_reach *reach,
    bool is_sure_of_test)
{
	const struct cli_ranges *upper = &reach->upper;
	const struct cli_ranges *lower = &reach->lower;
	size_t at = 0;

	for (size_t i = 0; i < upper->count; i++) {
		cli_facts_charge(&looking->running->facts,
		    upper->list[i].last - upper->list[i].first);
		for (uint32_t cell = upper->list[i].first;
		     cell <= upper->list[i].last; cell++) {
			while (at < lower->count && lower->list[at].last < cell)
				at++;
			look_at_cell(looking, cell,
			    is_sure_of_test && at < lower->count &&
				lower->list[at].first <= cell);
		}
		end_run(looking);
	}
}

static void
look_at_client(struct cli_sweep *sweep, const struct cli_visit *visit)
{
	struct running *running = sweep->context;
	struct judged *test = &running->tests[visit->rule - running->first];
	const struct cli_policy_rule *rule =
	    &running->policy->rules[visit->rule];
	enum cli_tri holds = cli_test_set_holds(&test->set, &running->facts,
	    &sweep->clients.context);
	struct looking looking = { .running = running, .test = test };

	if (holds == CLI_NO || test->set.is_vague)
		return;
	cli_reach_tidy(&sweep->client);
	look_at_cells(&looking, &sweep->client,
	    holds == CLI_YES &&
		running->policy->lists[rule->daemons].match == CLI_YES);
}

static const struct cli_visitor visitor = { .client = look_at_client };

/* ---- all of them ---- */

static bool
look_at_contexts(struct running *running)
{
	struct cli_contexts contexts = cli_facts_contexts(&running->facts);
	struct cli_progress progress;

	cli_progress_begin(&progress, "testing", contexts.end, false);
	for (size_t i = contexts.first; i < contexts.end; i++) {
		running->context = i;
		cli_sweep_context(&running->verdicts, i);
		cli_sweep_context(&running->sets, i);
		if (running->facts.budget == 0)
			break;
		cli_progress_set(&progress, i);
	}
	cli_progress_end(&progress);
	return running->facts.budget > 0;
}

static void
judge(struct running *running)
{
	struct cli_policy *policy = running->policy;
	bool is_whole;

	for (size_t i = 0; i < running->ntests; i++)
		cli_test_set_finish(&running->tests[i].set, policy,
		    running->first + (uint32_t)i, &running->tests[i].line);
	cli_cells_make(&policy->cells);
	cli_facts_init(&running->facts, policy);
	cli_sweep_init(&running->verdicts, policy, &running->facts, NULL, NULL);
	cli_sweep_init(&running->sets, policy, &running->facts, &visitor,
	    running);
	running->verdicts.notes_doubts = true;
	running->verdicts.end_rule = running->sets.first_rule = running->first;
	is_whole = look_at_contexts(running);
	for (size_t i = 0; i < running->ntests && !is_whole; i++)
		running->tests[i].has_doubt = true;
	cli_sweep_end(&running->verdicts);
	cli_sweep_end(&running->sets);
	cli_facts_free(&running->facts);
}

static void
conclude(struct running *running, const struct judged *test)
{
	struct cli_test_result *result = result_of(running, test);

	if (test->has_failure)
		result->outcome = CLI_TEST_FAILS;
	else if (test->has_doubt || test->set.is_vague)
		result->outcome = CLI_TEST_UNTOLD;
	if (result->outcome == CLI_TEST_UNTOLD && result->piece.what.len == 0)
		ha_strbuf_add_text(&result->piece.what,
		    test->set.is_vague
			? "it is longer than a rule may be, or a file of "
			  "patterns that it names cannot be read or holds what "
			  "is malformed"
			: "the rules and tests overlap in more ways than are "
			  "looked at");
}

static void
run(struct running *running)
{
	struct cli_policy *policy = running->policy;

	cli_policy_read(policy, &running->tables[0]);
	cli_policy_read(policy, &running->tables[1]);
	running->first = (uint32_t)policy->nrules;
	cli_policy_read(policy, &running->tables[2]);
	if (policy->is_too_large ||
	    policy->nrules - running->first != running->ntests) {
		for (size_t i = 0; i < running->ntests; i++)
			running->tests[i].has_doubt = true;
		return;
	}
	judge(running);
}

void
cli_tests_run(struct cli_test_results *results,
    const struct cli_table tables[2], struct cli_pattern_files *files,
    const struct cli_test_files *tests)
{
	struct running running = { .results = results,
		.tables = { tables[0], tables[1] } };

	*results = (struct cli_test_results){ .list = NULL };
	for (size_t i = 0; i < tests->count; i++)
		read_lines(&running, tests->list[i]);
	write_sets(&running);
	running.policy = cli_policy_new(running.tables, files);
	running.policy->steps = CLI_STEPS_WHOLE;
	run(&running);
	for (size_t i = 0; i < running.ntests; i++) {
		conclude(&running, &running.tests[i]);
		cli_test_line_free(&running.tests[i].line);
	}
	for (size_t i = 0; i < results->count; i++)
		results->counts[results->list[i].outcome]++;
	cli_policy_free(running.policy);
	free(running.tests);
}

void
cli_test_results_free(struct cli_test_results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		struct cli_test_result *result = &results->list[i];

		ha_strbuf_free(&result->text);
		ha_strbuf_free(&result->piece.what);
		ha_strbuf_free(&result->piece.request);
		ha_strbuf_free(&result->fault);
	}
	free(results->list);
	ha_source_free(results->sets);
}
