#ifndef CLI_MATCH_OUT_H
#define CLI_MATCH_OUT_H

#include "common/base/strbuf.h"

struct cli_answer;
struct ha_decision;

/* The forms of an answer, see formats.def; each adds its last newline. */
#define CLI_FORMAT(name, explains) \
	void cli_print_##name(struct ha_strbuf *out, \
	    const struct cli_answer *answer);
#include "cli/match/formats.def"
#undef CLI_FORMAT

/* The words of the contract for verdict and reason. */
const char *cli_verdict_word(const struct ha_decision *decision);
const char *cli_reason_word(const struct cli_answer *answer);

/* What libwrap would say, if that is asked for; in several lines. */
void cli_print_libwrap(struct ha_strbuf *out, const struct cli_answer *answer);

/* The line of the rule or error; 0: the whole file is meant. */
const char *cli_where_path(const struct ha_decision *decision);
size_t cli_where_line(const struct ha_decision *decision);

#endif
