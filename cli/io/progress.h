#ifndef CLI_IO_PROGRESS_H
#define CLI_IO_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How far a long work has come, on standard error where that is a terminal,
 * and nowhere else.  It appears after half a second, is drawn anew at most ten
 * times a second, and is erased at the end and before each message.  There is
 * one at a time.
 */
struct cli_progress {
	const char *label; /* constant text */
	uint64_t total;    /* 0: nobody knows */
	bool is_bytes;     /* else things that are counted */
	bool is_wanted, is_shown;
	uint64_t done;
	int64_t next; /* when it may be drawn, in ns of the monotonic clock */
};

/* Borrows the progress until it ends. */
void cli_progress_begin(struct cli_progress *progress, const char *label,
    uint64_t total, bool is_bytes);

/* So much is done; cheap enough for each block of a file. */
void cli_progress_set(struct cli_progress *progress, uint64_t done);

void cli_progress_end(struct cli_progress *progress);

/* Erases what is shown, if anything is; the next step shows it again. */
void cli_progress_hide(void);

#endif
