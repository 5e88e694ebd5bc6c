#include "cli/check/report/region.h"

#include "cli/io/escape.h"
#include "cli/io/message.h"

static struct ha_place
place_of(struct cli_line_index *lines, struct ha_location where)
{
	return (struct ha_place){ cli_line_of(lines, where),
		cli_column_of(where) };
}

void
cli_region_find(struct cli_line_index *lines, struct ha_location where,
    struct cli_region *region)
{
	struct ha_location end = { where.source, where.offset + where.len, 0 };

	*region = (struct cli_region){ .start = place_of(lines, where),
		.end = place_of(lines, end),
		.line = ha_source_line(where.source, where.offset),
		.end_line = ha_source_line(where.source, end.offset) };
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
			break;
		rest = ha_span_from(rest, newline + 1);
	}
	if (out->failed)
		cli_no_memory();
}
