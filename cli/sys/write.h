#ifndef CLI_SYS_WRITE_H
#define CLI_SYS_WRITE_H

#include <stdbool.h>

#include "common/base/span.h"

enum cli_write {
	CLI_WRITE_DONE,
	CLI_WRITE_FAILED,  /* no room, no right, ... */
	CLI_WRITE_LOCKED,  /* another program kept the lock */
	CLI_WRITE_CHANGED, /* the file is not what was read */
	/* What the new file could not be given: */
	CLI_WRITE_OWNER,
	CLI_WRITE_MODE,
	CLI_WRITE_ATTRIBUTES,
	/* The new file is in place, and may be lost if the machine stops. */
	CLI_WRITE_NOT_FLUSHED
};

/*
 * Writes all of the bytes, with signals held.  False: errno says why, EINTR
 * where one waits.
 */
bool cli_write_all(int fd, struct ha_span bytes);

/* What happened, as cli_sentence() takes it: %1 the file, %2 the error. */
const char *cli_write_text(enum cli_write result);

#endif
