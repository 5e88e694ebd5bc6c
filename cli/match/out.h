#ifndef CLI_MATCH_OUT_H
#define CLI_MATCH_OUT_H

#include "common/base/strbuf.h"

struct cli_answer;
struct ha_decision;

/* A form of the answer; print adds it to out, with its last newline. */
struct cli_format {
	const char *name;
	void (*print)(struct ha_strbuf *out, const struct cli_answer *answer);
};

/* text, line or json; NULL for any other word. */
const struct cli_format *cli_format_find(const char *name);

void cli_print_text(struct ha_strbuf *out, const struct cli_answer *answer);
void cli_print_line(struct ha_strbuf *out, const struct cli_answer *answer);
void cli_print_json(struct ha_strbuf *out, const struct cli_answer *answer);

/* The words of the contract for verdict and reason. */
const char *cli_verdict_word(const struct ha_decision *decision);
const char *cli_reason_word(const struct cli_answer *answer);

/* What libwrap would say, if that is asked for; in several lines. */
void cli_print_libwrap(struct ha_strbuf *out, const struct cli_answer *answer);

/* The line of the rule or error; 0: the whole file is meant. */
const char *cli_where_path(const struct ha_decision *decision);
size_t cli_where_line(const struct ha_decision *decision);

#endif
