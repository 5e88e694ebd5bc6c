#include "cli/io/lineindex.h"

#include <stdint.h>
#include <stdlib.h>

#include "cli/io/linecount.h"
#include "cli/io/vector.h"

/* Bytes between two places whose line is remembered. */
#define STRIDE ((size_t)4096)

struct cli_counted {
	const struct ha_source *source;
	uint32_t *before; /* newlines before each STRIDE bytes */
};

static size_t
newlines(const struct ha_source *source, size_t start, size_t end)
{
	return cli_linecount_breaks((struct ha_location){
	    source, start, end - start });
}

static const struct cli_counted *
count_source(struct cli_line_index *index, const struct ha_source *source)
{
	struct cli_counted *counted;

	for (size_t i = 0; i < index->count; i++) {
		if (index->counted[i].source == source)
			return &index->counted[i];
	}
	index->counted = cli_vector_grow(index->counted, &index->size,
	    index->count, sizeof(*index->counted));
	counted = &index->counted[index->count++];
	counted->source = source;
	counted->before =
	    cli_zeroed(source->len / STRIDE + 1, sizeof(*counted->before));
	for (size_t i = 1; i <= source->len / STRIDE; i++)
		counted->before[i] = counted->before[i - 1] +
		    (uint32_t)newlines(source, (i - 1) * STRIDE, i * STRIDE);
	return counted;
}

size_t
cli_line_of(struct cli_line_index *index, struct ha_location where)
{
	const struct cli_counted *counted = count_source(index, where.source);
	size_t stride = where.offset / STRIDE;

	return 1 + (size_t)counted->before[stride] +
	    newlines(where.source, stride * STRIDE, where.offset);
}

size_t
cli_column_of(struct ha_location where)
{
	struct ha_span line = ha_source_line(where.source, where.offset);

	return where.offset - (size_t)(line.at - where.source->bytes) + 1;
}

void
cli_line_index_free(struct cli_line_index *index)
{
	for (size_t i = 0; i < index->count; i++)
		free(index->counted[i].before);
	free(index->counted);
}
