#ifndef CLI_DIFF_OUT_H
#define CLI_DIFF_OUT_H

#include "cli/policy/columns.h"
#include "cli/policy/compare.h"

/* One side of a change: what happens, and the rule that makes it so. */
struct cli_diff_side {
	unsigned may;
	struct ha_location rule; /* source NULL: no rule matches */
	size_t number;           /* of its line */
};

/* A network whose clients fare otherwise than before. */
struct cli_diff_line {
	enum cli_difference difference;
	struct ha_span service; /* empty: any that no rule names */
	const struct cli_condition *condition;
	bool has_address; /* false: clients whose address is not known */
	struct cli_network network;
	struct cli_diff_side before, after;
};

void cli_diff_print_line(struct ha_strbuf *out,
    const struct cli_diff_line *line);

/* members: those of cli_columns_add_members. */
void cli_diff_print_json(struct ha_strbuf *out, struct ha_span members,
    const struct cli_diff_line *line);

/* For people.  words: what sets the clients apart, empty of most. */
void cli_diff_print_head(struct ha_strbuf *out, struct ha_span service,
    struct ha_span words);

/* The rules are left out where they are those of the line before. */
void cli_diff_print_text(struct ha_strbuf *out,
    const struct cli_diff_line *line, bool has_rules);

/* Networks, and how many addresses they are. */
struct cli_diff_sum {
	size_t networks;
	uint64_t ipv4; /* addresses */
};

void cli_diff_add_up(struct cli_diff_sum *sum,
    const struct cli_diff_line *line);

/* Those that were not shown. */
void cli_diff_print_rest(struct ha_strbuf *out, const struct cli_diff_sum *sum);

void cli_diff_print_sums(struct ha_strbuf *out, size_t gains, size_t losses);

#endif
