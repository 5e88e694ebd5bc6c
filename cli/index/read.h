#ifndef CLI_INDEX_READ_H
#define CLI_INDEX_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/source/source.h"

/* A source that was read whole, and when reading began, as for an index. */
struct cli_index_text {
	struct ha_source *source; /* owned */
	int64_t taken;
};

/* As ha_source_open. */
enum ha_status cli_index_text_read(const char *path,
    struct cli_index_text *text, int *error);

/*
 * If the file had just been changed when it was read, so that an index of it
 * would not be trusted, waits some two seconds and reads it again,
 * HA_SOURCE_TRIES times at most.
 *
 * HA_OK       it need not be read again.
 * HA_CHANGED  it keeps being changed.
 * HA_INVALID  its time lies in the future.
 * Or as ha_source_open; what was read is gone then.
 */
enum ha_status cli_index_text_ripen(const char *path,
    struct cli_index_text *text, int *error);

/* Has the file that the path leads to another state by now? */
bool cli_index_text_is_old(const char *path, const struct cli_index_text *text);

void cli_index_text_free(struct cli_index_text *text);

#endif
