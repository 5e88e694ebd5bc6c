#ifndef CLI_IO_LINES_H
#define CLI_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/span.h"

/* A longer line is read over and told as such: memory stays bounded. */
#define CLI_LINE_MAX ((size_t)65536)

/* Reads lines from a descriptor, which may be a pipe or a terminal. */
struct cli_lines {
	int fd;
	size_t number;    /* of the line read last, from 1 */
	bool is_too_long; /* it was; its text is empty */
	int error;        /* an errno value that ended the reading, or 0 */
	bool is_at_end;
	size_t reads;      /* how often something was read */
	size_t start, end; /* what is read and not yet used */
	char bytes[CLI_LINE_MAX + 1];
};

void cli_lines_init(struct cli_lines *lines, int fd);

/*
 * The next line without its newline, and without a CR before that; valid
 * until the next call.  False: the end, or an error.
 */
bool cli_lines_next(struct cli_lines *lines, struct ha_span *line);

#endif
