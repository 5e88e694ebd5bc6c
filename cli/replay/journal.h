#ifndef CLI_REPLAY_JOURNAL_H
#define CLI_REPLAY_JOURNAL_H

#include <jansson.h>

#include "cli/replay/line.h"
#include "common/base/strbuf.h"

/* Entries of "journalctl -o json", one a line.  Start with { NULL }. */
struct cli_journal {
	json_t *entry;            /* the last one; spans point into it */
	struct ha_strbuf message; /* its text, where it was written as bytes */
	size_t foreign; /* entries that somebody else than root has written */
};

/*
 * Reads an entry; spans point into it until the next one.  An entry without a
 * program, a text or a time, or that is not root's, is CLI_LOG_FOREIGN; what is
 * no JSON is CLI_LOG_BROKEN, and the program is empty.
 */
enum cli_log_status cli_journal_read(struct cli_journal *journal,
    struct ha_span text, struct cli_log_line *line);

void cli_journal_free(struct cli_journal *journal);

#endif
