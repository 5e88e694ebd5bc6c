#include "common/index/layout.h"

#include <assert.h>
#include <string.h>

#include "common/base/bounds.h"
#include "common/base/sum.h"
#include "common/language/addr.h"

/* As it stands in page 0, before the tops and the path. */
struct header {
	char magic[8];
	uint32_t byte_order, version;
	uint32_t kind, pages;
	uint64_t device, inode, size;
	int64_t modified_sec, changed_sec;
	uint32_t modified_nsec, changed_nsec;
	int64_t taken;
	uint64_t bytes, always_bytes;
	uint32_t items, always, nodes[2], postings;
	uint32_t path_len;
};

#define TOPS_AT ((uint32_t)sizeof(struct header))
#define PATH_AT (TOPS_AT + 2 * HA_INDEX_TOP)
#define PATH_MAX_LEN (HA_INDEX_PAYLOAD - PATH_AT)

static_assert(sizeof(struct header) == 120, "the header has no holes");

static struct ha_index_array
place(uint32_t count, uint32_t size, uint32_t *pages)
{
	struct ha_index_array array = { .start = *pages,
		.count = count,
		.size = size,
		.a_page = HA_INDEX_PAYLOAD / size };

	array.pages = count / array.a_page + (count % array.a_page > 0);
	*pages += array.pages;
	return array;
}

/* The last array of a directory, which fits there. */
static struct ha_index_array
place_top(uint32_t count, uint32_t size, enum ha_family family)
{
	return (struct ha_index_array){
		.base = TOPS_AT + (family == HA_IPV4 ? 0 : HA_INDEX_TOP),
		.count = count,
		.size = size,
		.a_page = HA_INDEX_TOP / size,
	};
}

static struct ha_index_table
place_table(uint32_t nodes, enum ha_family family, uint32_t *pages)
{
	bool is_ipv4 = family == HA_IPV4;
	struct ha_index_table table = { .key_size = is_ipv4 ? HA_INDEX_KEY4
							    : HA_INDEX_KEY6 };
	uint32_t below;

	table.rows =
	    place(nodes, is_ipv4 ? HA_INDEX_ROW4 : HA_INDEX_ROW6, pages);
	below = table.rows.pages;
	while (below * table.key_size > HA_INDEX_TOP) {
		struct ha_index_array *level = &table.levels[table.nlevels++];

		*level = place(below, table.key_size, pages);
		below = level->pages;
	}
	table.levels[table.nlevels++] =
	    place_top(below, table.key_size, family);
	return table;
}

/* Nothing is counted that cannot be there, so that no sum can overflow. */
static bool
can_be(const struct ha_index_counts *counts)
{
	return counts->bytes <= HA_SOURCE_MAX &&
	    counts->items <= counts->bytes && counts->always <= counts->items &&
	    counts->always_bytes <= counts->bytes &&
	    counts->postings <= HA_INDEX_NETS_MAX &&
	    counts->nodes[HA_IPV4] <= HA_INDEX_NETS_MAX &&
	    counts->nodes[HA_IPV6] <=
	    HA_INDEX_NETS_MAX - counts->nodes[HA_IPV4];
}

bool
ha_index_layout_of(const struct ha_index_counts *counts,
    struct ha_index_layout *layout)
{
	uint32_t pages = 1;

	if (!can_be(counts))
		return false;
	for (enum ha_family i = HA_IPV4; i <= HA_IPV6; i++)
		layout->tables[i] = place_table(counts->nodes[i], i, &pages);
	layout->postings = place(counts->postings, HA_INDEX_POSTING, &pages);
	layout->always = place(counts->always, HA_INDEX_POSTING, &pages);
	layout->pages = pages;
	return true;
}

static uint32_t
count_pages(const struct ha_index_counts *counts)
{
	struct ha_index_layout layout;

	return ha_index_layout_of(counts, &layout) ? layout.pages : 0;
}

