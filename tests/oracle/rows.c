/* Is what was recorded still what libwrap says? */
#include "tests/oracle/modes.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/wrap.h"

/* Long for a slow machine, but not for the rows where libwrap hangs. */
enum {
	PATIENCE = 20,
	PATIENCE_WITH_A_HANG = 1
};

static const char *
verdict_name(char verdict)
{
	return verdict == WRAP_ALLOW ? "allow"
	    : verdict == WRAP_DENY   ? "deny"
				     : "-";
}

/* libwrap reads an address with a scope only if there is that interface. */
static bool
names_interface(const struct row *row)
{
	for (int i = ROW_ALLOW; i <= ROW_USER; i++)
		if (strstr(row->columns[i], "%eth") != NULL ||
		    strstr(row->columns[i], "@AUX@/scope") != NULL)
			return true;
	return false;
}

static const char *
obstacle(const struct row *row, const char *auxdir)
{
	if (names_interface(row) &&
	    (if_nametoindex("eth0") == 0 || if_nametoindex("eth1") != 0))
		return "recorded where there was an eth0, and no eth1";
	return row_obstacle(row, auxdir);
}

static bool
check(const struct row *row, const struct bench *bench, const char *auxdir)
{
	const char *recorded = row->columns[ROW_LIBWRAP];
	struct wrap_question question = { .rows = row,
		.count = 1,
		.auxdir = auxdir,
		.scratch = bench->dir,
		.seconds =
		    *recorded == WRAP_NONE ? PATIENCE_WITH_A_HANG : PATIENCE };
	bool is_right = true;
	char verdict;

	if (strcmp(row->columns[ROW_CODES], "-") == 0 &&
	    strcmp(recorded, row->columns[ROW_EXPECTED]) != 0) {
		printf("%s: recorded %s, expected %s, and no code says why\n",
		    row->columns[ROW_ID], recorded, row->columns[ROW_EXPECTED]);
		is_right = false;
	}
	wrap_ask(&question, &verdict);
	if (strcmp(verdict_name(verdict), recorded) != 0) {
		printf("%s: allow \"%.200s\" deny \"%.200s\" %s %s/%s: "
		       "recorded %s, libwrap says %s\n",
		    row->columns[ROW_ID], row->columns[ROW_ALLOW],
		    row->columns[ROW_DENY], row->columns[ROW_DAEMON],
		    row->columns[ROW_CLIENT_NAME],
		    row->columns[ROW_CLIENT_ADDR], recorded,
		    verdict_name(verdict));
		is_right = false;
	}
	return is_right;
}

bool
mode_rows(const struct bench *bench, const char *auxdir)
{
	size_t passed = 0, failed = 0, skipped = 0, size = 0;
	char *line = NULL;
	struct row row;

	while (getline(&line, &size, stdin) >= 0) {
		const char *why;

		if (!row_split(line, &row)) {
			printf("not a row: %.60s\n", line);
			failed++;
		} else if (row_is_heading(&row)) {
			continue;
		} else if ((why = obstacle(&row, auxdir)) != NULL) {
			printf("skipped %s: %s\n", row.columns[ROW_ID], why);
			skipped++;
		} else if (check(&row, bench, auxdir)) {
			passed++;
		} else {
			failed++;
		}
	}
	free(line);
	printf("oracle-rows: %zu passed, %zu failed, %zu skipped\n", passed,
	    failed, skipped);
	return failed == 0 && passed > 0;
}
