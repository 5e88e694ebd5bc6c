#ifndef CLI_TEST_INIT_H
#define CLI_TEST_INIT_H

#include "cli/policy/pattern_files.h"
#include "cli/policy/table.h"
#include "common/base/strbuf.h"

/*
 * A file of tests to begin with: what the rules of the tables say, line by
 * line, as far as it is true; and that nobody else is admitted, where that is
 * so.
 */
void cli_test_init(struct ha_strbuf *out, const struct cli_table tables[2],
    struct cli_pattern_files *files);

#endif
