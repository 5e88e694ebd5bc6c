#ifndef CLI_CHECK_LINT_NEIGHBOURS_H
#define CLI_CHECK_LINT_NEIGHBOURS_H

#include "cli/check/base/view.h"

/*
 * The words on either side of a piece of a rule's daemons or clients, as they
 * are written, with their "user@".  Empty: there is none, or the piece is of a
 * pattern file, or does not reach as far as its word.
 */
struct ha_span cli_word_before(const struct cli_view *view,
    struct ha_span piece);
struct ha_span cli_word_after(const struct cli_view *view,
    struct ha_span piece);

/* Words that are looked at before or after one: a list may be long. */
#define CLI_NEIGHBOURS_MAX 16

#endif
