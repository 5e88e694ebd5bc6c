#include "cli/io/linecount.h"

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

size_t
cli_linecount_at(struct cli_linecount *count, struct ha_location where)
{
	if (count->source != where.source || where.offset < count->offset) {
		count->source = where.source;
		count->offset = 0;
		count->line = 1;
	}
	count->line += newlines(where.source, count->offset, where.offset);
	count->offset = where.offset;
	return count->line;
}

size_t
cli_linecount_breaks(struct ha_location where)
{
	return newlines(where.source, where.offset, where.offset + where.len);
}
