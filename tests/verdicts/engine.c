/*
 * Runs the recorded cases through the engine.
 * usage: engine AUXDIR < CASES     prints what differs, then a summary line
 *        engine --answers AUXDIR < CASES     prints what the command must say
 *
 * Commands of aclexec are run for real: the cases use true, false and test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/verdicts/row.h"

static const char *auxdir;

/* What is said of a case when commands are not run, pass and fail. */
struct answers {
	struct answer {
		enum ha_verdict verdict;
		enum ha_reason reason;
	} asked, passed, failed;
	bool commands_pass; /* what they do when run */
};

static struct answer
ask(struct row_case *ready, struct ha_policy policy, bool *pass)
{
	struct ha_decision decision;
	struct answer answer;

	row_decide(ready, &policy, &decision);
	answer = (struct answer){ decision.verdict, decision.reason };
	if (pass != NULL)
		*pass = decision.verdict == HA_ASK &&
		    row_run(NULL, &decision.plan, decision.rule);
	ha_decision_free(&decision);
	return answer;
}

static struct answers
ask_all(const struct row *row)
{
	struct ha_policy asks = { .aclexec = HA_ACLEXEC_ASK };
	struct ha_policy passes = { .aclexec = HA_ACLEXEC_PASS };
	struct ha_policy fails = { .aclexec = HA_ACLEXEC_FAIL };
	struct answers answers;
	struct row_case ready;

	row_open(&ready, row, auxdir);
	answers.asked = ask(&ready, asks, &answers.commands_pass);
	answers.passed = ask(&ready, passes, NULL);
	answers.failed = ask(&ready, fails, NULL);
	row_close(&ready);
	return answers;
}

static const char *
verdict_name(enum ha_verdict verdict)
{
	switch (verdict) {
	case HA_ALLOW:
		return "allow";
	case HA_DENY:
		return "deny";
	case HA_ASK:
		return "ask";
	}
	abort();
}

static const char *
reason_name(enum ha_reason reason)
{
	switch (reason) {
	case HA_REASON_RULE:
		return "rule";
	case HA_REASON_DEFAULT:
		return "default";
	case HA_REASON_ERROR:
		return "error";
	case HA_REASON_ACLEXEC:
		return "aclexec";
	}
	abort();
}

/*
 * ID ASKED PASSED FAILED RUN: verdict/reason without --aclexec, with
 * --aclexec pass and with fail; and what the commands of the case do when
 * they are run: pass, fail, or - when it depends on none.
 */
static void
print_answers(const struct row *row)
{
	struct answers answers = ask_all(row);
	const struct answer all[] = { answers.asked, answers.passed,
		answers.failed };

	fputs(row->columns[ROW_ID], stdout);
	for (size_t i = 0; i < 3; i++)
		printf("\t%s/%s", verdict_name(all[i].verdict),
		    reason_name(all[i].reason));
	printf("\t%s\n",
	    answers.asked.verdict != HA_ASK ? "-"
		: answers.commands_pass     ? "pass"
					    : "fail");
}

static bool
check(const struct row *row)
{
	struct answers answers = ask_all(row);
	struct answer answer = answers.asked;
	const char *verdict, *expected = row->columns[ROW_EXPECTED];

	if (answer.verdict == HA_ASK)
		answer =
		    answers.commands_pass ? answers.passed : answers.failed;
	verdict = verdict_name(answer.verdict);
	if (strcmp(verdict, expected) == 0)
		return true;
	printf("%s: allow \"%.200s\" deny \"%.200s\" %s %s/%s: "
	       "expected %s, got %s [%s]\n",
	    row->columns[ROW_ID], row->columns[ROW_ALLOW],
	    row->columns[ROW_DENY], row->columns[ROW_DAEMON],
	    row->columns[ROW_CLIENT_NAME], row->columns[ROW_CLIENT_ADDR],
	    expected, verdict, row->columns[ROW_CODES]);
	return false;
}

/* Then there is no answer for the row either. */
static bool
is_skipped(const struct row *row, bool is_silent)
{
	const char *why = row_obstacle(row, auxdir);

	if (why != NULL && !is_silent)
		printf("skipped %s: %s\n", row->columns[ROW_ID], why);
	return why != NULL;
}

int
main(int argc, char **argv)
{
	bool wants_answers = argc == 3 && strcmp(argv[1], "--answers") == 0;
	size_t passed = 0, failed = 0, skipped = 0, size = 0;
	char *line = NULL;
	struct row row;

	if (argc != 2 && !wants_answers)
		return 64;
	auxdir = argv[argc - 1];
	while (getline(&line, &size, stdin) >= 0) {
		if (!row_split(line, &row))
			failed++;
		else if (row_is_heading(&row))
			continue;
		else if (is_skipped(&row, wants_answers))
			skipped++;
		else if (wants_answers)
			print_answers(&row);
		else if (check(&row))
			passed++;
		else
			failed++;
	}
	free(line);
	if (wants_answers)
		return failed > 0;
	printf("verdicts-engine: %zu passed, %zu failed, %zu skipped\n", passed,
	    failed, skipped);
	return failed > 0 || passed == 0;
}
