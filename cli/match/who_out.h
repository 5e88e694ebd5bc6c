#ifndef CLI_MATCH_WHO_OUT_H
#define CLI_MATCH_WHO_OUT_H

#include "cli/io/lineindex.h"
#include "cli/policy/condition.h"
#include "cli/policy/networks.h"
#include "cli/policy/summary.h"

/* One network, and what becomes of clients from there. */
struct cli_who_line {
	const struct cli_policy *policy;
	struct ha_span service;
	const struct cli_condition *condition;
	struct cli_network network;
	unsigned may;
	struct ha_location rule; /* source NULL: it is the default */
	size_t number;           /* of its line */
};

/* "allow", "deny", "ask", or "maybe" where nobody can tell. */
const char *cli_who_word(unsigned may);

/* VERDICT SERVICE CLIENT USER WHERE, separated by tabs. */
void cli_who_print_line(struct ha_strbuf *out, const struct cli_who_line *line);

/* An object, a line each; members are those of cli_columns_add_members. */
void cli_who_print_json(struct ha_strbuf *out, struct ha_span members,
    const struct cli_who_line *line);

/* For people.  The sentence that it begins with; words is what sets the next
 * clients apart, empty of most; a network. */
void cli_who_print_summary(struct ha_strbuf *out,
    const struct cli_summary *summary);
void cli_who_print_condition(struct ha_strbuf *out, struct ha_span words);
void cli_who_print_text(struct ha_strbuf *out, const struct cli_who_line *line);

#endif
