#ifndef CLI_SYS_WRITEFILE_H
#define CLI_SYS_WRITEFILE_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/source/source.h"

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
 * Replaces the file by other bytes, if it still is what was read: whoever
 * reads it finds the old or the new one, whole.  Owner, group, mode, access
 * list, label and other attributes stay.  A symbolic link stays and its target
 * is replaced; another hard link keeps the old bytes.  The new file is older
 * than HA_RACY_NS when it takes the place, so that no reader waits for more.
 *
 * What fails, or a signal, leaves the old file and nothing beside it; *error
 * is an errno value then, 0 with CLI_WRITE_LOCKED and CLI_WRITE_CHANGED.
 * A program that does not know our lock, and writes in the moment of the
 * replacement, may lose what it writes.
 */
enum cli_write cli_write_file(const struct ha_source *old, struct ha_span bytes,
    int *error);

/*
 * Writes all of the bytes, with signals held.  False: errno says why, EINTR
 * where one waits.
 */
bool cli_write_all(int fd, struct ha_span bytes);

/* What happened, as cli_sentence() takes it: %1 the file, %2 the error. */
const char *cli_write_text(enum cli_write result);

#endif
