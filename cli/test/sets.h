#ifndef CLI_TEST_SETS_H
#define CLI_TEST_SETS_H

#include "cli/policy/answers.h"
#include "cli/test/line.h"

/* The requests that a line is about: those that a rule of its service and
 * clients matches, and that come to the server that its keys name. */
struct cli_test_set {
	int server, server_name, port; /* variables that must hold, or NONE */
	bool is_vague;                 /* the rule cannot be judged */
};

/* Adds the line as a rule to the text of a table. */
void cli_test_set_write(struct ha_strbuf *table,
    const struct cli_test_line *line);

/* After the table was read: what the rule of that number could not say. */
void cli_test_set_finish(struct cli_test_set *set, struct cli_policy *policy,
    uint32_t rule, const struct cli_test_line *line);

/* Does it hold in that context what the keys name?  Nobody may know. */
enum cli_tri cli_test_set_holds(const struct cli_test_set *set,
    const struct cli_facts *facts, const struct cli_context *context);

#endif
