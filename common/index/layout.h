#ifndef HA_INDEX_LAYOUT_H
#define HA_INDEX_LAYOUT_H

#include <stdbool.h>

#include "common/base/span.h"
#include "common/base/status.h"
#include "common/index/format.h"

/*
 * Elements of one size; none crosses a page.  They have pages of their own,
 * or stand after each other in page 0.
 */
struct ha_index_array {
	uint32_t start, pages; /* the first page, and how many of its own */
	uint32_t base;         /* where in each page they begin */
	uint32_t count;
	uint32_t size, a_page; /* bytes of one, and how many a page holds */
};

/* The nodes of one family. */
struct ha_index_table {
	uint32_t key_size;
	struct ha_index_array rows;
	/* The n-th key of a level is the first one in the n-th page below. */
	struct ha_index_array levels[HA_INDEX_LEVELS];
	uint32_t nlevels;
};

/* Where everything is. */
struct ha_index_layout {
	struct ha_index_table tables[2]; /* by enum ha_family */
	struct ha_index_array postings, always;
	uint32_t pages;
};

/* False: there is no index with these counts. */
bool ha_index_layout_of(const struct ha_index_counts *counts,
    struct ha_index_layout *layout);

/* The page that holds element n, and where in the page. */
static inline uint32_t
ha_index_page_of(const struct ha_index_array *array, uint32_t n)
{
	return array->start + n / array->a_page;
}

static inline uint32_t
ha_index_offset_of(const struct ha_index_array *array, uint32_t n)
{
	return array->base + n % array->a_page * array->size;
}

/*
 * The header, all but its checksum, to a page of zeros.  HA_OK; HA_TOOBIG
 * when the path does not fit.
 */
enum ha_status ha_index_header_write(const struct ha_index_about *about,
    struct ha_span path, unsigned char *page);

/*
 * Reads it from a page of an index of so many pages, and finds the layout.
 * Says also when the counts cannot be; does not look at the checksum.
 */
enum ha_index_fault ha_index_header_read(const unsigned char *page,
    uint64_t npages, struct ha_index_about *about,
    struct ha_index_layout *layout);

/* The path in a header that was read without a fault; borrowed. */
struct ha_span ha_index_header_path(const unsigned char *page);

/* What goes into the checksum of every page of the index. */
uint64_t ha_index_salt(const struct ha_index_about *about);

/* The checksum that the page must end with, and the one it does. */
uint64_t ha_index_page_sum(const unsigned char *page, uint32_t number,
    uint64_t salt);
bool ha_index_page_is_sound(const unsigned char *page, uint32_t number,
    uint64_t salt);

#endif
