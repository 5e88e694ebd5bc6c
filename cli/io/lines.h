#ifndef CLI_IO_LINES_H
#define CLI_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

#include "common/base/span.h"

/* A longer line is read over and reported as such: memory stays bounded. */
#define CLI_LINE_MAX ((size_t)65536)

/*
 * Where the bytes come from: as read(2), with errno; EINTR: it is asked again.
 */
struct cli_bytes {
	ssize_t (*read)(void *context, void *bytes, size_t size);
	void *context;
};

/* Reads lines, of a descriptor that may be a pipe or a terminal, or others. */
struct cli_lines {
	struct cli_bytes from;
	int fd;           /* of cli_lines_init */
	size_t number;    /* of the line read last, from 1 */
	bool is_too_long; /* it was; its text is empty */
	int error;        /* an errno value that ended the reading, or 0 */
	bool is_at_end;
	size_t reads;      /* how often something was read */
	size_t start, end; /* what is read and not yet used */
	char bytes[CLI_LINE_MAX + 1];
};

void cli_lines_init(struct cli_lines *lines, int fd);
void cli_lines_init_from(struct cli_lines *lines, struct cli_bytes from);

/*
 * The next line without its newline, and without a CR before that; valid
 * until the next call.  False: the end, or an error.
 */
bool cli_lines_next(struct cli_lines *lines, struct ha_span *line);

#endif
