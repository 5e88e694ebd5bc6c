#ifndef CLI_ARGS_KEEP_H
#define CLI_ARGS_KEEP_H

#include "cli/args/command.h"
#include "cli/args/request.h"

/* Reads SERVICE:CLIENT, the value of --keep, as cli_request_read. */
bool cli_keep_read(const char *word, struct cli_request *request,
    struct ha_strbuf *fault);

/* Is each such word sound?  False: what is wrong with it has been said. */
bool cli_keeps_are_sound(const char *command, const struct cli_words *words);

#endif
