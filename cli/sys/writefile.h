#ifndef CLI_SYS_WRITEFILE_H
#define CLI_SYS_WRITEFILE_H

#include "cli/sys/write.h"
#include "common/source/source.h"

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

#endif
