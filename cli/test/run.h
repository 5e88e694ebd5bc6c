#ifndef CLI_TEST_RUN_H
#define CLI_TEST_RUN_H

#include "cli/policy/pattern_files.h"
#include "cli/policy/table.h"
#include "cli/test/line.h"

enum cli_test_outcome {
	CLI_TEST_PASSES,
	CLI_TEST_FAILS,
	CLI_TEST_UNTOLD, /* nobody can tell exactly */
	CLI_TEST_NONE    /* the line is no test; or it cannot be judged */
};

/* Part of what a test is about, where it is not as the test says. */
struct cli_test_piece {
	struct ha_strbuf what;    /* "192.0.2.0/24 is allowed" */
	struct ha_strbuf request; /* one of them, as match takes it; or empty */
	struct ha_location rule;  /* that decides, or of which nobody can tell
				   * whether it does; source NULL: none */
};

struct cli_test_result {
	enum cli_test_outcome outcome;
	struct ha_location where; /* the line */
	struct ha_strbuf text;    /* its words, with a blank between them */
	struct cli_test_piece piece;
	size_t npieces;         /* that there are like it */
	struct ha_strbuf fault; /* CLI_TEST_NONE: why */
	struct ha_location fault_at;
};

struct cli_test_results {
	struct cli_test_result *list;
	size_t count, size;
	size_t counts[CLI_TEST_NONE + 1]; /* by outcome */
	struct ha_source *sets; /* what the tests are about, as rules */
};

/* Files of tests, in the order in which they are judged. */
struct cli_test_files {
	struct ha_source **list;
	size_t count, size;
};

/*
 * Judges every line of the files by the tables, of which one without a source
 * is empty.  The results refer to all sources.  End with
 * cli_test_results_free.
 */
void cli_tests_run(struct cli_test_results *results,
    const struct cli_table tables[2], struct cli_pattern_files *files,
    const struct cli_test_files *tests);
void cli_test_results_free(struct cli_test_results *results);

#endif
