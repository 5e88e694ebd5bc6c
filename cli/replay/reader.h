#ifndef CLI_REPLAY_READER_H
#define CLI_REPLAY_READER_H

#include "cli/replay/options.h"
#include "cli/replay/tally.h"

/* What is read of many files, one after the other. */
struct cli_log_reader {
	const struct cli_replay_options *options;
	struct cli_tally *tally;
	uint64_t complaints; /* lines that could not be read, and were named */
};

/*
 * Reads the logs, "-" is standard input, and counts what they say.  Says what
 * cannot be read; 0, or the exit status when one of the files could not.  A
 * signal that waits ends it early.
 */
int cli_log_reader_run(struct cli_log_reader *reader, char *const *paths,
    int count);

#endif