enum ha_status
ha_index_header_write(const struct ha_index_about *about, struct ha_span path,
    unsigned char *page)
{
	const struct ha_identity *identity = &about->identity;
	const struct ha_index_counts *counts = &about->counts;
	struct header header = { .magic = { 0 },
		.byte_order = HA_INDEX_BYTE_ORDER,
		.version = HA_INDEX_VERSION,
		.kind = about->kind,
		.pages = count_pages(counts),
		.device = identity->device,
		.inode = identity->inode,
		.size = identity->size,
		.modified_sec = identity->modified.sec,
		.changed_sec = identity->changed.sec,
		.modified_nsec = identity->modified.nsec,
		.changed_nsec = identity->changed.nsec,
		.taken = about->taken,
		.bytes = counts->bytes,
		.always_bytes = counts->always_bytes,
		.items = counts->items,
		.always = counts->always,
		.nodes = { counts->nodes[HA_IPV4], counts->nodes[HA_IPV6] },
		.postings = counts->postings };

	if (path.len > PATH_MAX_LEN)
		return HA_TOOBIG;
	memcpy(header.magic, HA_INDEX_MAGIC, sizeof(header.magic));
	header.path_len = (uint32_t)path.len;
	memcpy(page, &header, sizeof(header));
	memcpy(page + PATH_AT, path.at, path.len);
	return HA_OK;
}

static struct ha_index_about
about_of(const struct header *header)
{
	return (struct ha_index_about){
		.kind = (enum ha_index_kind)header->kind,
		.identity = { header->device, header->inode, header->size,
		    { header->modified_sec, header->modified_nsec },
		    { header->changed_sec, header->changed_nsec } },
		.taken = header->taken,
		.counts = { header->bytes, header->always_bytes, header->items,
		    header->always,
		    { header->nodes[HA_IPV4], header->nodes[HA_IPV6] },
		    header->postings },
	};
}

enum ha_index_fault
ha_index_header_read(const unsigned char *page, uint64_t npages,
    struct ha_index_about *about, struct ha_index_layout *layout)
{
	struct header header;

	memcpy(&header, page, sizeof(header));
	if (memcmp(header.magic, HA_INDEX_MAGIC, sizeof(header.magic)) != 0)
		return HA_INDEX_FAULT_NO_INDEX;
	if (header.byte_order != HA_INDEX_BYTE_ORDER)
		return HA_INDEX_FAULT_BYTE_ORDER;
	if (header.version != HA_INDEX_VERSION)
		return HA_INDEX_FAULT_VERSION;
	if (header.kind > HA_INDEX_WORDS || header.path_len > PATH_MAX_LEN)
		return HA_INDEX_FAULT_DAMAGED;
	*about = about_of(&header);
	if (!ha_index_layout_of(&about->counts, layout) ||
	    layout->pages != header.pages || layout->pages != npages)
		return HA_INDEX_FAULT_DAMAGED;
	return HA_INDEX_FAULT_NONE;
}

struct ha_span
ha_index_header_path(const unsigned char *page)
{
	struct header header;

	memcpy(&header, page, sizeof(header));
	return (struct ha_span){ (const char *)page + PATH_AT,
		header.path_len <= PATH_MAX_LEN ? header.path_len : 0 };
}

uint64_t
ha_index_salt(const struct ha_index_about *about)
{
	const struct ha_identity *identity = &about->identity;
	uint64_t words[] = { about->kind, (uint64_t)about->taken,
		identity->device, identity->inode, identity->size,
		(uint64_t)identity->modified.sec, identity->modified.nsec,
		(uint64_t)identity->changed.sec, identity->changed.nsec };

	return ha_sum((const unsigned char *)words,
	    sizeof(words) / sizeof(words[0]), 0);
}

uint64_t
ha_index_page_sum(const unsigned char *page, uint32_t number, uint64_t salt)
{
	return ha_sum(page, HA_INDEX_PAYLOAD / 8, salt + number);
}

bool
ha_index_page_is_sound(const unsigned char *page, uint32_t number,
    uint64_t salt)
{
	uint64_t sum;

	memcpy(&sum, page + HA_INDEX_PAYLOAD, sizeof(sum));
	return sum == ha_index_page_sum(page, number, salt);
}
