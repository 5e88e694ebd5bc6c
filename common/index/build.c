#include "common/index/build.h"

#include <stdlib.h>
#include <string.h>

#include "common/index/collect.h"
#include "common/index/layout.h"

/* An image while it is written. */
struct writer {
	struct ha_index_layout layout;
	unsigned char *bytes;
	uint32_t nposting; /* the next one */
};

static unsigned char *
element(const struct writer *writer, const struct ha_index_array *array,
    uint32_t n)
{
	return writer->bytes +
	    (size_t)ha_index_page_of(array, n) * HA_INDEX_PAGE +
	    ha_index_offset_of(array, n);
}

static void
store(unsigned char *at, uint32_t number)
{
	memcpy(at, &number, sizeof(number));
}

static void
write_place(unsigned char *at, struct ha_candidate place, uint32_t flag)
{
	store(at, place.offset | flag);
	store(at + 4, place.line);
}

/* After the entries with the network of entry i. */
static size_t
end_of_node(const struct ha_index_entries *entries, size_t i)
{
	const unsigned char *first = entries->at + i * entries->size;

	do {
		i++;
	} while (i < entries->count &&
	    memcmp(first, entries->at + i * entries->size,
		entries->key_size + 1) == 0);
	return i;
}

/* Adds them up. */
static void
count_nodes(const struct ha_index_entries *entries, uint32_t *nodes,
    uint32_t *postings)
{
	size_t i = 0;

	while (i < entries->count) {
		size_t end = end_of_node(entries, i);

		++*nodes;
		if (end - i > 1)
			*postings += (uint32_t)(end - i);
		i = end;
	}
}

/* The places of a node, which are entries i up to end. */
static void
write_reference(struct writer *writer, unsigned char *at,
    const struct ha_index_entries *entries, size_t i, size_t end)
{
	if (end - i == 1) {
		write_place(at, ha_index_entry_place(entries, i),
		    HA_INDEX_LAST);
		return;
	}
	store(at, writer->nposting);
	for (; i < end; i++)
		write_place(element(writer, &writer->layout.postings,
				writer->nposting++),
		    ha_index_entry_place(entries, i),
		    i + 1 == end ? HA_INDEX_LAST : 0);
}

/* Key, parent, length; returns what is after them. */
static unsigned char *
write_prefix(unsigned char *at, const struct ha_index_prefix *prefix,
    uint32_t key_size, uint32_t parent)
{
	ha_index_key_store(prefix->key, at, key_size);
	at += key_size;
	if (key_size == HA_INDEX_KEY4) {
		store(at, prefix->length << HA_INDEX_LENGTH4_SHIFT | parent);
		return at + 4;
	}
	store(at, parent);
	store(at + 4, prefix->length);
	return at + 8;
}

/* The nodes of a family, and their postings. */
static void
write_rows(struct writer *writer, const struct ha_index_table *table,
    const struct ha_index_entries *entries)
{
	struct ha_index_nest nest = { .depth = 0 };
	size_t i = 0;

	for (uint32_t n = 0; n < table->rows.count; n++) {
		struct ha_index_prefix prefix =
		    ha_index_entry_prefix(entries, i);
		size_t end = end_of_node(entries, i);
		unsigned char *at = element(writer, &table->rows, n);

		at = write_prefix(at, &prefix, table->key_size,
		    ha_index_nest_add(&nest, &prefix, n));
		write_reference(writer, at, entries, i, end);
		i = end;
	}
}

static void
write_levels(struct writer *writer, const struct ha_index_table *table)
{
	const struct ha_index_array *below = &table->rows;

	for (uint32_t i = 0; i < table->nlevels; i++) {
		const struct ha_index_array *level = &table->levels[i];

		for (uint32_t n = 0; n < level->count; n++)
			memcpy(element(writer, level, n),
			    element(writer, below, n * below->a_page),
			    table->key_size);
		below = level;
	}
}

static void
write_sums(struct writer *writer, uint64_t salt)
{
	for (uint32_t n = 0; n < writer->layout.pages; n++) {
		unsigned char *page = writer->bytes + (size_t)n * HA_INDEX_PAGE;
		uint64_t sum = ha_index_page_sum(page, n, salt);

		memcpy(page + HA_INDEX_PAYLOAD, &sum, sizeof(sum));
	}
}

static void
write_pages(struct writer *writer, const struct ha_index_collection *collection)
{
	for (enum ha_family i = HA_IPV4; i <= HA_IPV6; i++) {
		const struct ha_index_table *table = &writer->layout.tables[i];

		write_rows(writer, table, &collection->families[i]);
		write_levels(writer, table);
	}
	for (uint32_t n = 0; n < writer->layout.always.count; n++)
		write_place(element(writer, &writer->layout.always, n),
		    collection->always.at[n], 0);
}

static enum ha_status
sort(struct ha_index_collection *collection)
{
	struct ha_index_counts *counts = &collection->counts;

	for (enum ha_family i = HA_IPV4; i <= HA_IPV6; i++) {
		struct ha_index_entries *entries = &collection->families[i];
		enum ha_status status = ha_index_entries_sort(entries);

		if (status != HA_OK)
			return status;
		count_nodes(entries, &counts->nodes[i], &counts->postings);
	}
	return HA_OK;
}

/* The collection is sorted. */
static enum ha_status
write_image(const struct ha_index_collection *collection,
    const struct ha_index_about *about, const char *path,
    struct ha_index_image *image)
{
	struct writer writer = { .nposting = 0 };
	enum ha_status status;

	if (!ha_index_layout_of(&about->counts, &writer.layout))
		return HA_TOOBIG;
	writer.bytes = calloc(writer.layout.pages, HA_INDEX_PAGE);
	if (writer.bytes == NULL)
		return HA_NOMEM;
	status = ha_index_header_write(about, ha_span_of(path), writer.bytes);
	if (status != HA_OK) {
		free(writer.bytes);
		return status;
	}
	write_pages(&writer, collection);
	write_sums(&writer, ha_index_salt(about));
	*image = (struct ha_index_image){ writer.bytes,
		(size_t)writer.layout.pages * HA_INDEX_PAGE };
	return HA_OK;
}

enum ha_status
ha_index_build(const struct ha_source *source, enum ha_index_kind kind,
    int64_t taken, struct ha_index_image *image)
{
	struct ha_index_about about = {
		.kind = kind, .identity = source->identity, .taken = taken
	};
	struct ha_index_collection collection = { .always = { NULL, 0, 0 } };
	enum ha_status status = ha_index_collect(source, kind, &collection);

	if (status == HA_OK)
		status = sort(&collection);
	if (status == HA_OK) {
		about.counts = collection.counts;
		status = write_image(&collection, &about, source->path, image);
	}
	ha_index_collection_free(&collection);
	return status;
}
