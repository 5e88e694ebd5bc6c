#ifndef CLI_MATCH_AGAIN_H
#define CLI_MATCH_AGAIN_H

#include "cli/match/answer.h"
#include "common/base/strbuf.h"

/*
 * Adds the one command that removes a doubt, indented, on a line of its own:
 * the same question with what is missing.  Nothing where there is none, or
 * where a word of it could not be typed.
 */
void cli_print_command(struct ha_strbuf *out, const struct cli_answer *answer,
    enum cli_doubt_kind kind);

#endif
