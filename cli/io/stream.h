#ifndef CLI_IO_STREAM_H
#define CLI_IO_STREAM_H

#include <stdbool.h>

#include "common/base/status.h"
#include "common/source/source.h"

/* The name of standard input among files. */
#define CLI_STDIN "-"

/*
 * Is it what can be read but once?  "-", and what leads to a pipe, as
 * /dev/stdin and the names that shells give to process substitutions.
 */
bool cli_is_stream(const char *path);

/* Do two names of streams lead to the same one, which cannot serve both? */
bool cli_is_same_stream(const char *path, const char *other);

/*
 * Reads such a stream to its end, as long as that takes.  Somebody must have
 * opened a named pipe for writing within a second.  HA_OK, HA_MISSING,
 * HA_UNREADABLE, HA_TOOBIG or HA_NOMEM, as ha_source_open; the source has
 * neither owner nor mode.
 */
enum ha_status cli_stream_open(const char *path, struct ha_source **source,
    int *error);

#endif
