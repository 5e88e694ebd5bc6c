#ifndef CLI_TEST_OUT_H
#define CLI_TEST_OUT_H

#include "cli/io/lineindex.h"
#include "cli/test/run.h"

/* One form of what is printed. */
struct cli_test_format {
	void (*print)(struct ha_strbuf *out,
	    const struct cli_test_results *results,
	    struct cli_line_index *lines);
};

extern const struct cli_test_format cli_test_tap, cli_test_json, cli_test_junit;

/* "FILE:LINE: RULE" of the piece; empty: no rule has to do with it. */
void cli_test_add_rule(struct ha_strbuf *out,
    const struct cli_test_piece *piece, struct cli_line_index *lines);

/* In one sentence why the test does not pass. */
void cli_test_add_reason(struct ha_strbuf *out,
    const struct cli_test_result *result);

#endif
