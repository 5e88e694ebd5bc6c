#ifndef HA_INDEX_PAGES_H
#define HA_INDEX_PAGES_H

#include <stdbool.h>

#include "common/index/layout.h"

struct ha_index_cache;

/*
 * The pages of an index: all in memory, or read from a file one by one when
 * they are asked for.  A file is never mapped: one that is cut short meanwhile
 * would end the process.
 */
struct ha_index_pages {
	unsigned char *image; /* owned; or NULL */
	int file;
	uint32_t count;
	uint64_t salt;
	struct ha_index_cache *cache; /* of a file: the pages last read */
};

/* Takes the image over. */
void ha_index_pages_of_image(struct ha_index_pages *pages,
    struct ha_index_image image);

/* Takes the descriptor over, if it can: HA_OK or HA_NOMEM. */
enum ha_status ha_index_pages_of_file(struct ha_index_pages *pages, int file,
    uint32_t count);

void ha_index_pages_close(struct ha_index_pages *pages);

/*
 * Page 0 without a look at its checksum, which needs what it says.  NULL: it
 * cannot be read.
 */
const unsigned char *ha_index_first_page(const struct ha_index_pages *pages);

/* The salt is known now.  Does page 0 have the right checksum? */
bool ha_index_pages_begin(struct ha_index_pages *pages, uint64_t salt);

/*
 * A page, its checksum checked when it is read from a file; valid until the
 * next one is asked for.  NULL: it cannot be read, or it is damaged.
 */
const unsigned char *ha_index_page(const struct ha_index_pages *pages,
    uint32_t number);

/* An element of an array, in the same way; NULL, too, when it has no such. */
const unsigned char *ha_index_element(const struct ha_index_pages *pages,
    const struct ha_index_array *array, uint32_t n);

#endif
