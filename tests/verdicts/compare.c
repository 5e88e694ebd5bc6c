/*
 * With all differences switched off the engine must say of each recorded case
 * what libwrap said, and explain it by differences that the case names.
 * usage: compare AUXDIR < CASES     prints what is wrong, then a summary line
 *
 * Commands of aclexec are run for real: the cases use true, false and test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/verdicts/row.h"

static const char *auxdir;
static size_t passed, failed, skipped, same, one, several, ended;

/* "P1,F2" holds "P1": is one of the codes that the row names. */
static bool
names_code(const char *codes, const char *code)
{
	size_t len = strlen(code);

	while (*codes != '\0') {
		size_t next = strcspn(codes, ",");

		if (next == len && strncmp(codes, code, len) == 0)
			return true;
		codes += next + (codes[next] == ',');
	}
	return false;
}

static void
complain(const struct row *row, const char *what, struct ha_differences found)
{
	printf("%s: allow \"%.100s\" deny \"%.100s\" %s %s/%s: %s [%s], found",
	    row->columns[ROW_ID], row->columns[ROW_ALLOW],
	    row->columns[ROW_DENY], row->columns[ROW_DAEMON],
	    row->columns[ROW_CLIENT_NAME], row->columns[ROW_CLIENT_ADDR], what,
	    row->columns[ROW_CODES]);
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		if (!ha_differs(found, (enum ha_difference)i))
			printf(" %s",
			    ha_difference_code((enum ha_difference)i));
	}
	printf("\n");
	failed++;
}

static void
count(const struct ha_comparison *comparison)
{
	uint64_t off = comparison->differences.off;

	passed++;
	if (comparison->libwrap.ending != HA_ENDING_NONE)
		ended++;
	if (comparison->is_same)
		same++;
	else if ((off & (off - 1)) == 0)
		one++;
	else
		several++;
}

static void
check(const struct row *row, const struct ha_comparison *comparison)
{
	const char *recorded = row->columns[ROW_LIBWRAP];
	struct ha_differences found = comparison->differences;

	if (strcmp(row_answer(&comparison->libwrap), recorded) != 0) {
		printf("as libwrap: %s, recorded %s; ",
		    row_answer(&comparison->libwrap), recorded);
		complain(row, "another verdict than libwrap's", found);
		return;
	}
	if (comparison->is_same !=
	    (strcmp(recorded, row->columns[ROW_EXPECTED]) == 0)) {
		complain(row, "not seen whether it is the same", found);
		return;
	}
	for (int i = 0; i < HA_NDIFFERENCES; i++) {
		enum ha_difference difference = (enum ha_difference)i;

		if (ha_differs(found, difference) ||
		    names_code(row->columns[ROW_CODES],
			ha_difference_code(difference)))
			continue;
		complain(row, "another explanation", found);
		return;
	}
	count(comparison);
}

static void
compare(const struct row *row)
{
	const struct ha_policy policy = { .aclexec = HA_ACLEXEC_RUN,
		.run = row_run };
	struct ha_comparison comparison;
	struct ha_decision ours;
	struct row_case ready;

	row_open(&ready, row, auxdir);
	row_decide(&ready, &policy, &ours);
	row_compare(&ready, &policy, &ours, &comparison);
	check(row, &comparison);
	ha_comparison_free(&comparison);
	ha_decision_free(&ours);
	row_close(&ready);
}

/* Rows of which the engine cannot know what libwrap does with them. */
static const char *
obstacle(const struct row *row)
{
	if (strcmp(row->columns[ROW_LIBWRAP], "-") == 0 &&
	    strcmp(row->columns[ROW_CODES], "P12") == 0)
		return "libwrap needs too long, which has no clear bound";
	return row_obstacle(row, auxdir);
}

int
main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	struct row row;

	if (argc != 2)
		return 64;
	auxdir = argv[1];
	while (getline(&line, &size, stdin) >= 0) {
		const char *why;

		if (!row_split(line, &row)) {
			failed++;
		} else if (row_is_heading(&row)) {
			continue;
		} else if ((why = obstacle(&row)) != NULL) {
			printf("skipped %s: %s\n", row.columns[ROW_ID], why);
			skipped++;
		} else {
			compare(&row);
		}
	}
	free(line);
	printf("as libwrap: %zu the same, %zu explained by one difference, "
	       "%zu by several; in %zu libwrap does not come to a verdict\n",
	    same, one, several, ended);
	printf("verdicts-compare: %zu passed, %zu failed, %zu skipped\n",
	    passed, failed, skipped);
	return failed > 0 || passed == 0;
}
