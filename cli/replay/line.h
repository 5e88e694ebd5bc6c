#ifndef CLI_REPLAY_LINE_H
#define CLI_REPLAY_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/span.h"

/* One line of a log: when, where and by whom it was written, and its text. */
struct cli_log_line {
	int64_t time;           /* seconds since 1970 */
	struct ha_span host;    /* may be empty */
	struct ha_span program; /* without its number */
	unsigned long pid;      /* 0: it is not said */
	struct ha_span message;
};

enum cli_log_status {
	CLI_LOG_READ,
	CLI_LOG_FOREIGN, /* nothing that begins as a line of a log does */
	CLI_LOG_BROKEN   /* the program is known, and what follows it is not */
};

/*
 * Makes times of those that have no year: the last one that is not more than a
 * day after the reference, by the clock of this machine's time zone.
 */
struct cli_log_clock {
	int64_t reference;
	int64_t hour;   /* for which the offset was asked, or -1 */
	int64_t offset; /* of that hour, in seconds */
};

/* reference: when the file was changed last. */
void cli_log_clock_init(struct cli_log_clock *clock, int64_t reference);

/*
 * Reads "Dec  1 15:04:05 host program[1]: text", as syslog daemons and
 * journalctl write it, or the same with 2026-12-01T15:04:05.123456+00:00.
 * Spans point into text.  CLI_LOG_BROKEN: *fault is where.
 */
enum cli_log_status cli_log_line_read(struct cli_log_clock *clock,
    struct ha_span text, struct cli_log_line *line, const char **fault);

/*
 * A time as options and logs have it, 2026-12-01 or 2026-12-01T15:04:05Z; what
 * has no zone is this machine's.  False: it is none, and *time is as it was.
 */
bool cli_log_time_read(struct cli_log_clock *clock, struct ha_span text,
    int64_t *time);

#endif
