#include "common/index/pages.h"

#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <unistd.h>

/* A look-up goes through each array once, and forwards: so none is read twice;
 * what all look-ups begin with is here for the next one, too. */
#define SLOTS 8
#define NO_PAGE UINT32_MAX

struct ha_index_cache {
	alignas(uint64_t) unsigned char bytes[SLOTS][HA_INDEX_PAGE];
	uint32_t number[SLOTS]; /* NO_PAGE: the slot is empty */
	unsigned next;          /* to be used for the next page */
};

void
ha_index_pages_of_image(struct ha_index_pages *pages,
    struct ha_index_image image)
{
	*pages = (struct ha_index_pages){ .image = image.bytes,
		.file = -1,
		.count = (uint32_t)(image.len / HA_INDEX_PAGE) };
}

enum ha_status
ha_index_pages_of_file(struct ha_index_pages *pages, int file, uint32_t count)
{
	struct ha_index_cache *cache = malloc(sizeof(*cache));

	if (cache == NULL)
		return HA_NOMEM;
	for (size_t i = 0; i < SLOTS; i++)
		cache->number[i] = NO_PAGE;
	cache->next = 0;
	*pages = (struct ha_index_pages){
		.file = file, .count = count, .cache = cache
	};
	return HA_OK;
}

void
ha_index_pages_close(struct ha_index_pages *pages)
{
	if (pages->image == NULL)
		close(pages->file);
	free(pages->image);
	free(pages->cache);
}

static bool
read_page(int file, uint32_t number, unsigned char *page)
{
	off_t at = (off_t)number * HA_INDEX_PAGE;
	size_t len = 0;

	while (len < HA_INDEX_PAGE) {
		ssize_t n = pread(file, page + len, HA_INDEX_PAGE - len,
		    at + (off_t)len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
	}
	return true;
}

static const unsigned char *
find_in_cache(const struct ha_index_cache *cache, uint32_t number)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (cache->number[i] == number)
			return cache->bytes[i];
	}
	return NULL;
}

/* Reads the page to the slot that was filled longest ago. */
static const unsigned char *
fetch(const struct ha_index_pages *pages, uint32_t number, bool has_salt)
{
	struct ha_index_cache *cache = pages->cache;
	unsigned slot = cache->next;
	unsigned char *page = cache->bytes[slot];

	cache->number[slot] = NO_PAGE;
	if (!read_page(pages->file, number, page) ||
	    (has_salt && !ha_index_page_is_sound(page, number, pages->salt)))
		return NULL;
	cache->number[slot] = number;
	cache->next = (slot + 1) % SLOTS;
	return page;
}

const unsigned char *
ha_index_first_page(const struct ha_index_pages *pages)
{
	return pages->image != NULL ? pages->image : fetch(pages, 0, false);
}

bool
ha_index_pages_begin(struct ha_index_pages *pages, uint64_t salt)
{
	const unsigned char *page = ha_index_page(pages, 0);

	pages->salt = salt;
	return page != NULL &&
	    (pages->image != NULL || ha_index_page_is_sound(page, 0, salt));
}

const unsigned char *
ha_index_page(const struct ha_index_pages *pages, uint32_t number)
{
	const unsigned char *page;

	if (number >= pages->count)
		return NULL;
	if (pages->image != NULL)
		return pages->image + (size_t)number * HA_INDEX_PAGE;
	page = find_in_cache(pages->cache, number);
	return page != NULL ? page : fetch(pages, number, true);
}

const unsigned char *
ha_index_element(const struct ha_index_pages *pages,
    const struct ha_index_array *array, uint32_t n)
{
	const unsigned char *page = n < array->count
	    ? ha_index_page(pages, ha_index_page_of(array, n))
	    : NULL;

	return page == NULL ? NULL : page + ha_index_offset_of(array, n);
}
