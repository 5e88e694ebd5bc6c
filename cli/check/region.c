#include "cli/check/region.h"

#include <stdlib.h>

#include "cli/escape.h"
#include "cli/message.h"

/* Small enough to count in no time, and large enough for a short list. */
#define BLOCK_BYTES ((size_t)65536)

struct cli_linemap {
	const struct ha_source *source;
	size_t *lines; /* newlines before each block */
};

void
cli_regions_free(struct cli_regions *regions)
{
	for (size_t i = 0; i < regions->count; i++)
		free(regions->list[i].lines);
	free(regions->list);
}

static size_t
newlines(const struct ha_source *source, size_t start, size_t end)
{
	struct ha_span rest = { source->bytes + start, end - start };
	size_t count = 0, at;

	while ((at = ha_span_find(rest, '\n')) < rest.len) {
		rest = ha_span_from(rest, at + 1);
		count++;
	}
	return count;
}

static struct cli_linemap
map_lines(const struct ha_source *source)
{
	size_t count = source->len / BLOCK_BYTES + 1;
	struct cli_linemap map = { source, calloc(count, sizeof(*map.lines)) };

	if (map.lines == NULL)
		cli_no_memory();
	for (size_t i = 1; i < count; i++)
		map.lines[i] = map.lines[i - 1] +
		    newlines(source, (i - 1) * BLOCK_BYTES, i * BLOCK_BYTES);
	return map;
}

/* Most questions are about the file of the one before. */
static const struct cli_linemap *
find(struct cli_regions *regions, const struct ha_source *source)
{
	for (size_t i = regions->count; i-- > 0;) {
		if (regions->list[i].source == source)
			return &regions->list[i];
	}
	if (regions->count == regions->size) {
		size_t size = regions->size == 0 ? 4 : 2 * regions->size;
		struct cli_linemap *list =
		    realloc(regions->list, size * sizeof(*list));

		if (list == NULL)
			cli_no_memory();
		regions->list = list;
		regions->size = size;
	}
	regions->list[regions->count] = map_lines(source);
	return &regions->list[regions->count++];
}

static struct ha_place
place_of(const struct cli_linemap *map, struct ha_span line, size_t offset)
{
	size_t block = offset / BLOCK_BYTES;
	size_t start = (size_t)(line.at - map->source->bytes);

	return (struct ha_place){ .line = 1 + map->lines[block] +
		    newlines(map->source, block * BLOCK_BYTES, offset),
		.column = offset - start + 1 };
}

struct cli_region
cli_region_of(struct cli_regions *regions, struct ha_location where)
{
	const struct cli_linemap *map = find(regions, where.source);
	size_t end = where.offset + where.len;
	struct cli_region region;

	region.line = ha_source_line(where.source, where.offset);
	region.end_line = ha_source_line(where.source, end);
	region.start = place_of(map, region.line, where.offset);
	region.end = place_of(map, region.end_line, end);
	return region;
}

static size_t
character(struct ha_span line, size_t column)
{
	size_t before = column - 1 < line.len ? column - 1 : line.len;

	return cli_characters(ha_span_before(line, before)) + (column - before);
}

size_t
cli_region_character(const struct cli_region *region)
{
	return character(region->line, region->start.column);
}

size_t
cli_region_end_character(const struct cli_region *region)
{
	return character(region->end_line, region->end.column);
}

void
cli_region_join(struct ha_strbuf *out, struct ha_location where)
{
	struct ha_span rest = { where.source->bytes + where.offset, where.len };

	for (;;) {
		size_t newline = ha_span_find(rest, '\n');
		struct ha_span line = ha_span_before(rest, newline);

		if (newline < rest.len && line.len > 0 &&
		    line.at[line.len - 1] == '\\')
			line.len--;
		ha_strbuf_add(out, line);
		if (newline == rest.len)
			return;
		rest = ha_span_from(rest, newline + 1);
	}
}
