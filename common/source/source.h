#ifndef HA_SOURCE_SOURCE_H
#define HA_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/base/span.h"
#include "common/base/status.h"
#include "common/source/identity.h"
#include "common/source/patience.h"
#include "common/source/sparse.h"

/*
 * The bytes of one file, and what was known of the file when they were read.
 * Every span into the text borrows from here: a source outlives what was
 * parsed from it.
 */
struct ha_source {
	char *path;  /* as opened */
	char *bytes; /* HA_SOURCE_SLACK more follow, all of them 0 */
	size_t len;
	struct ha_sparse *sparse; /* NULL: the bytes have all been read */
	struct ha_anchors lines;  /* of those, if they were counted */
	uid_t owner;
	mode_t mode;
	struct ha_identity identity; /* all 0 when it is only in memory */
};

/* A piece of a source's text; len may be 0. */
struct ha_location {
	const struct ha_source *source;
	size_t offset, len;
};

/*
 * Reads a regular file, or /dev/null as an empty one.  Never blocks and never
 * opens anything else (difference E1).
 *
 * A file that was changed within the last HA_RACY_NS may be half written, or
 * may change while it is read without a trace in its times.  It is read again
 * until its text has stayed, see sightings.h, or another file has taken its
 * place.  One that is empty, changed within HA_PATIENCE_NS, or is not there,
 * with its folder changed within HA_GRAIN_NS, is looked at again, too, and then
 * taken as it is.  A time in the future is old.  Whoever writes a part and
 * pauses for longer is not noticed.
 *
 * HA_OK          *source is set; the caller frees it.
 * HA_MISSING     there is no such file, or no folder that could hold it.
 * HA_UNREADABLE  it is there and cannot be read; *error is an errno value
 *                (EISDIR for a folder, ENXIO for a socket, EINVAL for what
 *                else is not a file, EAGAIN for one that kept changing until
 *                HA_PATIENCE_NS had passed).
 * HA_TOOBIG      longer than HA_SOURCE_MAX.
 * HA_NOMEM
 */
enum ha_status ha_source_open(const char *path, struct ha_source **source,
    int *error);

/*
 * The same for one of several files that share the patience.  is_sparse: of a
 * file that is larger than HA_SOURCE_WHOLE, and at rest, nothing is read before
 * ha_source_fill asks for it.
 */
enum ha_status ha_source_open_within(const char *path, bool is_sparse,
    struct ha_patience *patience, struct ha_source **source, int *error);

/* Is it a link to a file that is not there?  To open it is HA_MISSING. */
bool ha_source_is_dangling(const char *path);

/* As ha_sparse_fill; HA_OK for a source that was read whole. */
enum ha_status ha_source_fill(const struct ha_source *source, size_t offset,
    size_t end, int *error);

/* As ha_sparse_anchor; nothing for a source that was read whole. */
void ha_source_anchor(const struct ha_source *source, struct ha_anchor anchor);

/* As ha_sparse_close. */
void ha_source_close(const struct ha_source *source);

/* Copies text; path only names it in messages.  HA_OK or HA_NOMEM. */
enum ha_status ha_source_from_memory(const char *path, struct ha_span text,
    struct ha_source **source);

void ha_source_free(struct ha_source *source);

/*
 * Counts the lines of a source that was read whole, of which many places will
 * be asked for.
 */
void ha_source_count_lines(struct ha_source *source);

/* Line and column, both from 1; the column counts bytes. */
struct ha_place {
	size_t line, column;
};

/*
 * offset may be the length of the text: the place after the last byte.  Of a
 * sparse source the bytes around it are read, from the nearest anchor on.
 */
struct ha_place ha_source_place(const struct ha_source *source, size_t offset);

/* The physical line that holds offset, without its newline. */
struct ha_span ha_source_line(const struct ha_source *source, size_t offset);

/*
 * Where the text begins: after a UTF-8 byte order mark (difference L5),
 * if a sparse source has read it.
 */
size_t ha_source_start(const struct ha_source *source);

#endif
