#ifndef CLI_IO_INTERN_H
#define CLI_IO_INTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/span.h"

/*
 * Texts that are the same get the same number, counted from 0 in the order of
 * their first appearance.  Start with CLI_INTERN_INIT.
 */
struct cli_intern {
	struct ha_span *texts; /* by number; copies */
	size_t count, size;
	uint32_t *slots; /* numbers + 1, by hash */
	size_t nslots;   /* a power of two, or 0 */
	struct ha_arena arena;
};

#define CLI_INTERN_INIT ((struct cli_intern){ .arena = HA_ARENA_INIT })

/* False: the text was not interned. */
bool cli_intern_find(const struct cli_intern *intern, struct ha_span text,
    uint32_t *number);

/* The text's number; *is_new says whether it was not there before. */
uint32_t cli_intern(struct cli_intern *intern, struct ha_span text,
    bool *is_new);
void cli_intern_free(struct cli_intern *intern);

/* A hash of bytes, for tables that never leave this process. */
uint64_t cli_hash(struct ha_span text);

#endif
