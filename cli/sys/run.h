#ifndef CLI_SYS_RUN_H
#define CLI_SYS_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/strbuf.h"

/*
 * Runs the program words[0], a path, with an empty environment, and adds what
 * it prints.  Its standard input is empty, its messages are dropped, and when
 * the seconds are over or it prints more than max bytes it is killed.  True:
 * it ended with status 0.
 */
bool cli_run(const char *const *words, unsigned seconds, size_t max,
    struct ha_strbuf *output);

#endif
