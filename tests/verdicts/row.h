#ifndef TESTS_ROW_H
#define TESTS_ROW_H

#include <stdbool.h>

#include "common/libwrap/compare.h"

/* The columns of a file of cases; tests/verdicts/public.tsv is one. */
enum row_column {
	ROW_ID,
	ROW_ALLOW,
	ROW_DENY,
	ROW_DAEMON,
	ROW_SERVER_NAME,
	ROW_SERVER_ADDR,
	ROW_SERVER_PORT,
	ROW_CLIENT_NAME,
	ROW_CLIENT_ADDR,
	ROW_USER,
	ROW_LIBWRAP,
	ROW_EXPECTED,
	ROW_CODES,
	ROW_COLUMNS
};

/* One case, its columns still escaped; they are borrowed. */
struct row {
	const char *columns[ROW_COLUMNS];
};

/*
 * Cuts a line up in place.  False when it has not as many columns as there
 * should be.
 */
bool row_split(char *line, struct row *row);

/* Is it the line of headings? */
bool row_is_heading(const struct row *row);

/*
 * The bytes of a column: \n \t \r \\ \xHH undone, and the folder where @AUX@
 * stands.  A NUL follows; the caller frees at.
 */
struct row_text {
	char *at;
	size_t len;
};

struct row_text row_unescape(const char *column, const char *auxdir);

/*
 * The file that a table's column names: "@missing", "@dir", "@path:FILE".
 * NULL when the column is the table's text; the caller frees.
 */
char *row_table_path(const char *column, const char *auxdir);

/* Why the row cannot hold here, or NULL. */
const char *row_obstacle(const struct row *row, const char *auxdir);

/* A row that is ready for the engine. */
struct row_case {
	struct ha_request request;
	struct ha_tables tables;
	struct row_text texts[ROW_COLUMNS];
	struct ha_source *sources[2];
	char *paths[2];
};

void row_open(struct row_case *ready, const struct row *row,
    const char *auxdir);
void row_close(struct row_case *ready);

/*
 * What the engine says; it borrows from the case.  Accounts are those of this
 * machine, and there are no netgroups.  Ends the program without memory.
 */
void row_decide(struct row_case *ready, const struct ha_policy *policy,
    struct ha_decision *decision);

/* For ha_policy: runs the commands of aclexec for real. */
bool row_run(void *context, const struct ha_plan *plan,
    struct ha_location rule);

/* As the rows have it: "allow", "deny", or "-" when there is no verdict. */
const char *row_answer(const struct ha_decision *decision);

/* What libwrap would say, with the facts that row_decide was given. */
void row_compare(struct row_case *ready, const struct ha_policy *policy,
    const struct ha_decision *ours, struct ha_comparison *comparison);

#endif
