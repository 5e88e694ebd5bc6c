#include "common/source/source.h"

#include <stdlib.h>
#include <string.h>

/* How many bytes must be counted at most, once lines have been counted. */
#define LINES_DISTANCE ((size_t)256)

enum ha_status
ha_source_fill(const struct ha_source *source, size_t offset, size_t end,
    int *error)
{
	if (source->sparse == NULL)
		return HA_OK;
	return ha_sparse_fill(source->sparse, offset, end, error);
}

void
ha_source_anchor(const struct ha_source *source, struct ha_anchor anchor)
{
	if (source->sparse != NULL)
		ha_sparse_anchor(source->sparse, anchor);
}

void
ha_source_close(const struct ha_source *source)
{
	if (source->sparse != NULL)
		ha_sparse_close(source->sparse);
}

void
ha_source_free(struct ha_source *source)
{
	if (source == NULL)
		return;
	if (source->sparse == NULL)
		free(source->bytes);
	ha_sparse_free(source->sparse);
	ha_anchors_free(&source->lines);
	free(source->path);
	free(source);
}

/* What cannot be read, to be shown or counted, is taken for a line's middle. */
static void
fill_for_show(const struct ha_source *source, size_t start, size_t end)
{
	int ignored;

	(void)ha_source_fill(source, start, end, &ignored);
}

/* Page by page: the one before the offset has mostly been read. */
static size_t
line_start(const struct ha_source *source, size_t offset)
{
	while (offset > 0) {
		size_t page = (offset - 1) / HA_SPARSE_PAGE * HA_SPARSE_PAGE;
		const char *newline;

		fill_for_show(source, page, offset);
		newline = memrchr(source->bytes + page, '\n', offset - page);
		if (newline != NULL)
			return (size_t)(newline - source->bytes) + 1;
		offset = page;
	}
	return 0;
}

static size_t
line_end(const struct ha_source *source, size_t offset)
{
	while (offset < source->len) {
		size_t page = (offset / HA_SPARSE_PAGE + 1) * HA_SPARSE_PAGE;
		struct ha_span part = { source->bytes + offset,
			(page < source->len ? page : source->len) - offset };
		size_t end;

		fill_for_show(source, offset, offset + part.len);
		end = ha_span_find(part, '\n');
		offset += end;
		if (end < part.len)
			break;
	}
	return offset;
}

/* Where the counting of lines begins, with all read from there to offset. */
static struct ha_anchor
anchor_before(const struct ha_source *source, size_t offset)
{
	struct ha_anchor anchor;
	int ignored;

	if (source->sparse == NULL)
		return ha_anchors_before(&source->lines, offset);
	anchor = ha_sparse_anchor_before(source->sparse, offset);
	(void)ha_source_fill(source, anchor.offset, offset, &ignored);
	return anchor;
}

void
ha_source_count_lines(struct ha_source *source)
{
	struct ha_anchor anchor = { 0, 1 };

	for (;;) {
		struct ha_span rest = { source->bytes + anchor.offset,
			source->len - anchor.offset };
		size_t newline = ha_span_find(rest, '\n');

		if (newline == rest.len)
			return;
		anchor.offset += newline + 1;
		anchor.line++;
		ha_anchors_add(&source->lines, anchor, LINES_DISTANCE);
	}
}

struct ha_place
ha_source_place(const struct ha_source *source, size_t offset)
{
	struct ha_anchor anchor = anchor_before(source, offset);
	size_t start = line_start(source, offset);
	struct ha_place place = { anchor.line, offset - start + 1 };
	struct ha_span before = { source->bytes + anchor.offset,
		start > anchor.offset ? start - anchor.offset : 0 };

	while (before.len > 0) {
		before = ha_span_from(before, ha_span_find(before, '\n') + 1);
		place.line++;
	}
	return place;
}

struct ha_span
ha_source_line(const struct ha_source *source, size_t offset)
{
	size_t start = line_start(source, offset);

	return (struct ha_span){ source->bytes + start,
		line_end(source, offset) - start };
}

size_t
ha_source_start(const struct ha_source *source)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = sizeof(mark) - 1;

	/* What was not read takes no memory as long as nobody looks. */
	if (source->sparse != NULL && !ha_sparse_has(source->sparse, 0))
		return 0;
	if (source->len >= len && memcmp(source->bytes, mark, len) == 0)
		return len;
	return 0;
}
