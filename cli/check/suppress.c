#include "cli/check/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "cli/check/finding.h"
#include "cli/message.h"

#define MARK "# hostsaccess: ignore="

/* For one line; more would only cost time. */
#define PER_LINE_MAX ((size_t)100)

void
cli_suppressions_free(struct cli_suppressions *suppressions)
{
	free(suppressions->list);
	free(suppressions->files);
}

static void
add(struct cli_suppressions *suppressions, struct cli_suppression suppression)
{
	if (suppressions->count == suppressions->size) {
		size_t size =
		    suppressions->size == 0 ? 16 : 2 * suppressions->size;
		struct cli_suppression *list =
		    realloc(suppressions->list, size * sizeof(*list));

		if (list == NULL)
			cli_no_memory();
		suppressions->list = list;
		suppressions->size = size;
	}
	suppressions->list[suppressions->count++] = suppression;
}

static void
add_file(struct cli_suppressions *suppressions, const struct ha_source *source,
    size_t first)
{
	size_t size = (suppressions->nfiles + 1) * sizeof(*suppressions->files);
	struct cli_suppressed_file *files = realloc(suppressions->files, size);

	if (files == NULL)
		cli_no_memory();
	suppressions->files = files;
	files[suppressions->nfiles++] =
	    (struct cli_suppressed_file){ source, first, suppressions->count };
}

static bool
is_suppression(struct ha_span line)
{
	struct ha_span mark = HA_SPAN(MARK);

	return line.len >= mark.len && memcmp(line.at, mark.at, mark.len) == 0;
}

/*
 * Behind the logical line that begins at start: its newline is the last.  A
 * newline that is missing is in the line, too.
 */
static size_t
end_of_line(const struct ha_source *source, size_t start)
{
	while (start < source->len) {
		struct ha_span line = ha_source_line(source, start);

		start += line.len + 1;
		if (line.len == 0 || line.at[line.len - 1] != '\\')
			break;
	}
	return start;
}

static struct cli_suppression
read_comment(const struct ha_source *source, struct ha_span line)
{
	size_t offset = (size_t)(line.at - source->bytes);
	struct ha_span codes = ha_span_from(line, sizeof(MARK) - 1);
	size_t end = 0;

	while (end < codes.len && !ha_is_blank(codes.at[end]))
		end++;
	return (struct cli_suppression){
		.comment = { source, offset, line.len },
		.codes = { source, offset + sizeof(MARK) - 1, end },
	};
}

/* The line below counts, and behind other suppressions the one below them. */
static void
set_target(struct cli_suppressions *suppressions, size_t first, size_t start)
{
	for (size_t i = first; i < suppressions->count; i++) {
		struct cli_suppression *suppression = &suppressions->list[i];

		suppression->start = start;
		suppression->end =
		    end_of_line(suppression->comment.source, start);
	}
}

void
cli_suppressions_read(struct cli_suppressions *suppressions,
    const struct ha_source *source)
{
	size_t at = ha_source_start(source), first = suppressions->count;
	size_t before = first;

	while (at < source->len) {
		const char *mark = memmem(source->bytes + at, source->len - at,
		    MARK, sizeof(MARK) - 1);
		struct ha_span line;

		if (mark == NULL)
			break;
		line = ha_source_line(source, (size_t)(mark - source->bytes));
		if (!is_suppression(line)) {
			at = (size_t)(mark - source->bytes) + 1;
			continue;
		}
		at = (size_t)(line.at - source->bytes) + line.len + 1;
		add(suppressions, read_comment(source, line));
		if (at >= source->len ||
		    !is_suppression(ha_source_line(source, at))) {
			set_target(suppressions, first,
			    at < source->len ? at : source->len);
			first = suppressions->count;
		}
	}
	if (suppressions->count > before)
		add_file(suppressions, source, before);
}

/* The first whose line ends behind the offset; the ends ascend. */
static size_t
find_first(const struct cli_suppressions *suppressions,
    const struct cli_suppressed_file *file, size_t offset)
{
	size_t low = file->first, high = file->behind;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (suppressions->list[middle].end > offset)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool
hide(struct cli_suppressions *suppressions,
    const struct cli_suppressed_file *file, enum ha_code code, size_t offset)
{
	size_t first = find_first(suppressions, file, offset);
	bool is_hidden = false;

	for (size_t i = first; i < file->behind && i - first < PER_LINE_MAX;
	     i++) {
		struct cli_suppression *suppression = &suppressions->list[i];
		struct ha_span codes = { file->source->bytes +
			    suppression->codes.offset,
			suppression->codes.len };

		if (offset < suppression->start)
			break;
		if (cli_codes_hold(codes, code))
			suppression->is_used = is_hidden = true;
	}
	return is_hidden;
}

bool
cli_suppressions_hide(struct cli_suppressions *suppressions, enum ha_code code,
    struct ha_location where)
{
	for (size_t i = 0; i < suppressions->nfiles; i++) {
		const struct cli_suppressed_file *file =
		    &suppressions->files[i];

		if (file->source == where.source)
			return hide(suppressions, file, code, where.offset);
	}
	return false;
}
